// Escalating along the charter's chains: to the next step, or to a named one further on.

import type { ChangedCase, Deciding, Decision } from "../cases/index.ts"
import type { Charter } from "../charter/index.ts"
import type { Db } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import { type Ask, change, moved } from "./ask.ts"

export type Escalation = { readonly reason: string; readonly to?: string }
type Place = { readonly chain: string; readonly step: string; readonly queue: string; readonly position: number }

/** Escalates. `to` is a step of a chain; without it, the step after the present one. */
export function escalateIncident(db: Db, ask: Ask, escalation: Escalation): Promise<ChangedCase> {
  return change(db, ask, "escalate", (deciding) => escalated(deciding, escalation))
}

export function escalated(deciding: Deciding, { reason, to }: Escalation): Decision {
  const state = moved(deciding, "escalate")
  const { charter } = deciding.rules.versionAt(deciding.at)
  const { chain, step, queue } = to === undefined ? nextPlace(charter, deciding) : namedPlace(charter, deciding, to)
  const kept = deciding.keep("reason", reason, { personId: deciding.actor.personId })
  const from = deciding.state.queue
  return {
    happenings: [{ type: "escalated", data: { chain, step, from, queue, because: "staff", reason: kept, state } }],
  }
}

/** Where an incident in a queue may be escalated to: every later step of the chains that the queue is on. */
export function placesAbove(charter: Charter, queue: string): Place[] {
  return charter.chains.flatMap((chain) => {
    const present = chain.steps.findIndex((each) => each.queue === queue)
    const steps = chain.steps.map((each, position) => ({ chain: chain.id, step: each.id, queue: each.queue, position }))
    return present === -1 ? [] : steps.slice(present + 1).filter((each) => each.queue !== queue)
  })
}

function nextPlace(charter: Charter, { state, reference }: Deciding): Place {
  const [next] = placesAbove(charter, state.queue)
  if (next !== undefined) return next
  throw new Refused(`${reference} is at the end of its chain, so there is nobody to escalate it to.`)
}

function namedPlace(charter: Charter, { state }: Deciding, to: string): Place {
  const place = placesAbove(charter, state.queue).find((each) => each.step === to || each.queue === to)
  if (place !== undefined) return place
  const isStep = charter.chains.some((chain) => chain.steps.some((each) => each.id === to || each.queue === to))
  if (isStep) throw new Refused("An escalation goes up the chain: this step is not above where the case is now.")
  throw new Invalid([{ field: "to", message: "The charter's chains have no step with this id." }])
}
