// A contact becomes an incident.

import { type Contact, type OpenedCase, type OpenRequest, openCase, openCaseIn } from "../cases/index.ts"
import type { Db, Reads, Tx } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { organisationOf } from "../people/index.ts"
import { incidentLifecycle } from "./incident.ts"

export type IncidentContact = Omit<Contact, "kind">
export type IncidentRequest = Omit<OpenRequest, "firstState">

/** Opens an incident. Throws Invalid for a receipt in the future and for what the charter does not know. */
export async function openIncident(db: Db, contact: IncidentContact, request: IncidentRequest): Promise<OpenedCase> {
  mustHaveHappened(contact, request)
  return await openCase(db, await asIncident(db, contact), { ...request, firstState: incidentLifecycle.first })
}

/** The same inside a transaction that has more to do. */
export async function openIncidentIn(tx: Tx, contact: IncidentContact, request: IncidentRequest): Promise<OpenedCase> {
  mustHaveHappened(contact, request)
  return await openCaseIn(tx, await asIncident(tx, contact), { ...request, firstState: incidentLifecycle.first })
}

// Who works for an organisation, as staff know it, reports for it.
async function asIncident(on: Reads, contact: IncidentContact): Promise<Contact> {
  const { email } = contact.requester
  const organisation = email === undefined ? undefined : await organisationOf(on, email)
  return { ...contact, kind: "incident", ...(organisation === undefined ? {} : { organisation }) }
}

function mustHaveHappened(contact: IncidentContact, { at }: IncidentRequest): void {
  if (contact.receivedAt > at) {
    throw new Invalid([{ field: "receivedAt", message: "The time of receipt must not be in the future." }])
  }
}
