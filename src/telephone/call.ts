// What becomes of a call as its events come: twice, in any order, or never. Pure.

import type { EpochMilliseconds } from "../time/epoch.ts"
import type { CallEvent } from "./call-event.ts"
import type { Call } from "./calls-store.ts"

/** The call after an event that came at an instant; `personId` is the colleague whom it names. What is known stays: an event that comes again changes nothing. */
export function callAfter(call: Call, event: CallEvent, personId: number | null, at: EpochMilliseconds): Call {
  const told = { ...call, ...numbersAfter(call, event), queue: call.queue ?? event.queue }
  switch (event.event) {
    case "newCall": {
      const beganAt = call.beganAt ?? Math.min(at, call.answeredAt ?? at, call.endedAt ?? at)
      // Whoever calls out is named at once; of a call in many are named who could answer.
      return event.direction === "out" ? { ...told, beganAt, ...whoAfter(call, event, personId) } : { ...told, beganAt }
    }
    case "answer":
      return {
        ...told,
        answeredAt: call.answeredAt ?? Math.min(at, call.endedAt ?? at),
        ...whoAfter(call, event, personId),
      }
    case "hangup":
      return {
        ...told,
        endedAt: call.isEndAssumed && !call.isRecorded ? at : (call.endedAt ?? at),
        isEndAssumed: call.isEndAssumed && call.isRecorded,
      }
  }
}

// A number of a call that is on a case is the case's, and is not kept here again.
function numbersAfter(call: Call, event: CallEvent): Pick<Call, "from" | "to"> {
  if (call.caseId !== null) return { from: null, to: null }
  return { from: call.from ?? event.from, to: call.to ?? event.to }
}

function whoAfter(call: Call, event: CallEvent, personId: number | null): Pick<Call, "user" | "personId"> {
  return { user: call.user ?? event.user, personId: call.personId ?? personId }
}

/** Nobody answered, it is over, and nobody has dealt with it. */
export function isAbandoned(call: Call): boolean {
  return call.direction === "in" && call.answeredAt === null && call.endedAt !== null
}

/** How long it lasted; undefined while it goes on, and where nobody knows. */
export function secondsOf({ answeredAt, endedAt, isEndAssumed }: Call): number | undefined {
  if (answeredAt === null || endedAt === null || isEndAssumed || endedAt <= answeredAt) return undefined
  return Math.round((endedAt - answeredAt) / 1000)
}

/** When the contact reached the desk: the answered call, or the end of one that nobody answered (contract: receipt). */
export function receiptOf({ answeredAt, endedAt, toldAt }: Call): EpochMilliseconds {
  return answeredAt ?? endedAt ?? toldAt
}
