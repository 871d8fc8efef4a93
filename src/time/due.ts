// When a promise falls due: the earliest instant at which its time has passed, and the certificate that shows why.

import { Invalid } from "../errors.ts"
import { type Calendar, lastDeadline, tableFor } from "./calendar.ts"
import { monthsLater } from "./civil.ts"
import type { Duration } from "./duration.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { dayAt } from "./grid.ts"
import { openingsBetween, reachesUnknown } from "./open.ts"
import { clipped, type Interval, pausesInOpenTime, unionOf, without } from "./pauses.ts"
import { valueAt } from "./sorted.ts"
import { closingOf, instantReaching, openTimeOnDay, type Table, workdaysWithin } from "./table.ts"

/** What a count depends on beside its calendar: the pauses, in any order, and the moment whose knowledge of the holidays it uses. */
export type Counting = { readonly pauses?: readonly Interval[] | undefined; readonly knownAt: EpochMilliseconds }

/** `counted`: the openings (or parts) that make up the promise; `paused`: the pauses that fell into it; `assumed`: it reaches where not all holidays are known. */
export type Certificate = {
  readonly dueAt: EpochMilliseconds
  readonly assumed: boolean
  readonly counted: readonly Interval[]
  readonly paused: readonly Interval[]
}

const none: readonly Interval[] = []

/** The deadline of a promise made at `from`. Throws Invalid for an instant or a deadline that Charter does not reach, and for a pause that does not end after it begins. */
export function dueAt(
  calendar: Calendar,
  from: EpochMilliseconds,
  duration: Duration,
  counting: Counting,
): EpochMilliseconds {
  const table = tableFor(calendar, [from, from], counting.knownAt)
  const due = deadline(table, from, duration, pausesInOpenTime(table, counting.pauses ?? none))
  if (due === undefined || due > lastDeadline(calendar))
    throw new Invalid([{ field: "for", message: "The deadline is after 2100, further than Charter counts." }])
  return due
}

/** The deadline with its certificate. Throws as `dueAt` does. */
export function due(calendar: Calendar, from: EpochMilliseconds, duration: Duration, counting: Counting): Certificate {
  const at = dueAt(calendar, from, duration, counting)
  const table = tableFor(calendar, [from, from], counting.knownAt)
  const assumed = reachesUnknown(table, from, at)
  if (duration.unit === "months") return { dueAt: at, assumed, counted: [[from, at]], paused: [] }
  const paused = clipped(unionOf(counting.pauses ?? none), from, at)
  const counted =
    duration.unit === "working-time"
      ? without(openingsBetween(table, from, at), paused)
      : openingsOfWorkingDays(table, from, duration.amount, pausesInOpenTime(table, counting.pauses ?? none))
  return { dueAt: at, assumed, counted, paused }
}

function deadline(table: Table, from: number, duration: Duration, pauses: readonly Interval[]): number | undefined {
  const day = dayAt(table.grid, from)
  if (duration.unit === "working-time") return afterWorkingTime(table, from, day, duration.amount, pauses)
  if (duration.unit === "months") return afterMonths(table, day, duration.amount)
  return closingOf(table, workingDaysAfter(table, day, duration.amount, pauses).last)
}

function afterWorkingTime(
  table: Table,
  from: number,
  day: number,
  amount: number,
  pauses: readonly Interval[],
): number | undefined {
  const started = openTimeOnDay(table, day, from)
  let target = started + amount
  for (const [begin, end] of pauses) {
    if (begin >= target) break
    target += Math.max(0, end - Math.max(begin, started))
  }
  return instantReaching(table, target, valueAt(table.openingOf, day))
}

/** The corresponding date, or the next working day where it is none. */
function afterMonths(table: Table, day: number, months: number): number | undefined {
  const { firstDay, days } = table.grid
  const date = monthsLater(firstDay + day, months) - firstDay
  return date < days ? closingOf(table, valueAt(table.workdaysBefore, date)) : undefined
}

type WorkingDays = { readonly last: number; readonly runs: readonly (readonly [first: number, end: number])[] }

/** The working days after a day, numbered as in the table, in runs without those whose whole open time is paused; `last` is the one asked for. */
function workingDaysAfter(table: Table, day: number, count: number, pauses: readonly Interval[]): WorkingDays {
  const runs: [number, number][] = []
  let next = valueAt(table.workdaysBefore, day + 1)
  let left = count
  for (const [begin, end] of pauses) {
    const [first, beyond] = workdaysWithin(table, begin, end)
    if (beyond <= first || beyond <= next) continue
    const run = Math.max(0, first - next)
    if (run >= left) break
    if (run > 0) runs.push([next, first])
    left -= run
    next = beyond
  }
  runs.push([next, next + left])
  return { last: next + left - 1, runs }
}

function openingsOfWorkingDays(table: Table, from: number, count: number, pauses: readonly Interval[]): Interval[] {
  const { runs } = workingDaysAfter(table, dayAt(table.grid, from), count, pauses)
  return runs.flatMap(([first, end]) => {
    const closes = closingOf(table, end - 1) ?? Number.NaN
    return openingsBetween(table, valueAt(table.grid.dayStarts, valueAt(table.workdays, first)), closes)
  })
}
