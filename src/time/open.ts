// The openings of a calendar between two instants, and how far they can be relied on.

import { Invalid } from "../errors.ts"
import type { Calendar } from "./calendar.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { dayAt, isInside } from "./grid.ts"
import type { Interval } from "./pauses.ts"
import { valueAt } from "./sorted.ts"
import type { Table } from "./table.ts"
import { firstYear, lastYear } from "./zone.ts"

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

/** Throws Invalid for an instant outside the years that Charter counts in. */
export function mustBeInside(calendar: Calendar, at: EpochMilliseconds, field: string): void {
  if (isInside(calendar.grid, at)) return
  const message = `"${field}" must be an instant from ${firstYear} to ${lastYear}: further, Charter does not count.`
  throw new Invalid([{ field, message }])
}
