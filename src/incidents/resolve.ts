// Resolving an incident: the outcome, the words for the customer, and the notice that carries them.

import { type Attachment, type ChangedCase, type Deciding, type Decision, keptFiles } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { type Ask, change, moved } from "./ask.ts"
import type { Outcome } from "./incident.ts"
import { attachedAs, numbersOf, personalNotice, requesterAddress } from "./reply.ts"

export type Resolution = {
  readonly outcome: Outcome
  readonly body: string
  readonly files?: readonly Attachment[]
}

export function resolveIncident(db: Db, ask: Ask, resolution: Resolution): Promise<ChangedCase> {
  return change(db, ask, "resolve", (deciding) => resolved(deciding, resolution))
}

export function resolved(deciding: Deciding, { outcome, body, files: given = [] }: Resolution): Decision {
  const state = moved(deciding, "resolve")
  // How satisfied the customer is, is asked with the first resolution that goes to them, and never again.
  const asks = deciding.state.isAsked !== true && deciding.state.requester.email !== undefined
  const kept = deciding.keep("body", body, { personId: deciding.actor.personId })
  const files = keptFiles(given, deciding)
  const notices = requesterAddress(deciding).map((to) =>
    personalNotice(deciding, "resolution", to, kept, {
      outcome,
      isRequester: true,
      ...(asks ? { asksSatisfaction: true } : {}),
      ...attachedAs(files),
    }),
  )
  const data = {
    outcome,
    body: kept,
    notices: numbersOf(deciding, notices),
    state,
    ...(files.length === 0 ? {} : { files }),
    ...(asks ? { asks: true as const } : {}),
  }
  return { happenings: [{ type: "resolved", data }], notices }
}
