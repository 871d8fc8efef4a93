// A proposed list of holidays over those that are known: in each year and division that it has days of, its days are the holidays.

import type { Holiday, PublishedDay } from "../time/index.ts"

/** The proposal's days count as known from the start; other years and divisions stay as they are known, and since when. */
export function withProposed(known: readonly Holiday[], proposed: readonly PublishedDay[]): Holiday[] {
  const years = new Set(proposed.map(yearOf))
  return [
    ...known.filter((each) => !years.has(yearOf(each))),
    ...proposed.map((day): Holiday => ({ ...day, knownFrom: Number.NEGATIVE_INFINITY, withdrawnAt: null })),
  ]
}

function yearOf({ division, date }: PublishedDay): string {
  return `${division} ${date.slice(0, 4)}`
}
