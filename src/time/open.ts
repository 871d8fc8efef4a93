// The openings of a calendar between two instants, and how far they can be relied on.

import type { EpochMilliseconds } from "./epoch.ts"
import { dayAt } from "./grid.ts"
import type { Interval } from "./pauses.ts"
import { valueAt } from "./sorted.ts"
import type { Table } from "./table.ts"

/** Every opening between two instants of the table, the first and the last cut to them. */
export function openingsBetween(table: Table, from: EpochMilliseconds, to: EpochMilliseconds): Interval[] {
  const openings: Interval[] = []
  for (let each = valueAt(table.openingOf, dayAt(table.grid, from)); each < table.opens.length; each++) {
    const opens = valueAt(table.opens, each)
    if (opens >= to) break
    const closes = valueAt(table.closes, each)
    if (closes > from) openings.push([Math.max(opens, from), Math.min(closes, to)])
  }
  return openings
}

/** Whether an answer reaches before the first year of holidays, or past the last one that is known for every division. */
export function reachesUnknown(table: Table, from: EpochMilliseconds, to: EpochMilliseconds): boolean {
  return from < table.knownSince || to > table.knownUntil
}
