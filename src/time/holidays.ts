// How what is known of the holidays changes: by the shipped list at first, by imports of GOV.UK's list later.

import type { Reads, Tx } from "../database/index.ts"
import { dateText, dayMilliseconds } from "./civil.ts"
import { deskZone, type EpochMilliseconds } from "./epoch.ts"
import type { Holiday } from "./knowledge.ts"
import type { PublishedDay } from "./published.ts"
import { shippedHolidays } from "./shipped.ts"
import { holidayRevision, insertHolidays, loadHolidays, lockHolidays, nextRevision, withdrawHolidays } from "./store.ts"
import { offsetAt, zoneOf } from "./zone.ts"

/** The days that became known, and those that were withdrawn: what running clocks must be derived again for. */
export type HolidayChanges = { readonly added: readonly Holiday[]; readonly withdrawn: readonly Holiday[] }

/** Puts the shipped holidays into an empty table; changes nothing in any other. */
export async function seedHolidays(tx: Tx): Promise<void> {
  await lockHolidays(tx)
  if ((await loadHolidays(tx)).length === 0) await save(tx, { added: shippedHolidays(), withdrawn: [] })
}

/** The holidays as of a revision: what a running process keeps. */
export type HolidaysRead = { readonly revision: number; readonly holidays: readonly Holiday[] }

/** What was read before, where it is still good; otherwise read anew. One statement of one row where nothing has changed. */
export async function freshHolidays(on: Reads, read: HolidaysRead | undefined): Promise<HolidaysRead> {
  // The number first: what changes between the two statements is then read twice, never missed.
  const revision = await holidayRevision(on)
  return read?.revision === revision ? read : { revision, holidays: await loadHolidays(on) }
}

/** Takes over a published list at an instant: a day not known becomes known then. Importing it again changes nothing. */
export async function importHolidays(
  tx: Tx,
  published: readonly PublishedDay[],
  at: EpochMilliseconds,
): Promise<HolidayChanges> {
  await seedHolidays(tx)
  const changes = imported(await loadHolidays(tx), published, at)
  await save(tx, changes)
  return changes
}

/** What a list published at an instant changes in what is known. It withdraws only a day still to come, in a year and division of which it has other days. */
export function imported(
  known: readonly Holiday[],
  published: readonly PublishedDay[],
  at: EpochMilliseconds,
): HolidayChanges {
  const standing = known.filter((holiday) => holiday.withdrawnAt === null)
  const knownDays = new Set(standing.map(dayKey))
  const listedDays = new Set(published.map(dayKey))
  const listedYears = new Set(published.map(yearKey))
  const today = londonDate(at)
  return {
    added: published
      .filter((day) => !knownDays.has(dayKey(day)))
      .map(({ division, date, title }) => ({ division, date, title, knownFrom: at, withdrawnAt: null })),
    withdrawn: standing
      .filter((day) => !listedDays.has(dayKey(day)) && listedYears.has(yearKey(day)) && day.date > today)
      // A clock set back must not withdraw a day before it was announced.
      .map((day) => ({ ...day, withdrawnAt: Math.max(at, day.knownFrom) })),
  }
}

async function save(tx: Tx, { added, withdrawn }: HolidayChanges): Promise<void> {
  if (added.length > 0) await insertHolidays(tx, added)
  if (withdrawn.length > 0) await withdrawHolidays(tx, withdrawn)
  if (added.length + withdrawn.length > 0) await nextRevision(tx)
}

function dayKey({ division, date }: PublishedDay): string {
  return `${division} ${date}`
}

function yearKey({ division, date }: PublishedDay): string {
  return `${division} ${date.slice(0, 4)}`
}

function londonDate(at: EpochMilliseconds): string {
  return dateText(Math.floor((at + offsetAt(zoneOf(deskZone), at)) / dayMilliseconds))
}
