// Attendance: who has a case open now, and who of them is writing a reply. Said again by each page while it is open, and forgotten
// within a minute; it is no part of the history.

import { changeRowsWhere } from "../cases/index.ts"
import { instant, type Reads, rows, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type Present = { readonly personId: number; readonly name: string; readonly isReplying: boolean }

/** A page says again each 15 seconds that it is open: what has not been heard of for so long has gone. */
export const presentMilliseconds = 45_000

/** Says who is here, and has the others' pages ask again where that is news: somebody came, or began or ceased to write. */
export async function markPresent(
  on: Reads,
  { caseId, personId, isReplying }: { caseId: number; personId: number; isReplying: boolean },
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    on,
    sql`with before as (
        select is_replying from attendance
        where case_id = ${caseId} and person_id = ${personId} and seen_at > ${instant(at - presentMilliseconds)}
      ), marked as (
        insert into attendance (case_id, person_id, is_replying, seen_at) values (${caseId}, ${personId}, ${isReplying}, ${instant(at)})
        on conflict (case_id, person_id) do update set is_replying = excluded.is_replying, seen_at = excluded.seen_at
      )
      ${changeRowsWhere(caseId, sql`not exists (select from before where is_replying = ${isReplying})`)}`,
  )
}

export async function markGone(on: Reads, caseId: number, personId: number): Promise<void> {
  await run(
    on,
    sql`with gone as (delete from attendance where case_id = ${caseId} and person_id = ${personId} returning case_id)
      ${changeRowsWhere(caseId, sql`exists (select from gone)`)}`,
  )
}

/** Everybody else who has the case open, those who write first. */
export async function othersPresent(
  on: Reads,
  caseId: number,
  personId: number | null,
  at: EpochMilliseconds,
): Promise<Present[]> {
  return await rows<Present>(
    on,
    sql`select person_id as "personId", name, is_replying as "isReplying" from attendance join people using (person_id)
      where case_id = ${caseId} and person_id is distinct from ${personId}::bigint and seen_at > ${instant(at - presentMilliseconds)}
        and disabled_at is null
      order by is_replying desc, name, person_id limit 20`,
  )
}

export async function forgetAttendance(on: Reads, at: EpochMilliseconds): Promise<void> {
  await run(on, sql`delete from attendance where seen_at <= ${instant(at - presentMilliseconds)}`)
}
