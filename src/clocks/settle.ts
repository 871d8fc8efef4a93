// What has become true of the clocks by an instant: outcomes and warnings, as events. Asked before and after every decision, and by the sweep.

import { type ClockDeclaration, clockNames, type PriorityLevel } from "../charter/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type Clock, type ClockRecords, type Moments, rulesVersion } from "./clock.ts"
import { derivedClock, derivedClocks } from "./derive.ts"
import type { ClockHappening } from "./events.ts"
import type { Rulebook } from "./rulebook.ts"

/** The events that the clocks owe at `at`, and have not had yet: met, missed, warned. */
export function settledClocks(
  moments: Moments,
  records: ClockRecords,
  rules: Rulebook,
  at: EpochMilliseconds,
): ClockHappening[] {
  return derivedClocks(moments, records, rules, at)
    .filter((clock) => records[clock.name]?.outcome === undefined)
    .flatMap((clock) => settledClock(clock, moments.priority, at) ?? [])
}

/** The clocks whose target under a new priority is already past: their deadline becomes the moment of the change (contract: "priority changed"). */
export function alreadyPast(
  moments: Moments,
  records: ClockRecords,
  priority: PriorityLevel,
  rules: Rulebook,
  at: EpochMilliseconds,
): string[] {
  const changed = { ...moments, priority }
  return clockNames.filter((name) => {
    const { notBefore: _dropped, ...record } = records[name] ?? {}
    if (record.outcome !== undefined) return false
    const declared = rules.versionAt(moments.receivedAt).charter.clocks.find((each) => each.name === name)
    if (declared === undefined || "always" in declared.target) return false
    const clock = derivedClock(name, changed, record, rules, at)
    return clock?.dueAt !== null && clock !== undefined && clock.dueAt < at
  })
}

/** What starts a clock anew, as the charter names it. */
export type Restart = NonNullable<ClockDeclaration["restarts"]>

/** The outcomes of the clocks that some updates start anew: their present run was met. Ask after settledClocks(). */
export function metRuns(
  moments: Moments,
  records: ClockRecords,
  rules: Rulebook,
  updates: readonly Restart[],
  at: EpochMilliseconds,
): ClockHappening[] {
  if (moments.resolvedAt !== null) return []
  return derivedClocks(moments, records, rules, at).flatMap((clock) => {
    const restarts = rules
      .version(clock.charterVersion)
      .charter.clocks.some(
        (each) => each.name === clock.name && each.restarts !== undefined && updates.includes(each.restarts),
      )
    // Two updates at one instant are one: between them there was nothing to keep.
    if (!restarts || clock.state !== "running" || clock.dueAt === null || clock.startedAt >= at) return []
    const facts = { clock: clock.name, due: clock.dueAt, priority: moments.priority, charter: clock.charterVersion }
    return [{ type: "clock-met" as const, data: { ...facts, rules: rulesVersion, ended: at }, by: "system" as const }]
  })
}

/** When the clocks must be looked at again; Infinity where nothing can happen by itself. */
export function nextLook(clocks: readonly Clock[]): EpochMilliseconds {
  return Math.min(Number.POSITIVE_INFINITY, ...clocks.map(nextLookOf))
}

export function nextLookOf(clock: Clock): EpochMilliseconds {
  if (clock.state !== "running" || clock.dueAt === null) return Number.POSITIVE_INFINITY
  return Math.min(clock.warnAt ?? Number.POSITIVE_INFINITY, clock.dueAt + 1)
}

/** The deadline that a queue is ordered by: the earliest of the clocks that still wait for their stop, a missed one too. */
export function nextDue(clocks: readonly Clock[]): { clock: Clock["name"]; dueAt: EpochMilliseconds } | null {
  const waiting = clocks.flatMap((each) =>
    each.endedAt === null && each.dueAt !== null ? [{ clock: each.name, dueAt: each.dueAt }] : [],
  )
  return waiting.reduce<(typeof waiting)[number] | null>(
    (first, each) => (first === null || each.dueAt < first.dueAt ? each : first),
    null,
  )
}

// A stop at the very millisecond of the deadline keeps the promise.
function settledClock(clock: Clock, priority: PriorityLevel | null, at: EpochMilliseconds): ClockHappening | undefined {
  if (clock.dueAt === null) return undefined
  const facts = { clock: clock.name, due: clock.dueAt, priority, charter: clock.charterVersion, rules: rulesVersion }
  if (clock.endedAt !== null) {
    const verdict = clock.endedAt <= clock.dueAt ? "clock-met" : "clock-missed"
    return { type: verdict, data: { ...facts, ended: clock.endedAt }, by: "system" }
  }
  if (at > clock.dueAt) return { type: "clock-missed", data: facts, by: "system" }
  if (clock.warnAt !== null && at >= clock.warnAt) {
    return { type: "clock-warned", data: { clock: clock.name, due: clock.dueAt, priority }, by: "system" }
  }
  return undefined
}
