// Every statement on going through a view case by case.

import { type Db, instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type Play = {
  readonly query: string
  readonly afterPlace: string | null
  readonly presentCase: number | null
  readonly given: readonly number[]
  readonly beganAt: EpochMilliseconds
}

export async function playOf(on: Reads, personId: number): Promise<Play | undefined> {
  const found = await row<Play>(
    on,
    sql`select query, after_place as "afterPlace", present_case as "presentCase", array_to_json(given) as given, began_at as "beganAt"
    from plays where person_id = ${personId}`,
  )
  return found
}

/** Begins anew, whatever was begun before. */
export async function beginPlay(db: Db, personId: number, query: string, at: EpochMilliseconds): Promise<void> {
  await run(
    db,
    sql`insert into plays (person_id, query, began_at, moved_at) values (${personId}, ${query}, ${instant(at)}, ${instant(at)})
    on conflict (person_id) do update set query = excluded.query, began_at = excluded.began_at, moved_at = excluded.moved_at,
      after_place = null, present_case = null, given = '{}'`,
  )
}

export async function endPlay(db: Db, personId: number): Promise<void> {
  await run(db, sql`delete from plays where person_id = ${personId}`)
}

/** One colleague at a time takes their next case, so that no two are given the same. */
export async function lockPlays(tx: Tx): Promise<void> {
  await run(tx, sql`select pg_advisory_xact_lock(7243011)`)
}

/** Which of some cases another colleague has had before them since an instant. */
export async function casesOfOthers(
  tx: Tx,
  personId: number,
  caseIds: readonly number[],
  since: number,
): Promise<number[]> {
  const found = await rows<{ caseId: number }>(
    tx,
    sql`select present_case as "caseId" from plays
    where present_case = any(${caseIds}::bigint[]) and person_id <> ${personId} and moved_at > ${instant(since)}`,
  )
  return found.map((each) => each.caseId)
}

export type PlayMove = { readonly caseId: number | null; readonly place: string | null }

export async function movePlay(
  tx: Tx,
  personId: number,
  { caseId, place }: PlayMove,
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    tx,
    sql`update plays set present_case = ${caseId}, after_place = ${place}, moved_at = ${instant(at)},
      given = case when ${caseId}::bigint is null then given else array_append(given, ${caseId}::bigint) end
    where person_id = ${personId}`,
  )
}
