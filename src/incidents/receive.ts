// A further message from the customer on a case: kept, and what it wakes - a hold that waited for it, a case that had ended.

import {
  type ChangedCase,
  type Channel,
  type Correspondence,
  changeLockedCase,
  currentState,
  type Deciding,
  type Decision,
  type Happening,
  keptCorrespondence,
  lockCase,
} from "../cases/index.ts"
import type { Tx } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import { type Actor, type Author, system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type Ask, moved } from "./ask.ts"
import type { IncidentContact } from "./open.ts"
import { followingContact, isTooLate, openFollowing, reopening } from "./reopen.ts"

export type CustomerMessage = {
  readonly channel: Channel
  readonly receivedAt: EpochMilliseconds
  readonly from?: string
  readonly subject?: string
  readonly correspondence: Correspondence
  readonly mayBeAnswered?: boolean
}

type Reading = Pick<Ask, "rules" | "at"> & { readonly actor?: Actor }

/** Adds the message to its case, or, where the time for reopening has passed, opens the case that follows; gives the case that has it. */
export async function receiveMessage(
  tx: Tx,
  caseId: number,
  message: CustomerMessage,
  { rules, at, actor = system }: Reading,
): Promise<ChangedCase> {
  const found = await lockCase(tx, actor, caseId, undefined, at)
  if (found === undefined) throw new NotFound()
  const state = await currentState(tx, found)
  // Whoever answers a message about a case that was merged means what has become of it.
  if (state.mergedInto !== undefined) return await receiveMessage(tx, state.mergedInto, message, { rules, at })
  if (isTooLate(state, rules, message.receivedAt)) {
    const contact = await contactFollowing(tx, { ...found, state }, message)
    return await openFollowing(tx, found, contact, { actor, rules, at, by: "customer" })
  }
  return await changeLockedCase(tx, caseId, { actor, rules, at }, (deciding) => received(deciding, message))
}

export function received(deciding: Deciding, message: CustomerMessage): Decision {
  const { channel, receivedAt, from, subject, correspondence } = message
  const kept = keptCorrespondence(correspondence, deciding)
  const origin = { originContentId: kept.letter?.raw.content ?? null }
  const wrote: Happening = {
    type: "wrote",
    by: "customer",
    data: {
      channel,
      receivedAt,
      ...(from === undefined ? {} : { from: deciding.keep("email", from, origin) }),
      ...(subject === undefined ? {} : { subject: deciding.keep("subject", subject, origin) }),
      ...kept,
      notices: [],
    },
  }
  return { happenings: [wrote, ...woken(deciding, receivedAt)] }
}

// What the message wakes. The clocks count from its receipt, whenever it was read.
function woken(deciding: Deciding, receivedAt: EpochMilliseconds): Happening[] {
  const { state } = deciding
  const by: Author = "customer"
  if (state.resolvedAt !== null) {
    const data = { because: "customer" as const, from: receivedAt, state: moved(deciding, "reopen") }
    return reopening(deciding, data).map((each) => (each.type === "reopened" ? { ...each, by } : each))
  }
  if (state.hold?.for !== "customer") return []
  return [{ type: "resumed", by, data: { because: "customer", from: receivedAt, state: moved(deciding, "resume") } }]
}

async function contactFollowing(
  tx: Tx,
  ended: Pick<ChangedCase, "caseId" | "state">,
  { channel, receivedAt, from, subject, correspondence, mayBeAnswered = true }: CustomerMessage,
): Promise<IncidentContact> {
  const contact = await followingContact(tx, ended, correspondence.body, receivedAt)
  return {
    ...contact,
    channel,
    mayBeAnswered,
    correspondence,
    subject: subject ?? contact.subject,
    requester: { ...contact.requester, ...(from === undefined ? {} : { email: from }) },
  }
}
