// The month of an instant on London's clock, as a search in a list: it is asked of every case.

import { deskZone, type EpochMilliseconds } from "../time/index.ts"

const firstYear = 1970
const monthsKept = (2101 - firstYear) * 12

const starts = Float64Array.from(
  { length: monthsKept },
  (_, month) =>
    Temporal.PlainDate.from({
      year: firstYear + Math.floor(month / 12),
      month: (month % 12) + 1,
      day: 1,
    }).toZonedDateTime(deskZone).epochMilliseconds,
)

/** A number that grows with the months; an instant outside the list belongs to its nearest end. */
export function monthOf(at: EpochMilliseconds): number {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if ((starts[middle] ?? Number.POSITIVE_INFINITY) <= at) low = middle
    else high = middle
  }
  return low
}

/** `2026-03`. */
export function monthText(month: number): string {
  return `${firstYear + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`
}
