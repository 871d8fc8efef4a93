// Resolving an incident: the outcome, the words for the customer, and the notice that carries them.

import type { ChangedCase, Deciding, Decision } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { type Ask, change, moved } from "./ask.ts"
import type { Outcome } from "./incident.ts"
import { numbersOf, personalNotice, requesterAddress } from "./reply.ts"

export type Resolution = { readonly outcome: Outcome; readonly body: string }

export function resolveIncident(db: Db, ask: Ask, resolution: Resolution): Promise<ChangedCase> {
  return change(db, ask, "resolve", (deciding) => resolved(deciding, resolution))
}

export function resolved(deciding: Deciding, { outcome, body }: Resolution): Decision {
  const state = moved(deciding, "resolve")
  const kept = deciding.keep("body", body, { personId: deciding.actor.personId })
  const notices = requesterAddress(deciding).map((to) =>
    personalNotice(deciding, "resolution", to, kept, { outcome, isRequester: true }),
  )
  const data = { outcome, body: kept, notices: numbersOf(deciding, notices), state }
  return { happenings: [{ type: "resolved", data }], notices }
}
