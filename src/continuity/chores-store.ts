// When each thing on the timetable was last begun: claimed in one statement, so that of many workers one does it.

import { instant, type Reads, row, rows, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export const chores = ["backup", "verification", "drill"] as const
export type Chore = (typeof chores)[number]

/** Claims a chore that was last begun by `dueSince`, or that failed and was begun by `failedSince`. */
export async function claimChore(
  on: Reads,
  name: Chore,
  due: {
    readonly at: EpochMilliseconds
    readonly dueSince: EpochMilliseconds
    readonly failedSince: EpochMilliseconds
  },
): Promise<boolean> {
  const claimed = await row(
    on,
    sql`insert into chores as known (name, begun_at) values (${name}, ${instant(due.at)})
    on conflict (name) do update set begun_at = excluded.begun_at
      where known.begun_at <= ${instant(due.dueSince)}::timestamptz
        or (known.is_failed and known.begun_at <= ${instant(due.failedSince)}::timestamptz)
    returning name`,
  )
  return claimed !== undefined
}

export async function noteChore(on: Reads, name: Chore, reason: string | null): Promise<void> {
  await run(on, sql`update chores set is_failed = ${reason !== null}, reason = ${reason} where name = ${name}`)
}

export type ChoreRow = { readonly name: string; readonly begunAt: EpochMilliseconds; readonly reason: string }

export function failedChores(on: Reads): Promise<ChoreRow[]> {
  return rows<ChoreRow>(
    on,
    sql`select name, begun_at as "begunAt", coalesce(reason, '') as reason from chores where is_failed order by name`,
  )
}
