// Requests that carried an Idempotency-Key: what each came to, kept for 7 days.

import { type Db, instant, type Reads, row, run, type Sql, sql, type Tx } from "../database/index.ts"

/** A request that carried an Idempotency-Key. */
export type IdempotencyClaim = {
  readonly caller: string
  readonly key: string
  readonly requestMac: Buffer
  readonly status: number
}

/** The claims of some keys, to stand in a CTE: no row for one that has been used before. */
export function claimRows(claims: readonly { caseId: number; at: number; claim: IdempotencyClaim }[]): Sql {
  return sql`insert into idempotency (caller, key, request_mac, status, case_id, at)
    select * from unnest(${claims.map((each) => each.claim.caller)}::text[], ${claims.map((each) => each.claim.key)}::text[],
      ${claims.map((each) => each.claim.requestMac)}::bytea[], ${claims.map((each) => each.claim.status)}::smallint[],
      ${claims.map((each) => each.caseId)}::bigint[], ${claims.map((each) => instant(each.at))}::timestamptz[])
    on conflict do nothing returning case_id`
}

export type ClaimedAnswer = { readonly caseId: number; readonly status: number; readonly requestMac: Buffer }

/** What a key was used for, by this caller. */
export async function claimedAnswer(on: Reads, caller: string, key: string): Promise<ClaimedAnswer | undefined> {
  return await row<ClaimedAnswer>(
    on,
    sql`select case_id as "caseId", status, request_mac as "requestMac" from idempotency where caller = ${caller} and key = ${key}`,
  )
}

/** Forgets the keys of before an instant, some at a time. */
export async function forgetKeys(db: Db, before: number, limit: number): Promise<number> {
  return await run(
    db,
    sql`delete from idempotency where (caller, key) in
      (select caller, key from idempotency where at < ${instant(before)} order by at limit ${limit})`,
  )
}

/** Makes a key point to another case than the one that was asked about: the one that a late reopening opened. */
export async function pointClaimAt(tx: Tx, claim: IdempotencyClaim, caseId: number): Promise<void> {
  await run(tx, sql`update idempotency set case_id = ${caseId} where caller = ${claim.caller} and key = ${claim.key}`)
}
