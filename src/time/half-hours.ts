// How open time spreads over the day: of many stretches of a calendar, how much falls into each half hour. Each stretch costs the same,
// however long it is: whole openings are counted as differences and summed up at the end.

import { type Calendar, tableFor } from "./calendar.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { dayAt } from "./grid.ts"
import { valueAt } from "./sorted.ts"
import type { Table } from "./table.ts"
import { offsetAt } from "./zone.ts"

export const halfHoursOfDay = 48
const halfHour = 1_800_000
const day = halfHour * halfHoursOfDay

export type Spread = {
  /** Adds the open time between two instants, with the holidays known at `knownAt`. */
  readonly add: (calendar: Calendar, from: EpochMilliseconds, to: EpochMilliseconds, knownAt: EpochMilliseconds) => void
  /** Milliseconds for each half hour from midnight, on the clock of each calendar's zone. */
  readonly summed: () => number[]
}

/** Which half hour of the day, from 0, an instant ends or lies in: 17:00 belongs to the one from 16:30. */
export function halfHourEndingAt(calendar: Calendar, at: EpochMilliseconds): number {
  return Math.floor(localTime(calendar, at - 1) / halfHour)
}

/** A spread over nothing yet. */
export function spread(): Spread {
  const parts = new Array<number>(halfHoursOfDay).fill(0)
  const whole = new Map<Table, { readonly calendar: Calendar; readonly steps: Float64Array }>()
  return { add, summed: () => summed(parts, whole) }

  function add(calendar: Calendar, from: number, to: number, knownAt: number): void {
    const table = tableFor(calendar, [from, to], knownAt)
    const [first, last] = [openingFrom(table, from), openingFrom(table, to)]
    addPart(parts, calendar, Math.max(from, openAt(table, first)), Math.min(to, closeAt(table, first)))
    if (last === first) return
    addPart(parts, calendar, openAt(table, last), Math.min(to, closeAt(table, last)))
    const found = whole.get(table) ?? { calendar, steps: new Float64Array(table.opens.length + 1) }
    whole.set(table, found)
    found.steps[first + 1] = valueAt(found.steps, first + 1) + 1
    found.steps[last] = valueAt(found.steps, last) - 1
  }
}

function summed(
  parts: readonly number[],
  whole: ReadonlyMap<Table, { calendar: Calendar; steps: Float64Array }>,
): number[] {
  const sums = [...parts]
  for (const [table, { calendar, steps }] of whole) {
    let times = 0
    for (let opening = 0; opening < table.opens.length; opening++) {
      times += valueAt(steps, opening)
      if (times > 0) addPart(sums, calendar, openAt(table, opening), closeAt(table, opening), times)
    }
  }
  return sums
}

// Both ends lie in one day of the calendar, so a clock change between them is one of those that happen at night.
function addPart(sums: number[], calendar: Calendar, from: number, to: number, times = 1): void {
  if (!(to > from)) return
  let local = localTime(calendar, from)
  for (let left = to - from; left > 0; ) {
    const bin = Math.floor(local / halfHour) % halfHoursOfDay
    const part = Math.min(left, halfHour - (local % halfHour))
    sums[bin] = (sums[bin] ?? 0) + part * times
    left -= part
    local += part
  }
}

/** The first opening that closes after an instant. */
function openingFrom(table: Table, at: EpochMilliseconds): number {
  let opening = valueAt(table.openingOf, dayAt(table.grid, at))
  while (opening < table.closes.length && closeAt(table, opening) <= at) opening++
  return opening
}

function openAt(table: Table, opening: number): number {
  return valueAt(table.opens, opening)
}

function closeAt(table: Table, opening: number): number {
  return valueAt(table.closes, opening)
}

function localTime({ zone }: Calendar, at: EpochMilliseconds): number {
  const local = (at + offsetAt(zone, at)) % day
  return local < 0 ? local + day : local
}
