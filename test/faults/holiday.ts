// A bank holiday that becomes known while clocks run: told to the desk beside it, as `charter holidays import` does.

import { setTimeout as pause } from "node:timers/promises"
import { learnHolidays } from "../../src/cases/index.ts"
import { closeDatabase, openDatabase, transaction } from "../../src/database/index.ts"
import { loadHolidays, type PublishedDay } from "../../src/time/index.ts"
import type { Scene } from "./supervisor.ts"

const patienceMs = 240_000

/** Announces the first working day from so many days after now, again until it is known. */
export async function announced({ database, clock, ledger }: Scene, afterDays: number): Promise<void> {
  for (const began = performance.now(); performance.now() - began < patienceMs; await pause(200)) {
    try {
      return ledger.struck("late-holiday", await imported(database.ownerUrl, afterDays, clock.now()))
    } catch {
      ledger.refused("holiday not known")
    }
  }
  throw new Error("the holiday did not become known")
}

async function imported(url: string, afterDays: number, at: number): Promise<string> {
  const db = openDatabase({ url, connections: 1 })
  try {
    return await transaction(db, async (tx) => {
      const known = await loadHolidays(tx)
      // A list without the days that a desk ships with would withdraw them.
      if (known.length === 0) throw new Error("no desk has been here yet")
      const listed: PublishedDay[] = known.map(({ division, date, title }) => ({ division, date, title }))
      const date = workingDayFrom(at, afterDays, new Set(listed.map((each) => each.date)))
      await learnHolidays(tx, [...listed, { division: "england-and-wales", date, title: "A late holiday" }], at)
      return date
    })
  } finally {
    await closeDatabase(db)
  }
}

function workingDayFrom(at: number, afterDays: number, holidays: ReadonlySet<string>): string {
  const start = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO("Europe/London").toPlainDate()
  for (let days = afterDays; ; days++) {
    const day = start.add({ days })
    if (day.dayOfWeek <= 5 && !holidays.has(day.toString())) return day.toString()
  }
}
