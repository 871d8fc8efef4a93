// When a calendar would be open if there were no holidays: every civil day and opening of a span of years, as instants.

import { dayMilliseconds, dayNumber, weekdayIndex } from "./civil.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { type CalendarRules, type OpeningOfDay, weekOf } from "./rules.ts"
import { valueAt } from "./sorted.ts"
import { instantOfLocal, type Zone } from "./zone.ts"

export type Years = { readonly first: number; readonly last: number }

/**
 * Days are counted from `firstDay`, a civil day number; day `d` of `days` lasts from `dayStarts[d]` to `dayStarts[d + 1]` and has the openings from
 * `openingOf[d]` up to `openingOf[d + 1]`.
 */
export type Grid = {
  readonly firstDay: number
  readonly days: number
  readonly dayStarts: Float64Array
  readonly openingOf: Int32Array
  readonly opens: Float64Array
  readonly closes: Float64Array
}

export function gridOf(rules: CalendarRules, zone: Zone, years: Years): Grid {
  const firstDay = dayNumber(years.first, 1, 1)
  const days = dayNumber(years.last + 1, 1, 1) - firstDay
  const dayStarts = Float64Array.from({ length: days + 1 }, (_, day) => localInstant(zone, firstDay + day, 0))
  const week = weekOf(rules)
  const openingOf = new Int32Array(days + 1)
  const opens: number[] = []
  const closes: number[] = []
  for (let day = 0; day < days; day++) {
    const [starts, ends] = [valueAt(dayStarts, day), valueAt(dayStarts, day + 1)]
    for (const [from, to] of openingsOn(week, zone, firstDay + day, [starts, ends])) {
      opens.push(from)
      closes.push(to)
    }
    openingOf[day + 1] = opens.length
  }
  return { firstDay, days, dayStarts, openingOf, opens: Float64Array.from(opens), closes: Float64Array.from(closes) }
}

/** The day of an instant inside the grid. A day that a zone skipped altogether begins and ends at once and is never the answer. */
export function dayAt(grid: Grid, at: EpochMilliseconds): number {
  let day = Math.floor((at - valueAt(grid.dayStarts, 0)) / dayMilliseconds)
  while (day > 0 && valueAt(grid.dayStarts, day) > at) day--
  while (valueAt(grid.dayStarts, day + 1) <= at) day++
  return day
}

/** Whether an instant lies inside the years of a grid, in its zone. */
export function isInside(grid: Grid, at: EpochMilliseconds): boolean {
  return at >= valueAt(grid.dayStarts, 0) && at < valueAt(grid.dayStarts, grid.days)
}

/** The instant at which a year of the grid begins. */
export function startOfYear(grid: Grid, year: number): EpochMilliseconds {
  return valueAt(grid.dayStarts, dayNumber(year, 1, 1) - grid.firstDay)
}

type Week = readonly (readonly OpeningOfDay[])[]

// A clock change can push an opening into the one after it or over the end of its day: what is open is the union, day by day.
function* openingsOn(week: Week, zone: Zone, day: number, [starts, ends]: readonly [number, number]) {
  let closed = starts
  for (const [opens, closes] of week[weekdayIndex(day)] ?? []) {
    const from = Math.max(closed, localInstant(zone, day, opens))
    const to = Math.min(ends, localInstant(zone, day, closes))
    if (to <= from) continue
    yield [from, to] as const
    closed = to
  }
}

function localInstant(zone: Zone, day: number, ofDay: number): EpochMilliseconds {
  return instantOfLocal(zone, day * dayMilliseconds + ofDay)
}
