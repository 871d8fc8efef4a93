// The audit as it is read: a page at a time, newest first, by person, by what it speaks of, and by time.

import { instant, joined, type Reads, rows, type Sql, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export type AuditRow = {
  readonly auditId: number
  readonly at: EpochMilliseconds
  readonly personId: number | null
  readonly by: string | null
  readonly action: string
  readonly target: readonly string[]
  readonly outcome: "done" | "refused"
  readonly remote: string | null
}

export type AuditFilter = {
  readonly people: readonly number[] | null
  /** What it was done to, first of all: the references of a case, with those of its contents. */
  readonly targets: readonly string[] | null
  readonly action: string | null
  readonly outcome: "done" | "refused" | null
  readonly from: EpochMilliseconds | null
  readonly before: EpochMilliseconds | null
}

/** Where a page of the list ended. */
export type AuditPlace = { readonly at: EpochMilliseconds; readonly auditId: number }

export type NamedPerson = { readonly name: string; readonly isStaff: boolean }

/** Some people whom the audit speaks of, by number: colleagues, and tokens. */
export async function peopleOfAudit(on: Reads, people: readonly number[]): Promise<Map<number, NamedPerson>> {
  if (people.length === 0) return new Map()
  const found = await rows<NamedPerson & { personId: number }>(
    on,
    sql`select person_id as "personId", name, kind = 'staff' as "isStaff" from people where person_id = any(${people}::bigint[])`,
  )
  return new Map(found.map(({ personId, ...named }) => [personId, named]))
}

/** Rows of the audit after a place, `limit` at most. */
export async function listAudit(
  on: Reads,
  filter: AuditFilter,
  after: AuditPlace | null,
  limit: number,
): Promise<AuditRow[]> {
  return await rows<AuditRow>(
    on,
    sql`select audit_id as "auditId", at, person_id as "personId",
        (select name from people where people.person_id = audit.person_id) as by, action, target, outcome, remote
      from audit where ${joined(conditionsOf(filter, after), " and ", sql`true`)}
      order by at desc, audit_id desc limit ${limit}`,
  )
}

/** How often something was done since an instant. Waits until nobody else is about to, to the end of the transaction. */
export async function lockedTimesSince(tx: Tx, action: string, since: EpochMilliseconds): Promise<number> {
  await rows(tx, sql`select pg_advisory_xact_lock(7243137, hashtext(${action}))`)
  const [found] = await rows<{ times: number }>(
    tx,
    sql`select count(*) as times from audit where at > ${instant(since)} and action = ${action}`,
  )
  return found?.times ?? 0
}

/** The people whom a name or an address may mean: exactly, or else in part. */
export async function peopleNamed(on: Reads, typed: string, limit: number): Promise<number[]> {
  const part = `%${typed.replace(/[\\%_]/g, (each) => `\\${each}`)}%`
  const found = await rows<{ personId: number }>(
    on,
    sql`select person_id as "personId" from people where name ilike ${part} or email ilike ${part}
      order by (lower(name) = lower(${typed}) or email = lower(${typed})) desc, person_id limit ${limit}`,
  )
  return found.map((each) => each.personId)
}

function conditionsOf(filter: AuditFilter, after: AuditPlace | null): Sql[] {
  const { people, targets, action, outcome, from, before } = filter
  return [
    people === null ? [] : sql`person_id = any(${people}::bigint[])`,
    targets === null ? [] : sql`target[1] = any(${targets}::text[])`,
    action === null ? [] : sql`action = ${action}`,
    outcome === null ? [] : sql`outcome = ${outcome}`,
    from === null ? [] : sql`at >= ${instant(from)}`,
    before === null ? [] : sql`at < ${instant(before)}`,
    after === null ? [] : sql`(at, audit_id) < (${instant(after.at)}, ${after.auditId})`,
  ].flat()
}
