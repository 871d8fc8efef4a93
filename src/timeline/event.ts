// An event of a case, and the chain that makes a change of the past visible.

import { hash } from "node:crypto"
import type { Author } from "../people/actor.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { canonical } from "./canonical.ts"

/** An event as recorded. `data` has the shape that the registry declares for `type` and `v`. */
export type RecordedEvent = {
  readonly seq: number
  readonly at: EpochMilliseconds
  readonly type: string
  readonly v: number
  readonly by: Author
  readonly data: object
}

/** The row of an event: its canonical body and its place in the chain. */
export type ChainedEvent = RecordedEvent & { readonly body: string; readonly hash: Buffer }

/** What stands before the first event of every chain. */
export const chainStart = Buffer.alloc(32)

/** Links recorded events to the head of a case's chain, in their order. */
export function chained(caseId: number, head: Buffer, events: readonly RecordedEvent[]): ChainedEvent[] {
  let previous = head
  return events.map((event) => {
    const body = eventBody(caseId, event)
    previous = linkHash(previous, body)
    return { ...event, body, hash: previous }
  })
}

/** SHA-256 of the previous hash and the body in UTF-8. */
export function linkHash(previous: Buffer, body: string): Buffer {
  return hash("sha256", Buffer.concat([previous, Buffer.from(body, "utf8")]), "buffer")
}

export function eventBody(caseId: number, event: RecordedEvent): string {
  const { at, by, data, seq, type, v } = event
  return canonical({ at, by, case: caseId, data, seq, type, v })
}
