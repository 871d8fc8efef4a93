// The holidays that a promise passes over: those on which its calendar would have been open.

import type { Calendar } from "./calendar.ts"
import { tableFor } from "./calendar.ts"
import { dayNumberFrom } from "./civil.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { dayAt, type Grid } from "./grid.ts"
import { type Holiday, holidaysKnown } from "./knowledge.ts"
import type { Interval } from "./pauses.ts"
import type { Division } from "./rules.ts"
import { valueAt } from "./sorted.ts"

export type PassedOver = { readonly date: string; readonly title: string; readonly divisions: readonly Division[] }

/** In order of date, from the day of the first instant to the day of the last, with what was known for a promise made at the first. */
export function holidaysPassedOver(calendar: Calendar, [from, to]: Interval, knownAt: EpochMilliseconds): PassedOver[] {
  const { grid } = tableFor(calendar, [from, to], knownAt)
  const [first, last] = [dayAt(grid, from), dayAt(grid, Math.max(from, to - 1))]
  const isBetween = (holiday: Holiday) => {
    const day = (dayNumberFrom(holiday.date) ?? Number.NaN) - grid.firstDay
    return day >= first && day <= last && wouldOpen(grid, day)
  }
  const byDate = Map.groupBy(holidaysKnown(calendar.knowledge, from, knownAt).filter(isBetween), ({ date }) => date)
  return [...byDate]
    .map(([date, same]) => ({ date, title: same[0]?.title ?? "", divisions: divisionsOf(same) }))
    .sort((one, other) => (one.date < other.date ? -1 : 1))
}

function wouldOpen(grid: Grid, day: number): boolean {
  return valueAt(grid.openingOf, day + 1) > valueAt(grid.openingOf, day)
}

function divisionsOf(holidays: readonly Holiday[]): Division[] {
  return [...new Set(holidays.map(({ division }) => division))]
}
