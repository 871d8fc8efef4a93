// What a colleague whose telephone rings, or who has just answered, is offered on whatever page they are: the record of whoever calls.

import { noteOffers } from "../cases/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { type Actor, may } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { callOf } from "./log-call.ts"
import { type OfferedCall, offeredCalls, offeredMilliseconds, putAway } from "./offers-store.ts"
import { callDismissalPath, callPath, callsPath } from "./paths.ts"

/** `putAwayPath`: where "Not now" is sent to. */
export type CallOffer = { readonly text: string; readonly href: string; readonly putAwayPath?: string }

const offersLimit = 3

/**
 * The calls that ring for the colleague, and those of the last half hour that they answered or made, that are on no case yet. The one
 * that they are on is always among them; how many more there are is said.
 */
export async function callOffers(db: Db, actor: Actor, at: EpochMilliseconds): Promise<CallOffer[]> {
  if (actor.personId === null || !may(actor, "open")) return []
  const calls = await offeredCalls(db, actor.personId, at - offeredMilliseconds, offersLimit)
  const more = (calls[0]?.inAll ?? 0) - calls.length
  return [...calls.map(offerOf), ...(more > 0 ? [moreOffered(more)] : [])]
}

/** Puts the offer of a call away for whoever asks, until something happens to the call. The call stays as it is. Throws NotFound. */
export async function dismissOffer(db: Db, actor: Actor, callId: number): Promise<void> {
  const { personId } = actor
  await callOf(db, actor, callId)
  if (personId === null) return
  await transaction(db, async (tx) => {
    await putAway(tx, callId, personId)
    await noteOffers(tx, [personId])
  })
}

function offerOf(call: OfferedCall): CallOffer {
  const record = call.direction === "in" ? "the caller’s record" : "their record"
  return {
    text: `${saidOf(call)}. Open ${record}`,
    href: callPath(call.callId),
    putAwayPath: callDismissalPath(call.callId),
  }
}

function saidOf(call: OfferedCall): string {
  const number = (call.direction === "in" ? call.from : call.to) ?? "a number that was withheld"
  if (call.isRinging) return `A call comes in from ${number}`
  if (call.answeredAt !== null)
    return `${call.endedAt === null ? "You are on the line with" : "You spoke to"} ${number}`
  return call.endedAt === null
    ? `You are calling ${number}, and it rings there`
    : `You called ${number}, and nobody answered`
}

function moreOffered(count: number): CallOffer {
  return { text: `${count} more ${count === 1 ? "call" : "calls"} for you. Go to the calls`, href: callsPath }
}
