// A target by priority that can fall due after the first response that everyone is promised anyway: then it promises nothing.

import { durationFrom } from "../time/index.ts"
import { type Finding, warning } from "./finding.ts"
import type { ClockDeclaration } from "./schema.ts"
import type { Search } from "./search.ts"
import { type Promised, promisedBy, whoseTarget } from "./targets.ts"
import { spoken, waitsOf } from "./waits.ts"

type Bound = { readonly clause: string; readonly calendar: string; readonly amount: string }

/** The bound is each clock with one target for all that stops, as the looser one does, at a person's first message. */
export function looserTargets(search: Search): Finding[] {
  const replies = search.charter.clocks.filter((each) => each.stops === "message-from-a-person")
  const bounds = replies.flatMap(({ clause, calendar, target }): Bound[] =>
    "always" in target ? [{ clause, calendar, amount: target.always }] : [],
  )
  const bounded = replies.filter((each) => "by-priority" in each.target)
  return bounded.flatMap((clock) =>
    bounds.flatMap((bound) => promisedBy(clock, search.charter).flatMap((each) => looser(search, clock, each, bound))),
  )
}

function looser(search: Search, clock: ClockDeclaration, promised: Promised, bound: Bound): Finding[] {
  const calendar = search.calendar(clock.calendar)
  const starts = search.starts(calendar)
  const limits = waitsOf(search.calendar(bound.calendar), durationFrom(bound.amount), starts, search.at)
  const waits = waitsOf(calendar, durationFrom(promised.amount), starts, search.at)
  const late = waits.find(
    ({ due }, index) => Number.isFinite(due) && due > (limits[index]?.due ?? Number.POSITIVE_INFINITY),
  )
  if (late === undefined) return []
  const example = `for a contact received ${spoken(calendar, late.start)} it is due ${spoken(calendar, late.due)}`
  const reason = `the target${whoseTarget(promised)}, ${promised.amount}, can be looser than the first response promised to everyone, ${bound.amount} (${bound.clause}): ${example}`
  return [
    warning("looser-than-first-response", clock.clause, reason, [
      "clocks",
      search.charter.clocks.indexOf(clock),
      "target",
    ]),
  ]
}
