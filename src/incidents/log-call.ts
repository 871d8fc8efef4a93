// A call with files: they come onto the case in the transaction that opens it, and wait there to be checked.

import { checkFilesOf, claimedAnswer, type OpenedCase } from "../cases/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { uploadsTaken } from "../files/index.ts"
import { type IncidentContact, type IncidentRequest, openIncident, openIncidentIn } from "./open.ts"

/** Opens an incident with somebody's uploads. Throws Invalid where one of them cannot be sent. */
export async function openWithUploads(
  db: Db,
  contact: IncidentContact,
  request: IncidentRequest,
  { personId, uploads }: Uploads,
): Promise<OpenedCase> {
  if (uploads.length === 0) return await openIncident(db, contact, request)
  try {
    return await opened(db, contact, request, { personId, uploads })
  } catch (error) {
    // The same form a second time: its files have gone to the case that it made, or came again and go nowhere.
    if (!(error instanceof Invalid || error instanceof Repeated)) throw error
    const { claim } = request
    const first = claim && (await claimedAnswer(db, claim.caller, claim.key))
    if (first === undefined) throw error
    return await openIncident(db, contact, request)
  }
}

/** The form's number has made another case. */
class Repeated extends Error {}

async function mustBeFirst(tx: Tx, { caseId }: OpenedCase, { claim }: IncidentRequest): Promise<void> {
  if (claim === undefined) return
  const claimed = await claimedAnswer(tx, claim.caller, claim.key)
  if (claimed?.caseId !== caseId) throw new Repeated()
}

type Uploads = { readonly personId: number; readonly uploads: readonly string[] }

async function opened(
  db: Db,
  contact: IncidentContact,
  request: IncidentRequest,
  { personId, uploads }: Uploads,
): Promise<OpenedCase> {
  return await transaction(db, async (tx) => {
    const files = await uploadsTaken(tx, personId, uploads)
    const correspondence = { ...contact.correspondence, files }
    const made = await openIncidentIn(tx, { ...contact, correspondence }, request)
    await mustBeFirst(tx, made, request)
    if (files.some((each) => each.state === "waiting")) await checkFilesOf(tx, made.caseId, request.at)
    return made
  })
}
