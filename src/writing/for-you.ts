// What somebody is to look at: notes that name them, cases that they follow and that have changed, replies of theirs that were stopped.

import { type Reads, rows, sql } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type ForYou = {
  readonly why: "mention" | "followed" | "stopped"
  readonly reference: string
  /** Null once erased. */
  readonly subject: string | null
  /** When it came; null where only the case knows. */
  readonly at: EpochMilliseconds | null
  /** Who named them. */
  readonly by: string | null
  /** Why a reply was stopped, in a code. */
  readonly reason: string | null
}

const listLimit = 100

/** The list of somebody, what is most pressing first: only of cases that they may see. */
export async function forYou(on: Reads, actor: Actor): Promise<ForYou[]> {
  const { personId } = actor
  if (personId === null) return []
  return await rows<ForYou>(
    on,
    sql`select * from (
      select 'stopped' as why, 1 as place, reference, subject, w.stopped_at as at, null as by, w.reason
        from waiting_replies w join cases on cases.case_id = w.case_id
        where w.person_id = ${personId} and w.state = 'stopped' and ${visibleTo(actor)}
      union all
      select 'mention', 2, reference, subject, m.at, people.name, null
        from mentions m join cases on cases.case_id = m.case_id left join people on people.person_id = m.mentioned_by
        where m.person_id = ${personId} and m.seen_at is null and ${visibleTo(actor)}
      union all
      select 'followed', 3, reference, subject, null, null, null
        from followers f join cases on cases.case_id = f.case_id
        where f.person_id = ${personId} and f.seen_version < cases.version and ${visibleTo(actor)}
          and not exists (select from mentions m where m.case_id = f.case_id and m.person_id = f.person_id and m.seen_at is null)
      ) list order by place, at desc nulls last, reference limit ${listLimit}`,
  )
}
