// A history judged by the charter: the events of an ordinary case, each with the other system's own time, and the outcome of each promise.

import {
  type CaseChange,
  caseChange,
  decided,
  momentsOf,
  referenceOf,
  rulesFor,
  settled,
  type Unfolding,
  unfolded,
} from "../cases/index.ts"
import { derivedClocks, nextLook, type Rulebook } from "../clocks/index.ts"
import { incidentLifecycle } from "../incidents/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { chainStart, contentKeeper } from "../timeline/index.ts"
import { happeningsOf, type Words, wordsKept } from "./happenings.ts"
import type { History, Step } from "./history.ts"
import { type Judging, openedHistory } from "./opened.ts"

export type JudgedCase = {
  readonly change: CaseChange
  /** The case had ended when its history did: nothing of it falls due any more, so its import has ended too. */
  readonly hasEnded: boolean
}

/** The case of a history as it stands at `at`: what fell due before is recorded, and nothing follows from it. */
export function judgedCase(caseId: number, history: History, judging: Judging, at: EpochMilliseconds): JudgedCase {
  const { rules } = judging
  const keeper = contentKeeper(1)
  const words = wordsKept(keeper)
  const begun = openedHistory(history, judging, keeper)
  const lived = history.steps.reduce((before, step) => stepped(before, step, words, rules), begun)
  const present = passed(lived, rules, at)
  const hasEnded = present.state.resolvedAt !== null
  const whole = hasEnded ? unfolded(present, [importEnded(judging.import)], "system", at) : present
  const reference = referenceOf(prefixOf(judging), history.openedAt, caseId)
  const found = { caseId, reference, references: [reference], chainHead: chainStart }
  const change = caseChange(found, whole, keeper, [], 1, rules, at)
  return { change: { ...change, subject: history.subject.subject }, hasEnded }
}

/** From here on the clocks of a case are ordinary ones. */
export function importEnded(number: number) {
  return { type: "import-ended" as const, data: { import: number } }
}

// As the sweep would have done it, had the desk been there: what falls due is recorded when it falls due, not when the next row comes.
function passed(before: Unfolding, rules: Rulebook, at: EpochMilliseconds): Unfolding {
  for (let now = before; ; ) {
    const { state } = now
    const next = nextLook(derivedClocks(momentsOf(state), state.clocks, rulesFor(state, rules), state.lastAt))
    if (next > at) return now
    now = settled(now, rules, next)
  }
}

// What one row says happened at one instant, deed by deed.
function stepped(before: Unfolding, step: Step, words: Words, rules: Rulebook): Unfolding {
  const due = passed(before, rules, step.at)
  return step.deeds.reduce((now, deed) => {
    const happenings = happeningsOf(deed, step, now.state, words, rules)
    return settled(decided(now, happenings, "elsewhere", rules, step.at), rules, step.at)
  }, due)
}

function prefixOf({ rules, charter }: Judging): string {
  const kinds = rules.version(charter).charter.kinds
  return kinds.find((each) => each.id === incidentLifecycle.kind)?.prefix ?? ""
}
