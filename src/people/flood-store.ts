// The counters of how often a form was used.

import { instant, type Reads, row, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

/** Counts one more use and gives the count with it: one statement, so that uses at the same moment are all counted. */
export async function countUse(
  on: Reads,
  subject: Buffer,
  at: EpochMilliseconds,
  windowEndsAt: EpochMilliseconds,
): Promise<number> {
  const counted = await row<{ uses: number }>(
    on,
    sql`insert into form_uses as known (subject, uses, window_ends_at) values (${subject}, 1, ${instant(windowEndsAt)})
      on conflict (subject) do update set
        uses = case when known.window_ends_at <= ${instant(at)} then 1 else known.uses + 1 end,
        window_ends_at = case when known.window_ends_at <= ${instant(at)} then excluded.window_ends_at else known.window_ends_at end
      returning uses`,
  )
  return counted?.uses ?? 1
}

/** Deletes counters whose hour is over. */
export async function forgetFormUses(on: Reads, at: EpochMilliseconds): Promise<void> {
  await run(on, sql`delete from form_uses where window_ends_at <= ${instant(at)}`)
}
