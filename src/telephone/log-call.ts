// A call becomes a case, or belongs to one: with its receipt, its duration, and, where it is a call-back, the answer that it was.

import { caseIdIn, findByReference, noteOffers } from "../cases/index.ts"
import { currentRules, derivedClock, type Rulebook } from "../clocks/index.ts"
import { type Db, type Reads, type Tx, transaction } from "../database/index.ts"
import { NotFound, Refused } from "../errors.ts"
import { openIncidentIn, replyToCustomer } from "../incidents/index.ts"
import { type Actor, type AuditAction, doneBy, mustBeAbleTo, record } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { isAbandoned, receiptOf } from "./call.ts"
import { type Call, findCall, lockCall, markCalledBack, putOnCase } from "./calls-store.ts"
import { recordEnd } from "./hear.ts"

export type CallDetails = {
  readonly name?: string | undefined
  readonly phone?: string | undefined
  readonly email?: string | undefined
  readonly subject: string
  readonly body: string
}

/**
 * Makes a case of a call; gives its reference. A call that nobody answered is the customer's own report at its end; that somebody called back
 * is then the first answer. Throws Refused where the call is on a case already.
 */
export async function logCall(
  db: Db,
  actor: Actor,
  callId: number,
  details: CallDetails,
  at: EpochMilliseconds,
): Promise<string> {
  mustBeAbleTo(actor, "open")
  const rules = await currentRules(db)
  const { reference, wasAbandoned } = await transaction(db, async (tx) => {
    const call = await freeCall(tx, callId)
    const wasAbandoned = isAbandoned(call)
    const by = wasAbandoned ? "customer" : (actor.personId ?? "system")
    const opened = await openIncidentIn(tx, contactOf(call, details, at), { by, rules, at })
    await placed(tx, db, call, opened.caseId, actor, at)
    return { reference: opened.reference, wasAbandoned }
  })
  if (wasAbandoned)
    await replyToCustomer(db, { actor, reference, rules, at }, { body: "Called back by telephone.", to: [] })
  return reference
}

/** Puts a call on a case that the colleague may see; gives its reference. Throws NotFound, or Refused where it is on one already. */
export async function addToCase(
  db: Db,
  actor: Actor,
  callId: number,
  reference: string,
  at: EpochMilliseconds,
): Promise<string> {
  mustBeAbleTo(actor, "note")
  if (caseIdIn(reference) === undefined) throw new NotFound()
  const found = await findByReference(db, actor, reference)
  await transaction(db, async (tx) => placed(tx, db, await freeCall(tx, callId), found.caseId, actor, at))
  return found.reference
}

/** A call that nobody answered has been dealt with, without a case. Throws Refused where somebody was quicker. */
export async function returnCall(
  db: Db,
  actor: Actor,
  callId: number,
  how: "no-answer" | "not-needed",
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(actor, "open")
  await transaction(db, async (tx) => {
    const call = await freeCall(tx, callId)
    if (!isAbandoned(call)) throw new Refused("This call was answered: there is nobody to call back.")
    if (!(await markCalledBack(tx, callId, how, actor.personId, at)))
      throw new Refused("A colleague has dealt with this call already.")
    await audited(tx, "call-returned", actor, [`call:${callId}`], at)
  })
}

/** By when somebody who was not answered is owed a first response: the charter's own clock, from the end of the call. */
export function callBackDue(call: Call, rules: Rulebook, at: EpochMilliseconds): EpochMilliseconds | null {
  const receivedAt = receiptOf(call)
  const moments = {
    receivedAt,
    priority: null,
    firstMessageAt: null,
    resolvedAt: null,
    updatedAt: receivedAt,
    waits: [],
  }
  return derivedClock("first-reply", moments, {}, rules, at)?.dueAt ?? null
}

/** The call, for somebody who works with calls. Throws NotFound. */
export async function callOf(on: Reads, actor: Actor, callId: number): Promise<Call> {
  mustBeAbleTo(actor, "open")
  const found = await findCall(on, callId)
  if (found === undefined) throw new NotFound()
  return found
}

async function freeCall(tx: Tx, callId: number): Promise<Call> {
  const call = await lockCall(tx, callId)
  if (call === undefined) throw new NotFound()
  if (call.caseId !== null) throw new Refused("This call is on a case already.")
  return call
}

async function placed(tx: Tx, db: Db, call: Call, caseId: number, actor: Actor, at: EpochMilliseconds): Promise<void> {
  if (isAbandoned(call)) await markCalledBack(tx, call.callId, "reached", actor.personId, at)
  await putOnCase(tx, call.callId, caseId)
  await noteOffers(tx, call.personId === null ? [] : [call.personId])
  await recordEnd(tx, db, { ...call, caseId }, at)
  await audited(tx, "call-placed", actor, [`call:${call.callId}`, `case:${caseId}`], at)
}

function contactOf(call: Call, { name, phone, email, subject, body }: CallDetails, at: EpochMilliseconds) {
  const requester = {
    ...(name === undefined ? {} : { name }),
    ...(phone === undefined ? {} : { phone }),
    ...(email === undefined ? {} : { email }),
  }
  return {
    channel: "phone" as const,
    receivedAt: Math.min(receiptOf(call), at),
    requester,
    subject,
    correspondence: { body },
  }
}

async function audited(
  tx: Tx,
  action: AuditAction,
  actor: Actor,
  target: string[],
  at: EpochMilliseconds,
): Promise<void> {
  await record(tx, { action, outcome: "done", ...doneBy(actor), target }, at)
}
