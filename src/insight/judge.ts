// One case judged by one set of rules, from its moments alone: what the desk's own settling (src/clocks/settle.ts) would have recorded.
// It counts a deadline only when a clock starts and when it is judged, so that a million cases take seconds. Equal to the slow way: judge.test.ts.

import { type ClockName, clockNames, type PriorityLevel } from "../charter/index.ts"
import type { Restart } from "../clocks/index.ts"
import { Invalid } from "../errors.ts"
import { dueAt, type EpochMilliseconds, type Interval, isKnownAlike } from "../time/index.ts"
import type { Gathered, Wait } from "./moments.ts"
import { type LaidPromise, type LaidRules, type LaidVersion, promiseTo } from "./promises.ts"

export type Judgement = {
  readonly clock: ClockName
  readonly promise: LaidPromise
  readonly startedAt: EpochMilliseconds
  readonly verdict: "met" | "missed"
  /** Infinity: after 2100, further than Charter counts. */
  readonly dueAt: EpochMilliseconds
  readonly endedAt: EpochMilliseconds | null
  readonly priority: PriorityLevel | null
  /** Reopening counts it again, or the same promise was judged again later. */
  isWithdrawn: boolean
}

/** A clock that has not been judged: its promise, where there is one. */
type Entry = {
  readonly clock: ClockName
  index: number
  outcome: Judgement | undefined
  isFresh: boolean
  promise: LaidPromise | undefined
  startedAt: EpochMilliseconds
  notBefore: EpochMilliseconds
  /** The deadline is not before this: until then there is nothing to count. */
  notDueBefore: EpochMilliseconds
}

/** `sees`: a judge who sees each deadline pass, as a desk that sweeps each second; or one who looks only when asked, as a replay of records does. */
export type Sees = "each-deadline" | "when-asked"

export type Judging = {
  readonly rules: LaidRules
  readonly sees: Sees
  priority: PriorityLevel | null
  lookedAt: EpochMilliseconds
  /** The version that an import named for this case, and until when it judges. */
  named: LaidVersion | undefined
  namedUntil: EpochMilliseconds
  readonly entries: readonly Entry[]
  /** In the order in which they were made. */
  readonly judgements: Judgement[]
}

export function judging(rules: LaidRules, sees: Sees): Judging {
  const empty = { priority: null, lookedAt: 0, named: undefined, namedUntil: Number.POSITIVE_INFINITY }
  return { rules, sees, ...empty, entries: clockNames.map(entryOf), judgements: [] }
}

/** Forgets the case before. `imported` is the version that an import named for the new one. */
export function beginCase(judge: Judging, at: EpochMilliseconds, imported?: number): void {
  judge.named = imported === undefined ? undefined : judge.rules.named(imported)
  judge.namedUntil = Number.POSITIVE_INFINITY
  judge.priority = null
  judge.lookedAt = at
  judge.judgements.length = 0
  for (const entry of judge.entries) clear(entry)
}

/** Judges what has become true by `at`. Ask before and after every event. */
export function look(judge: Judging, moments: Gathered, at: EpochMilliseconds): void {
  for (const entry of judge.entries) if (entry.outcome === undefined) lookAt(judge, entry, moments, at)
  judge.lookedAt = Math.max(judge.lookedAt, at)
}

/** Updates end the present run of each clock that they start anew: that run was met. Ask after look(), before the updates. */
export function endRuns(judge: Judging, moments: Gathered, updates: readonly Restart[], at: EpochMilliseconds): void {
  if (moments.resolvedAt !== null) return
  for (const entry of judge.entries) {
    const promise = promiseOf(judge, entry, moments)
    if (entry.outcome !== undefined || promise?.restarts === undefined || entry.startedAt >= at) continue
    if (!updates.includes(promise.restarts)) continue
    const due = dueIfCounting(entry, promise, moments, at, at)
    if (due !== undefined) decide(judge, entry, promise, "met", due, at)
  }
}

/** The case gets a priority. Where its new target is already past, the moment of the change is the deadline. */
export function classify(judge: Judging, moments: Gathered, priority: PriorityLevel, at: EpochMilliseconds): void {
  judge.priority = priority
  const declared = versionAt(judge, moments.receivedAt)
  for (const entry of judge.entries) {
    entry.notBefore = Number.NEGATIVE_INFINITY
    stale(entry)
    if (entry.outcome !== undefined || declared[entry.index]?.isForAll !== false) continue
    const promise = promiseOf(judge, entry, moments)
    const due = promise && dueIfCounting(entry, promise, moments, at, at)
    if (due !== undefined && due < at) entry.notBefore = at
  }
}

