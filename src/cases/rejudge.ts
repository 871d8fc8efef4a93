// What a recorded outcome comes to under the rules as they are now: the history is walked again without it, until its clock is judged.

import { type ClockHappening, metRuns, type Rulebook, settledClocks } from "../clocks/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { CaseEvent } from "./events.ts"
import { folded, foldedAll } from "./fold.ts"
import { rulesFor } from "./imported.ts"
import type { CaseState } from "./state.ts"
import { momentsOf, restartedBy } from "./unfold.ts"

export type OutcomeEvent = CaseEvent & { readonly type: "clock-met" | "clock-missed" }
export type Judgement = {
  readonly verdict: "met" | "missed"
  readonly due: EpochMilliseconds
  readonly ended?: EpochMilliseconds
  readonly priority: OutcomeEvent["data"]["priority"]
  readonly charter: number
  readonly rules: number
}

export function isOutcome(event: CaseEvent): event is OutcomeEvent {
  return event.type === "clock-met" || event.type === "clock-missed"
}

/** What stands of an outcome now: as it was recorded, or as it was last corrected. */
export function standingJudgement(events: readonly CaseEvent[], outcome: OutcomeEvent): Judgement {
  const corrections = events.flatMap((each) =>
    each.type === "outcome-corrected" && each.data.event === outcome.seq ? [each.data] : [],
  )
  return corrections.at(-1) ?? judgementOf(outcome)
}

/**
 * The outcome derived anew from the events, with what was known at each of them; undefined where, by the rules of now, the clock has
 * not been judged by `at`. Ask with the rules as published: those of a case follow from its state.
 */
export function rejudged(
  events: readonly CaseEvent[],
  outcome: OutcomeEvent,
  rules: Rulebook,
  at: EpochMilliseconds,
): Judgement | undefined {
  const before = events.filter((each) => each.seq < outcome.seq)
  const after = events.filter((each) => each.seq > outcome.seq && !isAbout(each, outcome))
  let state = foldedAll(before)
  let found = judgedAt(state, outcome, rules, outcome.at)
  for (const event of after) {
    if (found !== undefined) return found
    found = judgedAt(state, outcome, rules, event.at) ?? endedBy(event, state, outcome, rules)
    state = folded(state, event)
    found ??= judgedAt(state, outcome, rules, event.at)
  }
  return found ?? judgedAt(state, outcome, rules, at)
}

// Whatever was recorded of this clock afterwards rests on the outcome that is in question.
function isAbout(event: CaseEvent, { data: { clock } }: OutcomeEvent): boolean {
  if (event.type === "outcome-corrected" || event.type === "clock-withdrawn" || isOutcome(event))
    return event.data.clock === clock
  return false
}

function judgedAt(state: CaseState, outcome: OutcomeEvent, rules: Rulebook, at: EpochMilliseconds) {
  return judgementIn(settledClocks(momentsOf(state), state.clocks, rulesFor(state, rules), at), outcome)
}

// An update ends the present run of a clock that it starts anew.
function endedBy(event: CaseEvent, state: CaseState, outcome: OutcomeEvent, rules: Rulebook) {
  const updates = restartedBy(event.type, event.by)
  if (updates.length === 0) return undefined
  return judgementIn(metRuns(momentsOf(state), state.clocks, rulesFor(state, rules), updates, event.at), outcome)
}

function judgementIn(happenings: readonly ClockHappening[], { data: { clock } }: OutcomeEvent): Judgement | undefined {
  for (const each of happenings)
    if ((each.type === "clock-met" || each.type === "clock-missed") && each.data.clock === clock)
      return judgementOf(each)
  return undefined
}

function judgementOf({ type, data }: Pick<OutcomeEvent, "type" | "data">): Judgement {
  const { due, ended, priority, charter, rules } = data
  const verdict = type === "clock-met" ? "met" : "missed"
  return { verdict, due, ...(ended === undefined ? {} : { ended }), priority, charter, rules }
}
