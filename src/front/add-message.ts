// The customer adds a message to their case, from its private page: correspondence like any other.

import { claimedAnswer, type IdempotencyClaim, lockCase, pointClaimAt } from "../cases/index.ts"
import { currentRules } from "../clocks/index.ts"
import { type Db, repeatable, type Tx, transaction } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import { receiveMessage } from "../incidents/index.ts"
import { system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type AddedMessage = {
  readonly body: string
  /** The form that it was written in: sent twice, it is one message. */
  readonly form: string
}

/** Adds the message, which wakes what waited for it; gives the case that has it now: after the time for reopening, a new one. */
export async function addMessage(
  db: Db,
  caseId: number,
  message: AddedMessage,
  at: EpochMilliseconds,
): Promise<number> {
  return await repeatable(() => addOnce(db, caseId, message, at))
}

async function addOnce(db: Db, caseId: number, message: AddedMessage, at: EpochMilliseconds): Promise<number> {
  const rules = await currentRules(db)
  return await transaction(db, async (tx) => {
    const claim = claimOf(caseId, message)
    if (!(await isFirst(tx, caseId, claim, at))) return await firstAnswer(tx, claim, caseId)
    const contact = { channel: "web", receivedAt: at, correspondence: { body: message.body } } as const
    const changed = await receiveMessage(tx, caseId, contact, { rules, at })
    if (changed.caseId !== caseId) await pointClaimAt(tx, claim, changed.caseId)
    return changed.caseId
  })
}

/** Locks the case and claims the form. */
export async function isFirst(
  tx: Tx,
  caseId: number,
  claim: IdempotencyClaim,
  at: EpochMilliseconds,
): Promise<boolean> {
  const found = await lockCase(tx, system, caseId, claim, at)
  if (found === undefined) throw new NotFound()
  return found.claimed
}

async function firstAnswer(tx: Tx, { caller, key }: IdempotencyClaim, caseId: number): Promise<number> {
  return (await claimedAnswer(tx, caller, key))?.caseId ?? caseId
}

function claimOf(caseId: number, { form }: AddedMessage): IdempotencyClaim {
  return { caller: `follow ${caseId}`, key: form, requestMac: Buffer.from(form), status: 303 }
}
