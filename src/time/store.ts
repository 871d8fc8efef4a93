// The holidays in the database: what is known, since when, and a number that tells when that changes.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { Holiday } from "./knowledge.ts"

/** Waits until nobody else changes the holidays, to the end of the transaction. */
export async function lockHolidays(tx: Tx): Promise<void> {
  // An advisory lock: readers go on reading.
  await rows(tx, sql`select pg_advisory_xact_lock(7243102)`)
}

/** All that is and was known. Empty before the shipped holidays are in. */
export async function loadHolidays(on: Reads): Promise<Holiday[]> {
  return rows<Holiday>(
    on,
    sql`
      select division, to_char(date, 'YYYY-MM-DD') as date, title, known_from as "knownFrom", withdrawn_at as "withdrawnAt"
      from holidays
      order by division, date, known_from`,
  )
}

/** A number that grows when the holidays change: a process that has read another one reads them again. */
export async function holidayRevision(on: Reads): Promise<number> {
  const found = await row<{ revision: number }>(on, sql`select revision from holiday_revision`)
  return found?.revision ?? 0
}

export async function insertHolidays(tx: Tx, holidays: readonly Holiday[]): Promise<void> {
  const column = <Value>(value: (holiday: Holiday) => Value) => holidays.map(value)
  await run(
    tx,
    // A day announced again at the very instant at which it was announced and withdrawn stands as before.
    sql`
      insert into holidays (division, date, title, known_from)
      select * from unnest(
        ${column((each) => each.division)}::text[], ${column((each) => each.date)}::date[],
        ${column((each) => each.title)}::text[], ${column((each) => knownFromText(each.knownFrom))}::timestamptz[])
      on conflict (division, date, known_from) do update set title = excluded.title, withdrawn_at = null`,
  )
}

/** Marks days that stand as withdrawn, each at its `withdrawnAt`. */
export async function withdrawHolidays(tx: Tx, holidays: readonly Holiday[]): Promise<void> {
  const column = <Value>(value: (holiday: Holiday) => Value) => holidays.map(value)
  await run(
    tx,
    sql`
      update holidays set withdrawn_at = gone.at
      from unnest(
        ${column((each) => each.division)}::text[], ${column((each) => each.date)}::date[],
        ${column((each) => instant(each.withdrawnAt ?? Number.NaN))}::timestamptz[]) as gone (division, date, at)
      where holidays.division = gone.division and holidays.date = gone.date and holidays.withdrawn_at is null`,
  )
}

export async function nextRevision(tx: Tx): Promise<void> {
  await run(tx, sql`update holiday_revision set revision = revision + 1`)
}

function knownFromText(at: number): string {
  return at === Number.NEGATIVE_INFINITY ? "-infinity" : instant(at)
}
