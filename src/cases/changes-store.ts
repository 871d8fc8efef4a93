// Which cases changed a moment ago, and for whom what they are offered did, so that open pages ask again: noted in the transaction that
// changes it, and found by what a snapshot has not seen. Rows are forgotten after some minutes.

import { joined, type Reads, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"

/** What a reader has seen of the database: PostgreSQL's own words for a snapshot. */
export type ChangeMark = string

export type Changes = {
  readonly mark: ChangeMark
  /** The cases, or that they are too many to name. */
  readonly cases: readonly number[] | "many"
  /** For whom what they are offered changed; "many" stands for everybody. */
  readonly people: readonly number[] | "many"
}

const namedLimit = 500
const keptMinutes = 5

/** The rows to insert, as a statement of its own or a part of another. A case may be noted several times in a transaction. */
export function changeRows(caseIds: readonly number[]): Sql {
  return sql`insert into case_changes (case_id) select distinct unnest(${caseIds}::bigint[]) on conflict do nothing`
}

/** The same of one case, where a condition holds. */
export function changeRowsWhere(caseId: number, condition: Sql): Sql {
  return sql`insert into case_changes (case_id) select ${caseId}::bigint where ${condition} on conflict do nothing`
}

/** Has the open pages of some cases ask again, once the transaction commits: for what is shown with a case and is no event of it. */
export async function noteChanges(on: Reads, caseIds: readonly number[]): Promise<void> {
  if (caseIds.length > 0) await run(on, changeRows(caseIds))
}

/** Has the open pages of some colleagues ask again for what they are offered, once the transaction commits. */
export async function noteOffers(tx: Tx, people: readonly number[]): Promise<void> {
  if (people.length === 0) return
  await run(
    tx,
    sql`insert into person_changes (person_id) select distinct unnest(${people}::bigint[]) on conflict do nothing`,
  )
}

/** What has been seen of the database by now. */
export async function changeMark(on: Reads): Promise<ChangeMark> {
  const found = await row<{ mark: string }>(on, sql`select pg_current_snapshot()::text as mark`)
  return found?.mark ?? ""
}

/**
 * What was committed since a mark, in whatever order: a row is new if its transaction had not ended in the old snapshot. The rows are
 * those of the snapshot that is given back, because it is the statement's own.
 */
export async function changesSince(on: Reads, mark: ChangeMark): Promise<Changes> {
  const isNew = sql`changed_in >= pg_snapshot_xmin(${mark}::pg_snapshot) and not pg_visible_in_snapshot(changed_in, ${mark}::pg_snapshot)`
  const found = await row<{ mark: string; cases: string[] | null; people: string[] | null }>(
    on,
    sql`select pg_current_snapshot()::text as mark, (select array_agg(distinct case_id) from (select case_id from case_changes
      where ${isNew} limit ${namedLimit + 1}) as found) as cases,
      (select array_agg(distinct person_id) from person_changes where ${isNew}) as people`,
  )
  const cases = (found?.cases ?? []).map(Number)
  const people = (found?.people ?? []).map(Number)
  return { mark: found?.mark ?? mark, cases: cases.length > namedLimit ? "many" : cases, people }
}

/** What changed within the last seconds: for a page that was made just before anybody listened for it. */
export async function recentChanges(on: Reads, seconds: number): Promise<Omit<Changes, "mark">> {
  const isNew = sql`changed_at > clock_timestamp() - make_interval(secs => ${seconds})`
  const found = await rows<{ caseId: number }>(
    on,
    sql`select distinct case_id as "caseId" from case_changes where ${isNew} limit ${namedLimit + 1}`,
  )
  const people = await rows<{ personId: number }>(
    on,
    sql`select distinct person_id as "personId" from person_changes where ${isNew}`,
  )
  const cases = found.length > namedLimit ? "many" : found.map((each) => each.caseId)
  return { cases, people: people.map((each) => each.personId) }
}

/** Of some cases those that each actor may see, in the order of the actors. */
export async function visibleAmong(
  on: Reads,
  actors: readonly Actor[],
  caseIds: readonly number[],
): Promise<number[][]> {
  if (actors.length === 0 || caseIds.length === 0) return actors.map(() => [])
  const sights = actors.map(
    (actor) =>
      sql`array(select case_id from cases where case_id = any(${caseIds}::bigint[]) and ${visibleTo(actor)})::text`,
  )
  const found = await row<{ seen: string[] }>(on, sql`select array[${joined(sights, ", ", sql``)}]::text[] as seen`)
  return (found?.seen ?? []).map((each) => each.match(/\d+/g)?.map(Number) ?? [])
}

/** Forgets what every page has long been told. */
export async function forgetChanges(on: Reads): Promise<void> {
  const isOld = sql`changed_at < clock_timestamp() - make_interval(mins => ${keptMinutes})`
  await run(on, sql`delete from case_changes where ${isOld}`)
  await run(on, sql`delete from person_changes where ${isOld}`)
}