/** Pauses have changed, so every deadline may have. */
export function waitsChanged(judge: Judging): void {
  for (const entry of judge.entries) stale(entry)
}

/** What is promised from now on is judged by the version in force. */
export function importEnded(judge: Judging, at: EpochMilliseconds): void {
  judge.namedUntil = at
  for (const entry of judge.entries) stale(entry)
}

/** A new run of a clock begins, with a clean record. */
export function restart(judge: Judging, clock: "review" | "progress"): void {
  for (const entry of judge.entries) {
    stale(entry)
    if (entry.clock !== clock) continue
    // Where no update starts it anew, what follows is the same promise judged again.
    if (entry.outcome !== undefined && entry.outcome.promise.restarts === undefined) entry.outcome.isWithdrawn = true
    clear(entry)
  }
}

/** A restoration that counted as met counts again. */
export function withdraw(judge: Judging): void {
  for (const entry of judge.entries) {
    if (entry.clock !== "restore" || entry.outcome?.verdict !== "met") continue
    entry.outcome.isWithdrawn = true
    clear(entry)
  }
}

/** A promise that has not been judged: when it falls due, or null while it is paused. Ask after look(). */
export type Open = { readonly promise: LaidPromise; readonly startedAt: number; readonly dueAt: number | null }

export function openPromise(judge: Judging, entry: Entry, moments: Gathered, at: EpochMilliseconds): Open | undefined {
  if (entry.outcome !== undefined) return undefined
  const promise = promiseOf(judge, entry, moments)
  if (promise === undefined) return undefined
  return { promise, startedAt: entry.startedAt, dueAt: dueIfCounting(entry, promise, moments, at, at) ?? null }
}

function lookAt(judge: Judging, entry: Entry, moments: Gathered, at: EpochMilliseconds): void {
  const promise = promiseOf(judge, entry, moments)
  if (promise === undefined) return
  const stoppedAt = stopOf(promise, moments)
  if (stoppedAt === null) lookAtRunning(judge, entry, promise, moments, at)
  else lookAtStopped(judge, entry, promise, moments, at, stoppedAt)
}

// A stop at the very millisecond of the deadline keeps the promise.
function lookAtStopped(
  judge: Judging,
  entry: Entry,
  promise: LaidPromise,
  moments: Gathered,
  at: EpochMilliseconds,
  stoppedAt: EpochMilliseconds,
): void {
  const due = dueWith(entry, promise, pausesUntil(promise, moments.waits, at), at)
  decide(judge, entry, promise, stoppedAt <= due ? "met" : "missed", due, stoppedAt)
}

function lookAtRunning(
  judge: Judging,
  entry: Entry,
  promise: LaidPromise,
  moments: Gathered,
  at: EpochMilliseconds,
): void {
  if (at <= entry.notDueBefore) return
  const due = passedBy(judge, entry, promise, moments, at)
  if (due !== undefined) decide(judge, entry, promise, "missed", due, null)
}

/** The deadline, where it has passed by `at`. */
function passedBy(judge: Judging, entry: Entry, promise: LaidPromise, moments: Gathered, at: EpochMilliseconds) {
  const due = dueIfCounting(entry, promise, moments, at, at)
  if (due === undefined) return undefined
  const isSure = judge.sees === "when-asked" || isKnownAlike(promise.calendar, entry.startedAt, judge.lookedAt, at)
  if (!isSure) return firstPassed(judge, entry, promise, moments, at)
  if (at > due) return due
  entry.notDueBefore = due
  return undefined
}

// A holiday became known since the last look: it moves what was running then, and excuses nothing that had passed before.
function firstPassed(judge: Judging, entry: Entry, promise: LaidPromise, moments: Gathered, at: EpochMilliseconds) {
  const asOf = (knownAt: number) => dueIfCounting(entry, promise, moments, at, knownAt)
  let due = asOf(judge.lookedAt)
  while (due !== undefined && due < at) {
    const later = asOf(Math.max(judge.lookedAt, due + 1))
    if (later === due) return due
    due = later
  }
  return undefined
}

