// What a customer who has signed in sees: the cases that name their address, and those of the organisations whose contact they are.
// Each half goes by its own index, newest first, and nothing outside the two is ever read.

import { type Reads, row, rows, type Sql, sql } from "../database/index.ts"
import { type Customer, holdsAddress } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { CaseState } from "./state.ts"
import { type CaseRow, caseColumns } from "./store.ts"

export type CustomerCase = Pick<CaseState, "state" | "ownerId" | "hold" | "resolvedAt"> & {
  readonly caseId: number
  readonly reference: string
  readonly subject: string | null
  readonly openedAt: EpochMilliseconds
  readonly organisationId: number | null
  /** Whether it names the customer's own address. */
  readonly isOwn: boolean
}

/** The newest cases that the customer sees, from below the number `before`. */
export async function casesOfCustomer(
  on: Reads,
  customer: Customer,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<CustomerCase[]> {
  const upTo = before ?? Number.MAX_SAFE_INTEGER
  return await rows<CustomerCase>(
    on,
    sql`with own as (
        select cases.case_id from content join cases using (case_id)
        where ${ownedBy(customer)} and content.case_id < ${upTo}
        order by content.case_id desc limit ${limit}
      ),
      shared as (
        select theirs.case_id from unnest(${organisationsOf(customer)}::bigint[]) as mine (organisation_id)
        cross join lateral (
          select case_id from cases where cases.organisation_id = mine.organisation_id and case_id < ${upTo}
          order by case_id desc limit ${limit}
        ) theirs
      )
      select cases.case_id as "caseId", cases.reference, cases.subject, cases.state, cases.owner_id as "ownerId",
        cases.fold -> 'hold' as hold, (cases.fold ->> 'resolvedAt')::bigint as "resolvedAt", cases.opened_at as "openedAt", cases.organisation_id as "organisationId", exists (select from own where own.case_id = cases.case_id) as "isOwn"
      from cases where case_id in (select case_id from own union select case_id from shared)
      order by case_id desc limit ${limit}`,
  )
}

/** A case that the customer sees; undefined for any other, whether it exists or not. */
export async function findCaseOfCustomer(
  on: Reads,
  customer: Customer,
  caseId: number,
): Promise<(CaseRow & { readonly isOwn: boolean }) | undefined> {
  return await row<CaseRow & { isOwn: boolean }>(
    on,
    sql`select * from (
        select ${caseColumns}, true as claimed, organisation_id,
          exists (select from content where content.case_id = cases.case_id and ${ownedBy(customer)}) as "isOwn"
        from cases where case_id = ${caseId}
      ) found where "isOwn" or organisation_id = any(${organisationsOf(customer)}::bigint[])`,
  )
}

/** Those among some cases that the customer sees. */
export async function seenByCustomer(on: Reads, customer: Customer, caseIds: readonly number[]): Promise<number[]> {
  const found = await rows<{ caseId: number }>(
    on,
    sql`select case_id as "caseId" from cases where case_id = any(${caseIds}::bigint[])
      and (organisation_id = any(${organisationsOf(customer)}::bigint[])
        or exists (select from content where content.case_id = cases.case_id and ${ownedBy(customer)}))`,
  )
  return found.map((each) => each.caseId)
}

// The address of the requester, and not any other that a case holds: whom a reply was copied to has no part in it.
function ownedBy({ email }: Customer): Sql {
  return sql`${holdsAddress(email)} and content.content_id = (cases.fold -> 'requester' -> 'email' ->> 'content')::int`
}

function organisationsOf({ organisations }: Customer): number[] {
  return organisations.map((each) => each.organisationId)
}
