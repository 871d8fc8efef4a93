// From what happened in the other system to the events of this desk, with the words that belong to them kept as content.

import { type CaseState, classification, type Happening, momentsOf, rulesFor } from "../cases/index.ts"
import type { PriorityLevel } from "../charter/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import { reopening } from "../incidents/index.ts"
import type { ContentKeeper, ContentRef } from "../timeline/index.ts"
import type { Done } from "./deeds.ts"
import type { Step } from "./history.ts"

/** Keeps words of a case, each team and each name once however often it comes back. */
export type Words = {
  readonly keep: ContentKeeper["keep"]
  readonly keepOnce: (kind: "team" | "name", words: string) => ContentRef
}

export function wordsKept({ keep }: ContentKeeper): Words {
  const known = new Map<string, ContentRef>()
  return {
    keep,
    keepOnce: (kind, words) => {
      const found = known.get(`${kind} ${words}`) ?? keep(kind, words)
      known.set(`${kind} ${words}`, found)
      return found
    },
  }
}

/** The events of one deed, for a case that stands so. */
export function happeningsOf(deed: Done, step: Step, now: CaseState, words: Words, rules: Rulebook): Happening[] {
  const { state } = deed
  switch (deed.type) {
    case "began":
      return [{ type: "assigned", data: { state, elsewhere: {} } }]
    case "handed":
      return [{ type: "assigned", data: { state, elsewhere: kept(deed, words) } }]
    case "responded":
      return [{ type: "responded", data: { state } }]
    case "classified":
      return classified(deed.priority, step.at, now, rules)
    case "held":
      return [{ type: "held", data: { for: deed.for, state } }]
    case "resumed":
      return [{ type: "resumed", data: { because: "staff", from: step.at, state } }]
    case "reopened":
      return reopening({ state: now }, { because: "staff", from: step.at, state })
    case "noted":
      return [{ type: "noted", data: { body: words.keep("note", deed.words) } }]
    case "resolved":
      return [{ type: "resolved", data: { ...resolution(step, words), notices: [], state } }]
    case "closed":
      return [{ type: "closed", data: { state } }]
  }
}

function kept({ team, owner }: Extract<Done, { type: "handed" }>, { keepOnce }: Words) {
  return {
    ...(team === undefined ? {} : { team: keepOnce("team", team) }),
    ...(owner === undefined ? {} : { owner: keepOnce("name", owner) }),
  }
}

function classified(priority: PriorityLevel, at: number, state: CaseState, rules: Rulebook): Happening[] {
  const found = classification({ priority }, momentsOf(state), state.clocks, rulesFor(state, rules), at)
  return found === undefined ? [] : [{ type: "classified", data: found }]
}

function resolution({ resolution: said }: Step, { keep }: Words) {
  const { outcome = "fixed", words = "" } = said ?? {}
  return { outcome, body: keep("body", words) }
}
