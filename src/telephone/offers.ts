// What a colleague whose telephone rings, or who has just answered, is offered on whatever page they are: the record of whoever calls.

import type { Db } from "../database/index.ts"
import { type Actor, may } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { type OfferedCall, offeredCalls } from "./calls-store.ts"
import { callPath } from "./paths.ts"

export type CallOffer = { readonly text: string; readonly href: string }

const offeredMilliseconds = 30 * 60_000
const offersLimit = 3

/** The calls that ring for the colleague, and those of the last half hour that they answered or made, that are on no case yet. */
export async function callOffers(db: Db, actor: Actor, at: EpochMilliseconds): Promise<CallOffer[]> {
  if (actor.personId === null || !may(actor, "open")) return []
  const calls = await offeredCalls(db, actor.personId, at - offeredMilliseconds, offersLimit)
  return calls.map((call) => ({ text: `${saidOf(call)}. Open the caller’s record`, href: callPath(call.callId) }))
}

function saidOf(call: OfferedCall): string {
  const number = (call.direction === "in" ? call.from : call.to) ?? "a number that was withheld"
  if (call.isRinging) return `A call comes in from ${number}`
  return `${call.endedAt === null ? "You are on the line with" : "You spoke to"} ${number}`
}
