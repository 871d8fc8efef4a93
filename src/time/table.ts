// The open time of a calendar for one state of knowledge, as prefix sums: every question about working time is a search in it.

import type { EpochMilliseconds } from "./epoch.ts"
import { dayAt, type Grid } from "./grid.ts"
import { rankBelow, rankOf, valueAt } from "./sorted.ts"

/**
 * Working days and openings that no holiday closes. *Open time* is the sum of all openings since the first, in milliseconds:
 * opening `i` covers it from `before[i]` to `before[i + 1]`, working day `w` from `workdayStarts[w]` to `workdayStarts[w + 1]`.
 */
export type Table = {
  readonly grid: Grid
  readonly openingOf: Int32Array
  readonly opens: Float64Array
  readonly closes: Float64Array
  readonly before: Float64Array
  /** How many working days there are before each day. */
  readonly workdaysBefore: Int32Array
  /** The day of each working day. */
  readonly workdays: Int32Array
  readonly workdayStarts: Float64Array
  /** Answers that reach outside of these two are assumed: not every division's holidays are known there. */
  readonly knownSince: EpochMilliseconds
  readonly knownUntil: EpochMilliseconds
}

type Reliance = Pick<Table, "knownSince" | "knownUntil">

/** The table of a grid with these day numbers taken out. */
export function tableOf(grid: Grid, holidays: ReadonlySet<number>, reliance: Reliance): Table {
  const openingOf = new Int32Array(grid.days + 1)
  const workdaysBefore = new Int32Array(grid.days + 1)
  const workdays: number[] = []
  const kept: number[] = []
  for (let day = 0; day < grid.days; day++) {
    const end = valueAt(grid.openingOf, day + 1)
    let opening = valueAt(grid.openingOf, day)
    if (opening < end && !holidays.has(grid.firstDay + day)) {
      workdays.push(day)
      for (; opening < end; opening++) kept.push(opening)
    }
    openingOf[day + 1] = kept.length
    workdaysBefore[day + 1] = workdays.length
  }
  return { grid, openingOf, workdaysBefore, ...summed(grid, openingOf, workdays, kept), ...reliance }
}

/** The open time passed before an instant; an instant outside the table counts as its nearer end. */
export function openTimeAt(table: Table, at: EpochMilliseconds): number {
  if (at < valueAt(table.grid.dayStarts, 0)) return 0
  if (at >= valueAt(table.grid.dayStarts, table.grid.days)) return openTimeInAll(table)
  return openTimeOnDay(table, dayAt(table.grid, at), at)
}

/** The same for an instant whose day is known. */
export function openTimeOnDay(table: Table, day: number, at: EpochMilliseconds): number {
  let opening = valueAt(table.openingOf, day)
  const end = valueAt(table.openingOf, day + 1)
  while (opening < end && valueAt(table.closes, opening) <= at) opening++
  const passed = valueAt(table.before, opening)
  return opening < end ? passed + Math.max(0, at - valueAt(table.opens, opening)) : passed
}

/** The earliest instant at which so much open time has passed; `from` is an opening at or before the one that holds it. Undefined past the end. */
export function instantReaching(table: Table, openTime: number, from: number): EpochMilliseconds | undefined {
  if (!(openTime <= openTimeInAll(table))) return undefined
  let low = from
  let step = 1
  while (low + step < table.before.length && valueAt(table.before, low + step) < openTime) {
    low += step
    step *= 2
  }
  let high = Math.min(low + step, table.before.length - 1)
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (valueAt(table.before, middle) < openTime) low = middle
    else high = middle
  }
  return valueAt(table.closes, low) - (valueAt(table.before, low + 1) - openTime)
}

/** When a working day closes for the last time. */
export function closingOf(table: Table, workday: number): EpochMilliseconds | undefined {
  if (!(workday < table.workdays.length)) return undefined
  const day = valueAt(table.workdays, workday)
  return valueAt(table.closes, valueAt(table.openingOf, day + 1) - 1)
}

/** The first working day that lies wholly at or after an open time, and the one after the last that lies wholly before one. */
export function workdaysWithin(table: Table, fromOpenTime: number, toOpenTime: number): readonly [number, number] {
  return [rankBelow(table.workdayStarts, fromOpenTime), rankOf(table.workdayStarts, toOpenTime) - 1]
}

function openTimeInAll(table: Table): number {
  return valueAt(table.before, table.before.length - 1)
}

function summed(grid: Grid, openingOf: Int32Array, workdays: readonly number[], kept: readonly number[]) {
  const opens = Float64Array.from(kept, (opening) => valueAt(grid.opens, opening))
  const closes = Float64Array.from(kept, (opening) => valueAt(grid.closes, opening))
  const before = sumsOf(opens, closes)
  const workdayStarts = Float64Array.from([...workdays, grid.days], (day) => valueAt(before, valueAt(openingOf, day)))
  return { opens, closes, before, workdays: Int32Array.from(workdays), workdayStarts }
}

function sumsOf(opens: Float64Array, closes: Float64Array): Float64Array {
  const sums = new Float64Array(opens.length + 1)
  for (let opening = 0; opening < opens.length; opening++) {
    sums[opening + 1] = valueAt(sums, opening) + valueAt(closes, opening) - valueAt(opens, opening)
  }
  return sums
}
