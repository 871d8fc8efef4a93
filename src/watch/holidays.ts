// How far ahead the holidays are known. A desk whose list has run out promises by days that are none, and nobody would notice.

import type { Alarms } from "../alarms.ts"
import { type CharterVersion, calendarRulesOf } from "../charter/index.ts"
import {
  type Division,
  dateInWords,
  deskZone,
  type EpochMilliseconds,
  type Holiday,
  lastYearKnown,
} from "../time/index.ts"

const warnDays = 90

export type HolidayEnd = { readonly division: Division; readonly year: number; readonly endsAt: EpochMilliseconds }

/**
 * The divisions of which no holidays are known beyond the next 90 days, of those that the calendars of some versions keep. The
 * list of a division ends with the last year in which it has a holiday that stands.
 */
export function holidaysEnding(
  versions: readonly CharterVersion[],
  holidays: readonly Holiday[],
  at: EpochMilliseconds,
): HolidayEnd[] {
  const kept = new Set(versions.flatMap(({ charter }) => calendarRulesOf(charter).flatMap((each) => each.divisions)))
  const standing = holidays.filter((each) => each.withdrawnAt === null)
  return [...kept]
    .map((division) => ({ division, year: lastYearKnown([division], standing) }))
    .map(({ division, year }) => ({ division, year, endsAt: endOf(year) }))
    .filter(({ endsAt }) => at >= endsAt - warnDays * 86_400_000)
}

/** Raises the alarm, or ends it. */
export function watchHolidays(ending: readonly HolidayEnd[], alarms: Alarms): void {
  if (ending.length === 0) alarms.clear("holidays")
  else alarms.raise("holidays", sentenceOf(ending))
}

function sentenceOf(ending: readonly HolidayEnd[]): string {
  const parts = ending.map(({ division, year, endsAt }) =>
    Number.isFinite(year) ? `${division} (to ${dateInWords(endsAt - 1)})` : `${division} (none)`,
  )
  return `The bank holidays are not known far enough ahead for ${parts.join(", ")}: run "charter holidays import" with GOV.UK's list.`
}

function endOf(year: number): EpochMilliseconds {
  if (!Number.isFinite(year)) return Number.NEGATIVE_INFINITY
  return Temporal.ZonedDateTime.from({ year: year + 1, month: 1, day: 1, timeZone: deskZone }).epochMilliseconds
}
