// What the linter searches: a charter's calendar with the known holidays, over the days that they are known for.

import { type Calendar, compiledCalendar, type EpochMilliseconds, type Holiday } from "../time/index.ts"
import { rulesOf } from "./calendars.ts"
import type { Charter } from "./schema.ts"
import { startsBetween } from "./waits.ts"

export type Search = {
  readonly charter: Charter
  readonly at: EpochMilliseconds
  /** The calendar of a name that the charter has. */
  readonly calendar: (name: string) => Calendar
  /** The instants to try in a calendar. */
  readonly starts: (calendar: Calendar) => readonly EpochMilliseconds[]
}

/** Calendars and starts are worked out when first asked for: several rules search the same ones. */
export function searchOf(charter: Charter, holidays: readonly Holiday[], at: EpochMilliseconds): Search {
  const calendars = new Map<string, Calendar>()
  const starts = new Map<Calendar, readonly EpochMilliseconds[]>()
  return {
    charter,
    at,
    calendar: (name) => kept(calendars, name, () => compiledNamed(charter, name, holidays)),
    starts: (calendar) => kept(starts, calendar, () => startsBetween(calendar, ...searchedDays(calendar, at))),
  }
}

/** From the day of `at` to the end of the last year with a known holiday: a year at least, and three at most. */
function searchedDays(calendar: Calendar, at: EpochMilliseconds): [Temporal.PlainDate, Temporal.PlainDate] {
  const from = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(calendar.rules.zone).toPlainDate()
  const lastYear = Math.max(...calendar.knowledge.holidays.map((each) => Number(each.date.slice(0, 4))), from.year)
  const known = Temporal.PlainDate.from({ year: lastYear, month: 12, day: 31 })
  const year = from.add({ years: 1 })
  return [from, Temporal.PlainDate.compare(known, year) > 0 ? earlier(known, from.add({ years: 3 })) : year]
}

function earlier(one: Temporal.PlainDate, other: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(one, other) < 0 ? one : other
}

function compiledNamed(charter: Charter, name: string, holidays: readonly Holiday[]): Calendar {
  const declared = charter.calendars[name]
  // findings() has seen to it that every name leads somewhere.
  if (declared === undefined) throw new Error(`the charter has no calendar ${name}`)
  return compiledCalendar(rulesOf(name, declared), holidays)
}

function kept<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key) ?? make()
  known.set(key, value)
  return value
}
