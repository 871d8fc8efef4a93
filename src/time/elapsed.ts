// How much of a calendar's open time passed between two instants.

import { Invalid } from "../errors.ts"
import { type Calendar, tableFor } from "./calendar.ts"
import type { Counting } from "./due.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { openingsBetween, reachesUnknown } from "./open.ts"
import { clipped, type Interval, mustEndAfterTheyBegin, pausesInOpenTime, unionOf, without } from "./pauses.ts"
import { openTimeAt } from "./table.ts"

/** Milliseconds of open time from `from` to `to`, outside the pauses. Throws Invalid where `to` is before `from`, or a pause does not end after it begins. */
export function elapsed(
  calendar: Calendar,
  from: EpochMilliseconds,
  to: EpochMilliseconds,
  counting: Counting,
): number {
  mustBeInOrder(from, to)
  const table = tableFor(calendar, [from, to], counting.knownAt)
  const started = openTimeAt(table, from)
  const ended = openTimeAt(table, to)
  const paused = clipped(pausesInOpenTime(table, counting.pauses ?? []), started, ended)
  return paused.reduce((left, [begin, end]) => left - (end - begin), ended - started)
}

/** The certificate of a count that still runs: what has been counted, and what paused it, up to an instant. Throws as `elapsed` does. */
export function countedUntil(
  calendar: Calendar,
  from: EpochMilliseconds,
  until: EpochMilliseconds,
  counting: Counting,
) {
  mustBeInOrder(from, until)
  const pauses = counting.pauses ?? []
  mustEndAfterTheyBegin(pauses)
  const table = tableFor(calendar, [from, until], counting.knownAt)
  const paused: readonly Interval[] = clipped(unionOf(pauses), from, until)
  const counted: readonly Interval[] = without(openingsBetween(table, from, until), paused)
  return { counted, paused }
}

/** Whether an answer about this stretch rests on years whose holidays are not all known. */
export function isAssumed(
  calendar: Calendar,
  from: EpochMilliseconds,
  to: EpochMilliseconds,
  knownAt: EpochMilliseconds,
): boolean {
  return reachesUnknown(tableFor(calendar, [from, to], knownAt), from, to)
}

function mustBeInOrder(from: EpochMilliseconds, to: EpochMilliseconds): void {
  if (to < from) throw new Invalid([{ field: "to", message: `"to" must not be before "from".` }])
}
