// What is promised next, in words for the customer, each promise with the clause that makes it. Derived from the clocks alone.

import { type CaseState, momentsOf, rulesFor } from "../cases/index.ts"
import { type ClockName, type Force, forceNames } from "../charter/index.ts"
import { type Clock, derivedClocks, type Moments, type Rulebook } from "../clocks/index.ts"
import { deeds, promiseInWords } from "../notices/index.ts"
import { deadlineInWords, type EpochMilliseconds } from "../time/index.ts"
import { paths } from "./paths.ts"

export type ShownPromise = {
  readonly title: string
  readonly sentence: string
  readonly force: string
  readonly clauseHref: string
  readonly isMissed: boolean
}

/** The promises of a case that still wait for their stop, the one that falls due first in front. */
export function promisesOf(state: CaseState, rules: Rulebook, at: EpochMilliseconds): ShownPromise[] {
  return shown(derivedClocks(momentsOf(state), state.clocks, rulesFor(state, rules), at), rules, at)
}

/** What whoever reports something at `at` is promised, before anybody knows how grave it is. */
export function promisesFrom(rules: Rulebook, at: EpochMilliseconds): ShownPromise[] {
  const moments: Moments = {
    receivedAt: at,
    priority: null,
    firstMessageAt: null,
    resolvedAt: null,
    updatedAt: at,
    waits: [],
  }
  return shown(derivedClocks(moments, {}, rules, at), rules, at)
}

function shown(clocks: readonly Clock[], rules: Rulebook, at: EpochMilliseconds): ShownPromise[] {
  const waiting = clocks.filter((each) => each.endedAt === null)
  return waiting.toSorted(byDue).flatMap((clock) => shownPromise(clock, rules, at) ?? [])
}

// The review is a promise about the other promises: it comes last where it falls due with one of them.
function byDue(one: Clock, other: Clock): number {
  const due = ({ dueAt }: Clock) => dueAt ?? Number.MAX_SAFE_INTEGER
  return due(one) - due(other) || Number(one.name === "review") - Number(other.name === "review")
}

function shownPromise(clock: Clock, rules: Rulebook, at: EpochMilliseconds): ShownPromise | undefined {
  const { charter, number } = rules.version(clock.charterVersion)
  const declared = charter.clocks.find((each) => each.name === clock.name)
  if (declared === undefined) return undefined
  const isMissed = clock.state === "missed" || (clock.dueAt !== null && clock.dueAt < at)
  return {
    title: declared.title,
    sentence: sentenceOf(clock, declared.force, isMissed),
    force: forceNames[declared.force],
    clauseHref: paths.clause(declared.clause, number),
    isMissed,
  }
}

function sentenceOf({ name, dueAt }: Clock, force: Force, isMissed: boolean): string {
  if (dueAt === null) return `The time we have to ${deeds[name]} stands still while we wait for you.`
  if (isMissed) return `We should have ${done[name]} ${deadlineInWords(dueAt)}, and have not. We are sorry.`
  return promiseInWords(name, force, dueAt)
}

const done: Record<ClockName, string> = {
  respond: "replied to you",
  restore: "put it right",
  "first-reply": "replied to you",
  review: "told you how far we are",
}
