// Followers: colleagues who want to be told when a case changes, and those who were named in a note of it.

import { instant, type Reads, row, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type Follower = { readonly personId: number; readonly name: string }

/** Follows a case from the version that the person has before them. Following twice is following once. */
export async function follow(
  on: Reads,
  { caseId, personId, version }: { caseId: number; personId: number; version: number },
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    on,
    sql`insert into followers (case_id, person_id, since, seen_version) values (${caseId}, ${personId}, ${instant(at)}, ${version})
      on conflict (case_id, person_id) do nothing`,
  )
}

export async function unfollow(on: Reads, caseId: number, personId: number): Promise<void> {
  await run(on, sql`delete from followers where case_id = ${caseId} and person_id = ${personId}`)
}

/** Keeps who was named in a note, and lets them follow the case from before it. */
export async function keepMentions(
  tx: Tx,
  note: { caseId: number; contentId: number; by: number | null; version: number; people: readonly number[] },
  at: EpochMilliseconds,
): Promise<void> {
  if (note.people.length === 0) return
  await run(
    tx,
    sql`with named as (select unnest(${note.people}::bigint[]) as person_id),
      followed as (insert into followers (case_id, person_id, since, seen_version)
        select ${note.caseId}, person_id, ${instant(at)}, ${note.version} from named on conflict do nothing)
      insert into mentions (case_id, content_id, person_id, mentioned_by, at)
        select ${note.caseId}, ${note.contentId}, person_id, ${note.by}::bigint, ${instant(at)} from named
        on conflict do nothing`,
  )
}

export async function isFollowing(on: Reads, caseId: number, personId: number): Promise<boolean> {
  const found = await row(on, sql`select from followers where case_id = ${caseId} and person_id = ${personId}`)
  return found !== undefined
}
