// What is promised next, in words for the customer, each promise with the clause that makes it. Derived from the clocks alone.

import { type CaseState, momentsOf, rulesFor } from "../cases/index.ts"
import { type Force, writtenIn } from "../charter/index.ts"
import { type Clock, derivedClocks, type Moments, type Rulebook } from "../clocks/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Language } from "../words/index.ts"
import { paths } from "./paths.ts"

export type ShownPromise = {
  /** The charter's name of the promise, and the language that it is written in. */
  readonly title: string
  readonly written: string
  readonly sentence: string
  readonly force: string
  readonly clauseHref: string
  readonly isMissed: boolean
}

/** The promises of a case that still wait for their stop, the one that falls due first in front. */
export function promisesOf(
  state: CaseState,
  rules: Rulebook,
  at: EpochMilliseconds,
  language: Language,
): ShownPromise[] {
  const clocks = derivedClocks(momentsOf(state), state.clocks, rulesFor(state, rules), at)
  return shown(clocks, { rules, at, language })
}

/** What whoever reports something at `at` is promised, before anybody knows how grave it is. */
export function promisesFrom(rules: Rulebook, at: EpochMilliseconds, language: Language): ShownPromise[] {
  const moments: Moments = {
    receivedAt: at,
    priority: null,
    firstMessageAt: null,
    resolvedAt: null,
    updatedAt: at,
    waits: [],
  }
  return shown(derivedClocks(moments, {}, rules, at), { rules, at, language })
}

type Telling = { readonly rules: Rulebook; readonly at: EpochMilliseconds; readonly language: Language }

function shown(clocks: readonly Clock[], telling: Telling): ShownPromise[] {
  const waiting = clocks.filter((each) => each.endedAt === null)
  return waiting.toSorted(byDue).flatMap((clock) => shownPromise(clock, telling) ?? [])
}

// The review is a promise about the other promises: it comes last where it falls due with one of them.
function byDue(one: Clock, other: Clock): number {
  const due = ({ dueAt }: Clock) => dueAt ?? Number.MAX_SAFE_INTEGER
  return due(one) - due(other) || Number(one.name === "review") - Number(other.name === "review")
}

function shownPromise(clock: Clock, { rules, at, language }: Telling): ShownPromise | undefined {
  const { charter, number } = rules.version(clock.charterVersion)
  const declared = charter.clocks.find((each) => each.name === clock.name)
  if (declared === undefined) return undefined
  const isMissed = clock.state === "missed" || (clock.dueAt !== null && clock.dueAt < at)
  return {
    title: declared.title,
    written: writtenIn(charter),
    sentence: sentenceOf(clock, declared.force, isMissed, language),
    force: language.say(`promise.force.${declared.force}`),
    clauseHref: paths.clause(declared.clause, number),
    isMissed,
  }
}

function sentenceOf({ name, dueAt }: Clock, force: Force, isMissed: boolean, { say, dates }: Language): string {
  const deed = say(`promise.deed.${name}`)
  if (dueAt === null) return say("promise.stands-still", { deed })
  const deadline = dates.deadline(dueAt)
  if (isMissed) return say("promise.missed", { done: say(`promise.done.${name}`), deadline })
  return say(`promise.${force}`, { deed, deadline })
}
