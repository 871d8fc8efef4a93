// The mark of the secret key in the database.

import { instant, type Reads, row, run, sql, type Tx } from "./database/index.ts"
import type { EpochMilliseconds } from "./time/epoch.ts"

/** Leaves the mark where there is none; gives the one that stands. */
export async function standingMark(on: Reads, mark: Buffer, at: EpochMilliseconds): Promise<Buffer | undefined> {
  await run(
    on,
    sql`insert into secret_key_mark (mark, marked_at) values (${mark}, ${instant(at)}) on conflict do nothing`,
  )
  return (await row<{ mark: Buffer }>(on, sql`select mark from secret_key_mark`))?.mark
}

export async function replaceMark(tx: Tx, mark: Buffer, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`insert into secret_key_mark (mark, marked_at) values (${mark}, ${instant(at)})
    on conflict (one) do update set mark = excluded.mark, marked_at = excluded.marked_at`,
  )
}
