// When things happened: so much working time before now, so that the week falls into opening hours whenever the desk is first started.

import { type Calendar, countedUntil, type EpochMilliseconds, type Interval } from "../time/index.ts"

export type When = {
  /** Working hours before now. */
  readonly before: number
  /** For what comes in when nobody is there: minutes after that day's closing. */
  readonly minutesAfterClosing?: number
  /** For what is done first thing: minutes after the opening of the day after. */
  readonly minutesIntoNextDay?: number
}

export function hours(before: number): When {
  return { before }
}

/** In the evening of the day on which it was `before`. */
export function evening(before: number, minutesAfterClosing: number): When {
  return { before, minutesAfterClosing }
}

/** In the morning of the day after the one on which it was `before`. */
export function nextMorning(before: number, minutesIntoNextDay: number): When {
  return { before, minutesIntoNextDay }
}

const dayMilliseconds = 86_400_000
const hourMilliseconds = 3_600_000
const minuteMilliseconds = 60_000
const lookBackMilliseconds = 40 * dayMilliseconds

/** Finds the instant of a `When`, with `end` as now. Throws for one that a month before now does not have. */
export function momentsBefore(calendar: Calendar, end: EpochMilliseconds): (when: When) => EpochMilliseconds {
  const openings = countedUntil(calendar, end - lookBackMilliseconds, end, { knownAt: end }).counted.toReversed()
  return ({ before, minutesAfterClosing, minutesIntoNextDay }) => {
    const { at, index } = placeIn(openings, before * hourMilliseconds)
    if (minutesAfterClosing !== undefined) return edge(openings, index)[1] + minutesAfterClosing * minuteMilliseconds
    if (minutesIntoNextDay !== undefined) return edge(openings, index - 1)[0] + minutesIntoNextDay * minuteMilliseconds
    return at
  }
}

// The openings stand in the order of their distance from now.
function placeIn(openings: readonly Interval[], before: number): { at: EpochMilliseconds; index: number } {
  let left = before
  for (const [index, [opens, closes]] of openings.entries()) {
    if (left < closes - opens) return { at: Math.round(closes - left), index }
    left -= closes - opens
  }
  throw new Error("the week of the demonstration is longer than the month it lies in")
}

function edge(openings: readonly Interval[], index: number): Interval {
  const found = openings[index]
  if (found === undefined) throw new Error("the day after lies in the future")
  return found
}
