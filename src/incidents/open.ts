// A contact becomes an incident.

import { type Contact, type OpenedCase, type OpenRequest, openCase, openCaseIn } from "../cases/index.ts"
import type { Db, Tx } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { incidentLifecycle } from "./incident.ts"

export type IncidentContact = Omit<Contact, "kind">
export type IncidentRequest = Omit<OpenRequest, "firstState">

/** Opens an incident. Throws Invalid for a receipt in the future and for what the charter does not know. */
export function openIncident(db: Db, contact: IncidentContact, request: IncidentRequest): Promise<OpenedCase> {
  mustHaveHappened(contact, request)
  return openCase(db, { ...contact, kind: "incident" }, { ...request, firstState: incidentLifecycle.first })
}

/** The same inside a transaction that has more to do. */
export function openIncidentIn(tx: Tx, contact: IncidentContact, request: IncidentRequest): Promise<OpenedCase> {
  mustHaveHappened(contact, request)
  return openCaseIn(tx, { ...contact, kind: "incident" }, { ...request, firstState: incidentLifecycle.first })
}

function mustHaveHappened(contact: IncidentContact, { at }: IncidentRequest): void {
  if (contact.receivedAt > at) {
    throw new Invalid([{ field: "receivedAt", message: "The time of receipt must not be in the future." }])
  }
}
