// A clock is a pure function of its case's moments, the charter in force when it started, and what is known of the calendar.

import { type CharterVersion, type ClockDeclaration, type ClockName, clockNames } from "../charter/index.ts"
import { type Duration, dueAt, type EpochMilliseconds } from "../time/index.ts"
import type { Clock, ClockRecord, ClockRecords, ClockState, Interval, Moments, OpenInterval } from "./clock.ts"
import { amountFor, declarationOf, type Rulebook } from "./rulebook.ts"

/** All clocks of a case as they stand at an instant, with the holidays known then or at `knownAt`, in the charter's order of names. */
export function derivedClocks(
  moments: Moments,
  records: ClockRecords,
  rules: Rulebook,
  at: EpochMilliseconds,
  knownAt: EpochMilliseconds = at,
): Clock[] {
  return clockNames.flatMap((name) => derivedClock(name, moments, records[name] ?? {}, rules, at, knownAt) ?? [])
}

/** One clock; undefined where the charter has none of that name, or no target for the case yet. */
export function derivedClock(
  name: ClockName,
  moments: Moments,
  record: ClockRecord,
  rules: Rulebook,
  at: EpochMilliseconds,
  knownAt: EpochMilliseconds = at,
): Clock | undefined {
  const promise = promiseOf(name, moments, record, rules)
  if (promise === undefined) return undefined
  const stoppedAt = stopOf(promise.declaration, moments)
  const standing = standingOf(promise, record, stoppedAt, at, knownAt)
  return {
    name,
    state: standing.state,
    startedAt: promise.startedAt,
    dueAt: standing.dueAt,
    endedAt: stoppedAt,
    warnAt: standing.state === "running" ? warnAtOf(promise, record, moments, at, knownAt) : null,
    charterVersion: promise.version.number,
  }
}

/** What was promised: by which version, from when, how much of which calendar, and what does not count. */
export type ClockPromise = {
  readonly declaration: ClockDeclaration
  readonly version: CharterVersion
  readonly startedAt: EpochMilliseconds
  readonly target: Duration
  readonly warns: Duration | undefined
  readonly waits: readonly OpenInterval[]
  readonly dueWith: (amount: Duration, pauses: readonly Interval[], knownAt: EpochMilliseconds) => EpochMilliseconds
}

export function promiseOf(
  name: ClockName,
  moments: Moments,
  record: ClockRecord,
  rules: Rulebook,
): ClockPromise | undefined {
  const startedAt = startOf(name, moments, rules)
  if (startedAt === undefined) return undefined
  const version = rules.versionAt(startedAt)
  const declaration = declarationOf(version, name)
  // A promise that was kept or missed was made under the priority of that moment.
  const priority = record.outcome === undefined ? moments.priority : record.outcome.priority
  const target = declaration && amountFor(declaration.target, priority)
  if (declaration === undefined || target === undefined) return undefined
  const calendar = rules.calendar(version, declaration.calendar)
  return {
    declaration,
    version,
    startedAt,
    target,
    warns: amountFor(declaration.warns, priority),
    waits: declaration.pauses.includes("waiting-for-the-customer") ? moments.waits : [],
    dueWith: (amount, pauses, knownAt) => dueAt(calendar, startedAt, amount, { pauses, knownAt }),
  }
}

/** When the clock's stop happened; null while it has not. */
export function stopOf(declaration: ClockDeclaration, moments: Moments): EpochMilliseconds | null {
  if (declaration.stops === "restoration") return moments.major?.endedAt ?? null
  return declaration.stops === "resolution" ? moments.resolvedAt : moments.firstMessageAt
}

/** The pauses as they count at an instant: what lies ahead, or has no end, is cut there. */
export function pausesUntil(waits: readonly OpenInterval[], at: EpochMilliseconds): Interval[] {
  return waits.flatMap(([from, to]) => {
    const end = Math.min(to ?? at, at)
    return end > from ? [[from, end] as const] : []
  })
}

/** The wait that the case is in at an instant, if it is in one. */
export function waitAt(waits: readonly OpenInterval[], at: EpochMilliseconds): OpenInterval | undefined {
  return waits.find(([from, to]) => from <= at && at < (to ?? Number.POSITIVE_INFINITY))
}

// A clock that restarts counts from the last update by staff, under the version in force then; that of a major incident from its
// declaration, or the last update to everyone, and not at all where there is none.
function startOf(name: ClockName, moments: Moments, rules: Rulebook): EpochMilliseconds | undefined {
  if (name === "progress") return moments.major?.updatedAt
  const restarts = declarationOf(rules.versionAt(moments.updatedAt), name)?.restarts
  return restarts === "staff-update" ? moments.updatedAt : moments.receivedAt
}

function standingOf(
  promise: ClockPromise,
  record: ClockRecord,
  stoppedAt: EpochMilliseconds | null,
  at: EpochMilliseconds,
  knownAt: EpochMilliseconds,
): { state: ClockState; dueAt: EpochMilliseconds | null } {
  if (record.outcome !== undefined) return { state: record.outcome.verdict, dueAt: record.outcome.dueAt }
  const counted = promise.dueWith(promise.target, pausesUntil(promise.waits, at), knownAt)
  const due = Math.max(counted, record.notBefore ?? counted)
  const wait = stoppedAt === null ? waitAt(promise.waits, at) : undefined
  // A target used up before the wait began is not saved by it.
  if (wait !== undefined && due > wait[0]) return { state: "paused", dueAt: null }
  return { state: "running", dueAt: due }
}

function isWarned({ declaration }: ClockPromise, record: ClockRecord, moments: Moments): boolean {
  if (record.warned === undefined) return false
  return "always" in declaration.target || record.warned.priority === moments.priority
}

function warnAtOf(
  promise: ClockPromise,
  record: ClockRecord,
  moments: Moments,
  at: EpochMilliseconds,
  knownAt: EpochMilliseconds,
): EpochMilliseconds | null {
  if (promise.warns === undefined || isWarned(promise, record, moments)) return null
  const warnAt = promise.dueWith(promise.warns, pausesUntil(promise.waits, at), knownAt)
  return moments.quietUntil !== undefined && warnAt <= moments.quietUntil ? null : warnAt
}
