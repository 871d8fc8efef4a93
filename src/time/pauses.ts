// Stretches in which a promise does not count. They may overlap; what counts is their union.

import { Invalid } from "../errors.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { openTimeAt, type Table } from "./table.ts"

export type Interval = readonly [from: EpochMilliseconds, to: EpochMilliseconds]

/** The union of intervals, in order and apart. */
export function unionOf(intervals: readonly Interval[]): Interval[] {
  const union: [number, number][] = []
  for (const [from, to] of intervals.toSorted((one, other) => one[0] - other[0])) {
    const last = union.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to)
    else union.push([from, to])
  }
  return union
}

/** The pauses in open time: two that part only where the calendar is closed are one, and one that covers no opening is none. Throws Invalid. */
export function pausesInOpenTime(table: Table, pauses: readonly Interval[]): readonly Interval[] {
  if (pauses.length === 0) return pauses
  mustEndAfterTheyBegin(pauses)
  const open = pauses.map(([from, to]): Interval => [openTimeAt(table, from), openTimeAt(table, to)])
  return unionOf(open.filter(([from, to]) => to > from))
}

/** The parts of intervals between two instants. */
export function clipped(intervals: readonly Interval[], from: EpochMilliseconds, to: EpochMilliseconds): Interval[] {
  return intervals
    .map(([begin, end]): Interval => [Math.max(begin, from), Math.min(end, to)])
    .filter(([begin, end]) => end > begin)
}

/** What is left of intervals when the pauses are taken out; both are unions, in order. */
export function without(intervals: readonly Interval[], pauses: readonly Interval[]): Interval[] {
  const left: Interval[] = []
  let first = 0
  for (const [from, to] of intervals) {
    while ((pauses[first]?.[1] ?? Number.POSITIVE_INFINITY) <= from) first++
    let reached = from
    for (let each = first; reached < to; each++) {
      const [begin, end] = pauses[each] ?? [to, to]
      if (begin > reached) left.push([reached, Math.min(begin, to)])
      reached = Math.max(reached, end)
    }
  }
  return left
}

export function mustEndAfterTheyBegin(pauses: readonly Interval[]): void {
  if (pauses.every(([from, to]) => to > from)) return
  throw new Invalid([{ field: "pauses", message: "A pause must end after it begins." }])
}
