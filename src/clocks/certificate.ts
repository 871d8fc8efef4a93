// "Why then?": the certificate of a deadline, interval by interval.

import { countedUntil, due, type EpochMilliseconds, zoned } from "../time/index.ts"
import type { Clock, ClockRecords, Interval, Moments } from "./clock.ts"
import { pausesUntil, promiseOf } from "./derive.ts"
import type { Rulebook } from "./rulebook.ts"

/** The certificate as it is shown to people and programs: instants in the calendar's zone. */
export type Certificate = {
  readonly calendar: string
  readonly charterVersion: number
  readonly clause: string
  readonly force: string
  readonly counted: readonly (readonly [string, string])[]
  readonly paused: readonly (readonly [string, string])[]
  readonly assumed?: true
}

/** Explains a derived clock. While it is paused, what has been counted so far. */
export function certificateOf(
  clock: Clock,
  moments: Moments,
  records: ClockRecords,
  rules: Rulebook,
  at: EpochMilliseconds,
): Certificate {
  const record = records[clock.name] ?? {}
  const promise = promiseOf(clock.name, moments, record, rules)
  if (promise === undefined) throw new Error(`the clock ${clock.name} has no promise to explain`)
  const { declaration, version, startedAt, target, waits } = promise
  const calendar = rules.calendar(version, declaration.calendar)
  const knownAt = record.outcome?.judgedAt ?? at
  const pauses = pausesUntil(waits, knownAt)
  const explained =
    clock.dueAt === null
      ? { ...countedUntil(calendar, startedAt, at, { pauses, knownAt }), paused: pauses, assumed: false }
      : due(calendar, startedAt, target, { pauses, knownAt })
  const shown = (intervals: readonly Interval[]) =>
    intervals.map(([from, to]) => [zoned(calendar, from), zoned(calendar, to)] as const)
  return {
    calendar: declaration.calendar,
    charterVersion: version.number,
    clause: declaration.clause,
    force: declaration.force,
    counted: shown(explained.counted),
    paused: shown(explained.paused),
    ...(explained.assumed ? { assumed: true as const } : {}),
  }
}
