// Which promises of a case would have come out differently, and what is different about them.

import type { ClockName, PriorityLevel } from "../charter/index.ts"
import { type Calendar, type EpochMilliseconds, holidaysPassedOver } from "../time/index.ts"
import type { LaidPromise } from "./promises.ts"
import type { ReplayedCase, Standing } from "./replay-case.ts"

/** What makes the two promises differ. More than one may. */
export const reasons = [
  "promised",
  "not-promised",
  "priority",
  "target",
  "calendar",
  "holidays",
  "pauses",
  "stop",
  "restart",
] as const
export type Reason = (typeof reasons)[number]

/** One side of a change. */
export type Side = {
  readonly verdict: Standing["verdict"] | "none"
  /** Null where there is no promise, while it is paused, and for a deadline after 2100. */
  readonly dueAt: EpochMilliseconds | null
  readonly priority: PriorityLevel | null
  /** As the charter writes it; null where there is no promise. */
  readonly amount: string | null
}

export type Change = {
  readonly caseId: number
  readonly clock: ClockName
  readonly startedAt: EpochMilliseconds
  readonly actual: Side
  readonly proposed: Side
  readonly because: readonly Reason[]
}

/**
 * The promises of a replayed case whose verdict changes, in the order of its clocks. `mayDifferInHolidays`: only then is it asked which
 * days each passes over, which takes longer than all the rest.
 */
export function changesOf(replayed: ReplayedCase, mayDifferInHolidays: boolean): Change[] {
  if (isSameThroughout(replayed)) return []
  return paired(replayed.actual, replayed.proposed).flatMap(([actual, proposed]) => {
    if (verdictOf(actual) === verdictOf(proposed)) return []
    const one = actual ?? proposed
    if (one === undefined) return []
    const { clock, startedAt } = one
    const because = reasonsOf(actual, proposed, replayed, mayDifferInHolidays)
    return [{ caseId: replayed.caseId, clock, startedAt, actual: side(actual), proposed: side(proposed), because }]
  })
}

type Pair = readonly [actual: Standing | undefined, proposed: Standing | undefined]

function isSameThroughout({ actual, proposed }: ReplayedCase): boolean {
  return (
    actual.length === proposed.length &&
    actual.every((each, index) => {
      const other = proposed[index]
      return each.clock === other?.clock && each.startedAt === other.startedAt && each.verdict === other.verdict
    })
  )
}

// Each run of a clock is a promise by itself: the one that began at the same instant is its counterpart.
function paired(actual: readonly Standing[], proposed: readonly Standing[]): Pair[] {
  const left = [...proposed]
  const pairs = actual.map((each): Pair => {
    const place = left.findIndex((other) => other.clock === each.clock && other.startedAt === each.startedAt)
    return [each, place === -1 ? undefined : left.splice(place, 1)[0]]
  })
  return [...pairs, ...left.map((each): Pair => [undefined, each])]
}

function verdictOf(standing: Standing | undefined): Side["verdict"] {
  return standing?.verdict ?? "none"
}

function side(standing: Standing | undefined): Side {
  if (standing === undefined) return { verdict: "none", dueAt: null, priority: null, amount: null }
  const { verdict, dueAt, priority, promise } = standing
  return { verdict, dueAt: Number.isFinite(dueAt) ? dueAt : null, priority, amount: promise.amount }
}

function reasonsOf(
  actual: Standing | undefined,
  proposed: Standing | undefined,
  { moments }: ReplayedCase,
  mayDifferInHolidays: boolean,
): Reason[] {
  if (actual === undefined || proposed === undefined) return [onlyOneReason(actual, proposed)]
  const [one, other] = [actual.promise, proposed.promise]
  const found: Reason[] = []
  if (actual.priority !== proposed.priority) found.push("priority")
  if (one.amount !== other.amount) found.push("target")
  if (rulesText(one.calendar) !== rulesText(other.calendar)) found.push("calendar")
  if (mayDifferInHolidays && closedText(actual, proposed, one) !== closedText(actual, proposed, other))
    found.push("holidays")
  if (one.isPaused !== other.isPaused && moments.waits.length > 0) found.push("pauses")
  if (one.isEndedByResolution !== other.isEndedByResolution) found.push("stop")
  if (one.restarts !== other.restarts) found.push("restart")
  // Nothing of the promise differs, so it is what was known of the holidays when it was judged.
  return found.length === 0 ? ["holidays"] : found
}

// A run that only one side has began with an update that the other's clock does not start anew by, or its clock does not exist.
function onlyOneReason(actual: Standing | undefined, proposed: Standing | undefined): Reason {
  return actual === undefined && proposed !== undefined ? "promised" : "not-promised"
}

const texts = new WeakMap<Calendar, string>()

function rulesText(calendar: Calendar): string {
  const { name: _name, ...rules } = calendar.rules
  const text = texts.get(calendar) ?? JSON.stringify(rules)
  texts.set(calendar, text)
  return text
}

// The days off between the start and the later deadline.
function closedText(actual: Standing, proposed: Standing, { calendar }: LaidPromise): string {
  const until = Math.max(finite(actual.dueAt), finite(proposed.dueAt), actual.startedAt)
  return holidaysPassedOver(calendar, [actual.startedAt, until], until)
    .map((each) => each.date)
    .join(" ")
}

function finite(at: number | null): number {
  return at === null || !Number.isFinite(at) ? 0 : at
}
