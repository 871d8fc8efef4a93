// A call as pages show it.

import { spanInWords } from "../../time/index.ts"
import { printable } from "../../web/index.ts"
import { isAbandoned, secondsOf } from "../call.ts"
import type { Call } from "../calls-store.ts"
import { callPath } from "../paths.ts"

/** The other side's number, and how the call went, in words. */
export function shownCall(call: Call) {
  const other = call.direction === "in" ? call.from : call.to
  return {
    callId: call.callId,
    href: callPath(call.callId),
    number: other === null ? null : printable(other, 60),
    queue: call.queue === null ? null : printable(call.queue, 80),
    toldAt: call.beganAt ?? call.toldAt,
    went: wentOf(call),
    isGoingOn: call.endedAt === null,
    isAbandoned: isAbandoned(call),
    isOut: call.direction === "out",
  }
}

export function wentOf(call: Call): string {
  const came = call.direction === "in" ? "Came in" : "Went out"
  if (call.endedAt === null) return call.answeredAt === null ? `${came}: ringing` : `${came}: going on`
  if (call.answeredAt === null) return call.direction === "in" ? "Nobody answered" : "Went out: not answered"
  const seconds = secondsOf(call)
  if (seconds === undefined) return `${came}: how long it lasted is not known`
  return `${came}: ${seconds < 60 ? `${seconds} seconds` : spanInWords(Math.round(seconds / 60))}`
}
