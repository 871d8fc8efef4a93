// Who else has to do with a case, as its page shows it: a statement for all of them, and one for whoever comes to look.

import { changeRowsWhere } from "../cases/index.ts"
import { instant, type Reads, rows, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type Present, presentMilliseconds } from "./attendance.ts"
import type { Follower } from "./followers.ts"

export type Company = { readonly present: readonly Present[]; readonly followers: readonly Follower[] }

type Row = { personId: number; name: string; isReplying: boolean; isHere: boolean }

/** Everybody else who has the case open, those who write first, and everybody who follows it. */
export async function companyOf(
  on: Reads,
  caseId: number,
  personId: number | null,
  at: EpochMilliseconds,
): Promise<Company> {
  const found = await rows<Row>(
    on,
    sql`(select person_id as "personId", name, is_replying as "isReplying", true as "isHere"
        from attendance join people using (person_id)
        where case_id = ${caseId} and person_id is distinct from ${personId}::bigint and seen_at > ${instant(at - presentMilliseconds)}
          and disabled_at is null order by is_replying desc, name, person_id limit 20)
      union all
      (select person_id, name, false, false from followers join people using (person_id)
        where case_id = ${caseId} and disabled_at is null order by name, person_id limit 100)`,
  )
  const present = found.filter(({ isHere }) => isHere).map(({ isHere: _here, ...each }) => each)
  const followers = found.filter(({ isHere }) => !isHere).map(({ personId: id, name }) => ({ personId: id, name }))
  return { present, followers }
}

/**
 * Somebody looks at a case as it is at a version: they are here, and have been told what they were to be told of it. The others' pages
 * ask again where it is news that they are here.
 */
export async function markLooking(
  on: Reads,
  { caseId, personId, version }: { caseId: number; personId: number; version: number },
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    on,
    sql`with before as (
        select is_replying from attendance
        where case_id = ${caseId} and person_id = ${personId} and seen_at > ${instant(at - presentMilliseconds)}
      ), marked as (
        insert into attendance (case_id, person_id, is_replying, seen_at) values (${caseId}, ${personId}, false, ${instant(at)})
        on conflict (case_id, person_id) do update set is_replying = false, seen_at = excluded.seen_at
      ), followed as (
        update followers set seen_version = ${version}
        where case_id = ${caseId} and person_id = ${personId} and seen_version < ${version}
      ), mentioned as (
        update mentions set seen_at = ${instant(at)} where case_id = ${caseId} and person_id = ${personId} and seen_at is null
      )
      ${changeRowsWhere(caseId, sql`not exists (select from before where not is_replying)`)}`,
  )
}
