// What a clock is made of: the moments of its case, and what has been recorded of it. Nothing here is ever counted up.

import type { ClockName, PriorityLevel } from "../charter/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

/** The version of the rules in this folder; recorded with every outcome, so that a later correction is seen as one. */
export const rulesVersion = 1

export type Interval = readonly [from: EpochMilliseconds, to: EpochMilliseconds]
/** An interval that may not have ended, or whose end was set beforehand and lies ahead. */
export type OpenInterval = readonly [from: EpochMilliseconds, to: EpochMilliseconds | null]

/** The moments of a case that start, stop, restart and pause its clocks. */
export type Moments = {
  readonly receivedAt: EpochMilliseconds
  readonly priority: PriorityLevel | null
  /** The first message or call by a person of the staff. */
  readonly firstMessageAt: EpochMilliseconds | null
  /** The resolution that stands; null while the case is open. */
  readonly resolvedAt: EpochMilliseconds | null
  /** The last reply, note or move by staff, else receipt or reopening: where the present run of `review` starts. */
  readonly updatedAt: EpochMilliseconds
  /** Waiting for the customer, and the times between a resolution and its reopening. */
  readonly waits: readonly OpenInterval[]
  /** A declared major incident: when everyone affected was last told how far we are, and when full service was restored. */
  readonly major?: { readonly updatedAt: EpochMilliseconds; readonly endedAt: EpochMilliseconds | null }
  /** Nobody is warned of what came before: the end of the import that the case's history came by. */
  readonly quietUntil?: EpochMilliseconds
}

/** What the history has recorded of a clock: facts that no later derivation may change. */
export type ClockRecord = {
  readonly outcome?: ClockOutcome
  /** Warned of, under this priority: a new target is warned of again, a moved deadline is not. */
  readonly warned?: { readonly priority: PriorityLevel | null }
  /** No deadline before this: the moment of a change of priority whose new target was already past. */
  readonly notBefore?: EpochMilliseconds
  /** The deadline last announced after a late holiday. */
  readonly movedTo?: EpochMilliseconds
}

export type ClockOutcome = {
  readonly verdict: "met" | "missed"
  readonly dueAt: EpochMilliseconds
  /** When it was judged: what was known of the calendar then is what counts. */
  readonly judgedAt: EpochMilliseconds
  readonly priority: PriorityLevel | null
}

export type ClockRecords = { readonly [name in ClockName]?: ClockRecord }

export type ClockState = "running" | "paused" | "met" | "missed"

/** A clock as derived for an instant. */
export type Clock = {
  readonly name: ClockName
  readonly state: ClockState
  readonly startedAt: EpochMilliseconds
  /** Null while paused. */
  readonly dueAt: EpochMilliseconds | null
  readonly endedAt: EpochMilliseconds | null
  /** When to warn; null once warned, ended or paused. */
  readonly warnAt: EpochMilliseconds | null
  readonly charterVersion: number
}
