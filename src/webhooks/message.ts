// What an endpoint is told, and how it is signed: ids, types and instants only, never words.

import { createHmac } from "node:crypto"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { trialType } from "./endpoint.ts"

export type Told = {
  readonly messageId: string
  readonly eventType: string
  readonly happenedAt: EpochMilliseconds
  /** The case and the number of its event; null for a trial message. */
  readonly of: { readonly reference: string; readonly seq: number } | null
}

/** The body of a message: whoever may read more asks the API for the case. */
export function messageText({ eventType, happenedAt, of }: Told): string {
  return JSON.stringify({
    type: eventType === trialType ? trialType : `case.${eventType}`,
    timestamp: Temporal.Instant.fromEpochMilliseconds(happenedAt).toString({ smallestUnit: "millisecond" }),
    data: of === null ? {} : { case: of.reference, event: of.seq },
  })
}

/**
 * The headers of a message as Standard Webhooks has them: one signature for each secret that is good, so that a receiver may change
 * from one to the next at any moment. `at` is when it is sent, by the real time: receivers refuse what is older than minutes.
 */
export function signedHeaders(messageId: string, text: string, secrets: readonly Buffer[], at: EpochMilliseconds) {
  const seconds = Math.floor(at / 1000)
  const signature = (secret: Buffer) =>
    `v1,${createHmac("sha256", secret).update(`${messageId}.${seconds}.${text}`).digest("base64")}`
  return {
    "webhook-id": messageId,
    "webhook-timestamp": String(seconds),
    "webhook-signature": secrets.map(signature).join(" "),
  }
}