/** The deadline of a clock that has not stopped; undefined while it is paused. A target used up before the wait began is not saved by it. */
function dueIfCounting(
  entry: Entry,
  promise: LaidPromise,
  moments: Gathered,
  at: EpochMilliseconds,
  knownAt: EpochMilliseconds,
): EpochMilliseconds | undefined {
  if (!promise.isPaused || moments.waits.length === 0) return dueWith(entry, promise, none, knownAt)
  const due = dueWith(entry, promise, pausesUntil(promise, moments.waits, at), knownAt)
  const wait = stopOf(promise, moments) === null ? waitAt(moments.waits, at) : undefined
  return wait !== undefined && due > wait[0] ? undefined : due
}

function dueWith(entry: Entry, promise: LaidPromise, pauses: readonly Interval[], knownAt: EpochMilliseconds): number {
  return Math.max(entry.notBefore, counted(promise, entry.startedAt, pauses, knownAt))
}

/** A deadline further than Charter counts is none that a case of today can miss. */
function counted(promise: LaidPromise, from: number, pauses: readonly Interval[], knownAt: number): number {
  try {
    return dueAt(promise.calendar, from, promise.target, { pauses, knownAt })
  } catch (error) {
    if (error instanceof Invalid) return Number.POSITIVE_INFINITY
    throw error
  }
}

const none: readonly Interval[] = []

function pausesUntil({ isPaused }: LaidPromise, waits: readonly Wait[], at: EpochMilliseconds): readonly Interval[] {
  if (!isPaused || waits.length === 0) return none
  const pauses: Interval[] = []
  for (const [from, to] of waits) {
    const end = Math.min(to ?? at, at)
    if (end > from) pauses.push([from, end])
  }
  return pauses
}

function waitAt(waits: readonly Wait[], at: EpochMilliseconds): Wait | undefined {
  return waits.find(([from, to]) => from <= at && at < (to ?? Number.POSITIVE_INFINITY))
}

function stopOf(promise: LaidPromise, moments: Gathered): EpochMilliseconds | null {
  if (promise.clock === "progress") return moments.major?.endedAt ?? null
  return promise.isEndedByResolution ? moments.resolvedAt : moments.firstMessageAt
}

// A clock that restarts counts from the last update by staff, under the version in force then.
function promiseOf(judge: Judging, entry: Entry, moments: Gathered): LaidPromise | undefined {
  if (entry.isFresh) return entry.promise
  const startedAt = startOf(judge, entry, moments)
  const clock = startedAt === undefined ? undefined : versionAt(judge, startedAt)[entry.index]
  entry.startedAt = startedAt ?? 0
  entry.promise = clock && promiseTo(clock, judge.priority)
  entry.isFresh = true
  return entry.promise
}

function startOf(judge: Judging, entry: Entry, moments: Gathered): EpochMilliseconds | undefined {
  if (entry.clock === "progress") return moments.major?.updatedAt
  const restarts = versionAt(judge, moments.updatedAt)[entry.index]?.restarts === true
  return restarts ? moments.updatedAt : moments.receivedAt
}

// What an imported case was promised before its import ended is judged by the version that the import named (src/cases/imported.ts).
function versionAt(judge: Judging, at: EpochMilliseconds): LaidVersion {
  return judge.named !== undefined && at < judge.namedUntil ? judge.named : judge.rules.at(at)
}

function decide(
  judge: Judging,
  entry: Entry,
  promise: LaidPromise,
  verdict: Judgement["verdict"],
  due: EpochMilliseconds,
  endedAt: EpochMilliseconds | null,
): void {
  const { clock, startedAt } = entry
  const { priority } = judge
  entry.outcome = { clock, promise, startedAt, verdict, dueAt: due, endedAt, priority, isWithdrawn: false }
  judge.judgements.push(entry.outcome)
}

function entryOf(clock: ClockName, index: number): Entry {
  const dates = { startedAt: 0, notBefore: Number.NEGATIVE_INFINITY, notDueBefore: Number.NEGATIVE_INFINITY }
  return { clock, index, outcome: undefined, isFresh: false, promise: undefined, ...dates }
}

function clear(entry: Entry): void {
  entry.outcome = undefined
  entry.notBefore = Number.NEGATIVE_INFINITY
  stale(entry)
}

function stale(entry: Entry): void {
  entry.isFresh = false
  entry.notDueBefore = Number.NEGATIVE_INFINITY
}
