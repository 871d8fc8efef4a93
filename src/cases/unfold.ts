// From decisions to history: numbers and dates what happened, folds it in, and settles what the clocks owe around it.

import type { ClockHappening, Moments, Restart, Rulebook } from "../clocks/index.ts"
import { metRuns, settledClocks } from "../clocks/index.ts"
import { type Author, isByStaff } from "../people/actor.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { declarationOf } from "../timeline/index.ts"
import type { CaseEvent, Happening } from "./events.ts"
import { undoneTypes } from "./events-undone.ts"
import { folded } from "./fold.ts"
import { isImporting, quietUntil, recordedAsImported, rulesFor } from "./imported.ts"
import type { CaseState } from "./state.ts"

/** A case and what this transaction has added to it so far. */
export type Unfolding = { readonly state: CaseState; readonly added: readonly CaseEvent[] }

/** Adds what happened at `at`, in order. */
export function unfolded(
  unfolding: Unfolding,
  happenings: readonly Happening[],
  by: Author,
  at: EpochMilliseconds,
): Unfolding {
  return happenings.reduce<Unfolding>(({ state, added }, happening) => {
    const event: CaseEvent = {
      ...happening,
      seq: state.seq + 1,
      at: Math.max(at, state.lastAt),
      by: happening.by ?? by,
    }
    return { state: folded(state, event), added: [...added, event] }
  }, unfolding)
}

/**
 * Adds what has become true by itself by `at`: holds that have run out, outcomes, warnings, escalations. While a case is being imported
 * its outcomes are recorded as such, and nothing follows from them.
 */
export function settled(unfolding: Unfolding, rules: Rulebook, at: EpochMilliseconds): Unfolding {
  const awake = unfolded(unfolding, endedHold(unfolding.state, at), "system", at)
  const { state } = awake
  const owed = settledClocks(momentsOf(state), state.clocks, rulesFor(state, rules), at)
  if (isImporting(state)) return unfolded(awake, owed.map(recordedAsImported), "system", at)
  return owed.reduce((before, happening) => {
    const after = unfolded(before, [happening], "system", at)
    return happening.type === "clock-missed"
      ? unfolded(after, escalation(after.state, happening, rules), "system", at)
      : after
  }, awake)
}

/** The end of the present run of the clocks that some updates start anew. Ask before the updates themselves. */
export function endedRuns(
  state: CaseState,
  rules: Rulebook,
  updates: readonly Restart[],
  at: EpochMilliseconds,
): Happening[] {
  const runs = metRuns(momentsOf(state), state.clocks, rulesFor(state, rules), updates, at)
  return isImporting(state) ? runs.map(recordedAsImported) : runs
}

/** What of the clocks something that happened starts anew. */
export function restartedBy(type: CaseEvent["type"], by: Author): Restart[] {
  const isStaffUpdate = isByStaff(by) && declarationOf(type).countsAsChange && !undoneTypes.has(type)
  return [
    ...(isStaffUpdate ? ["staff-update" as const] : []),
    ...(type === "told-all" ? ["progress-update" as const] : []),
  ]
}

/** What the clocks need to know of a case. */
export function momentsOf(state: CaseState): Moments {
  const { receivedAt, priority, firstMessageAt, resolvedAt, updatedAt, waits, major } = state
  const quiet = quietUntil(state)
  const plain = { receivedAt, priority, firstMessageAt, resolvedAt, updatedAt, waits }
  const moments = major === undefined ? plain : { ...plain, major }
  return quiet === undefined ? moments : { ...moments, quietUntil: quiet }
}

// Found late or not, the hold ended when it was set to end.
function endedHold(state: CaseState, at: EpochMilliseconds): Happening[] {
  const until = state.hold?.until ?? Number.POSITIVE_INFINITY
  if (until > at) return []
  return [{ type: "resumed", data: { because: "until", from: until, state: "in-progress" } }]
}

// A breach escalates to the step that the charter names, and never moves a case back or out of a later step.
function escalation(state: CaseState, missed: ClockHappening & { type: "clock-missed" }, rules: Rulebook): Happening[] {
  const { charter } = rules.version(missed.data.charter)
  const breach = charter.clocks.find((each) => each.name === missed.data.clock)?.breach.escalate
  const chain = charter.chains.find((each) => each.id === breach?.chain)
  const target = chain?.steps.findIndex((each) => each.id === breach?.step) ?? -1
  const step = chain?.steps[target]
  const present = chain?.steps.findIndex((each) => each.queue === state.queue) ?? -1
  if (chain === undefined || step === undefined || present >= target || state.resolvedAt !== null) return []
  const where = { chain: chain.id, step: step.id, from: state.queue, queue: step.queue, state: state.state }
  return [{ type: "escalated", data: { ...where, because: "breach", clock: missed.data.clock } }]
}
