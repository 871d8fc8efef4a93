// When a calendar would be open if there were no holidays: every civil day and opening of the years that Charter counts in, as instants.

import { dayMilliseconds, dayNumber, weekdayIndex } from "./civil.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { type CalendarRules, type OpeningOfDay, weekOf } from "./rules.ts"
import { valueAt } from "./sorted.ts"
import { firstYear, instantOfLocal, lastYear, type Zone } from "./zone.ts"

export const firstDay = dayNumber(firstYear, 1, 1)
export const days = dayNumber(lastYear + 1, 1, 1) - firstDay

/** Days are counted from `firstDay`; day `d` lasts from `dayStarts[d]` to `dayStarts[d + 1]` and has the openings from `openingOf[d]` up to `openingOf[d + 1]`. */
export type Grid = {
  readonly dayStarts: Float64Array
  readonly openingOf: Int32Array
  readonly opens: Float64Array
  readonly closes: Float64Array
}

export function gridOf(rules: CalendarRules, zone: Zone): Grid {
  const dayStarts = Float64Array.from({ length: days + 1 }, (_, day) => localInstant(zone, day, 0))
  const week = weekOf(rules)
  const openingOf = new Int32Array(days + 1)
  const opens: number[] = []
  const closes: number[] = []
  for (let day = 0; day < days; day++) {
    for (const [from, to] of openingsOn(week, zone, dayStarts, day)) {
      opens.push(from)
      closes.push(to)
    }
    openingOf[day + 1] = opens.length
  }
  return { dayStarts, openingOf, opens: Float64Array.from(opens), closes: Float64Array.from(closes) }
}

/** The day of an instant inside the grid. A day that a zone skipped altogether begins and ends at once and is never the answer. */
export function dayAt(grid: Grid, at: EpochMilliseconds): number {
  let day = Math.floor((at - valueAt(grid.dayStarts, 0)) / dayMilliseconds)
  while (day > 0 && valueAt(grid.dayStarts, day) > at) day--
  while (valueAt(grid.dayStarts, day + 1) <= at) day++
  return day
}

/** Whether an instant lies inside the years that Charter counts in, in the zone of the grid. */
export function isInside(grid: Grid, at: EpochMilliseconds): boolean {
  return at >= valueAt(grid.dayStarts, 0) && at < valueAt(grid.dayStarts, days)
}

// A clock change can push an opening into the one after it or over the end of its day: what is open is the union, day by day.
function* openingsOn(week: readonly (readonly OpeningOfDay[])[], zone: Zone, dayStarts: Float64Array, day: number) {
  let closed = valueAt(dayStarts, day)
  const dayEnd = valueAt(dayStarts, day + 1)
  for (const [opens, closes] of week[weekdayIndex(firstDay + day)] ?? []) {
    const from = Math.max(closed, localInstant(zone, day, opens))
    const to = Math.min(dayEnd, localInstant(zone, day, closes))
    if (to <= from) continue
    yield [from, to] as const
    closed = to
  }
}

function localInstant(zone: Zone, day: number, ofDay: number): EpochMilliseconds {
  return instantOfLocal(zone, (firstDay + day) * dayMilliseconds + ofDay)
}
