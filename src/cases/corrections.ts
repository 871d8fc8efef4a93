// The signed corrections of a case, verified: each is of an outcome that is there, and signed with a key of this desk.

import { isSignedBy, type KnownKeys } from "../proof/index.ts"
import { correctionStatement } from "./correct.ts"
import { caseEventFrom, type EventData } from "./events.ts"
import { recordedFrom } from "./history.ts"
import type { EventRow } from "./store.ts"

/** The last good correction of each outcome, by the number of its event. */
export type Corrections = ReadonlyMap<number, EventData["outcome-corrected"]>
type Stored = Pick<EventRow, "seq" | "type" | "body" | "hash">

/** Gives those that count, and says of each other one why it does not. */
export function trustedCorrections(
  caseId: number,
  events: readonly Stored[],
  keys: KnownKeys,
  say: (what: string) => void,
): Corrections {
  const trusted = new Map<number, EventData["outcome-corrected"]>()
  for (const stored of events) {
    const found = correctionIn(stored)
    if (found === undefined) continue
    const fault = faultOf(caseId, found, events, keys)
    if (fault === undefined) trusted.set(found.data.event, found.data)
    else say(`the correction in event ${stored.seq} ${fault}`)
  }
  return trusted
}

type Found = { readonly at: number; readonly data: EventData["outcome-corrected"] }

// What cannot be read is told of by the chain.
function correctionIn({ type, body }: Stored): Found | undefined {
  if (type !== "outcome-corrected") return undefined
  try {
    const event = caseEventFrom(recordedFrom(body))
    return event.type === "outcome-corrected" ? event : undefined
  } catch {
    return undefined
  }
}

function faultOf(caseId: number, { at, data }: Found, events: readonly Stored[], keys: KnownKeys): string | undefined {
  const { signature, ...signed } = data
  const outcome = events.find((each) => each.seq === data.event)
  if (outcome?.hash.toString("hex") !== data.outcome) return `is not of the outcome in event ${data.event}`
  if (!keys.has(data.key)) return `is signed with ${data.key}, which is no key of this desk`
  const isGood = isSignedBy(keys, data.key, correctionStatement(caseId, at, signed), Buffer.from(signature, "hex"))
  return isGood ? undefined : "does not bear a good signature"
}
