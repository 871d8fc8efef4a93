// The job `post-webhook`: one attempt to tell an endpoint. Doing it twice is harmless, dying at any step is too: the row says what is
// owed, the sweep brings it back, and the receiver knows a message by its id.

import { type Db, type Tx, transaction } from "../database/index.ts"
import { posted, type Reach, type Resolve, Unreachable } from "../outbound/index.ts"
import { doneBy, record, system } from "../people/index.ts"
import type { EpochMilliseconds, Now } from "../time/epoch.ts"
import {
  type ClaimedDelivery,
  claimDelivery,
  countFailure,
  giveUpWaiting,
  leaveAlone,
  recordFailure,
  recordTaken,
} from "./delivery-store.ts"
import type { PausedBecause } from "./endpoint.ts"
import { updatePaused } from "./endpoint-store.ts"
import { messageText, signedHeaders } from "./message.ts"
import { failingLimitMs, pauseAfter, restAfter, verdictOf } from "./patience.ts"
import { openedSecret } from "./secret.ts"
import { leaseMilliseconds as usualLease } from "./tell.ts"

/** How messages go out: the desk's key, where they may lead, and the clocks. */
export type Posts = {
  readonly key: Buffer
  readonly reach: Reach
  /** The desk's time, by which deliveries wait. */
  readonly now: Now
  /** The real time, by which receivers judge how old a message is. */
  readonly clock: Now
  readonly leaseMilliseconds?: number
  readonly resolve?: Resolve
}

/** Makes one attempt now. Does nothing where the delivery is settled, not yet due or under way, or its endpoint is not to be tried. */
export async function postDelivery(db: Db, deliveryId: number, posts: Posts): Promise<void> {
  const at = posts.now()
  const claimed = await claimDelivery(db, deliveryId, at, at + (posts.leaseMilliseconds ?? usualLease))
  if (claimed === undefined) return
  const begun = performance.now()
  const status = await statusOf(claimed, posts)
  const answered = { status, milliseconds: Math.round(performance.now() - begun) }
  if (verdictOf(status) === "taken") return await recordTaken(db, claimed, answered, posts.now())
  await failed(db, claimed, answered, posts.now())
}

// Undefined where it could not be reached, whyever.
async function statusOf(claimed: ClaimedDelivery, posts: Posts): Promise<number | undefined> {
  const { url, messageId, reference, seq } = claimed
  const text = messageText({ ...claimed, of: reference === null || seq === null ? null : { reference, seq } })
  const headers = signedHeaders(messageId, text, secretsOf(claimed, posts.key), posts.clock())
  const { reach, resolve } = posts
  try {
    return await posted({ url, text, headers, reach, ...(resolve === undefined ? {} : { resolve }) })
  } catch (error) {
    if (error instanceof Unreachable) return undefined
    throw error
  }
}

function secretsOf({ url, secret, oldSecret }: ClaimedDelivery, key: Buffer): Buffer[] {
  return [secret, ...(oldSecret === null ? [] : [oldSecret])].map((sealed) => openedSecret(key, url, sealed))
}

async function failed(
  db: Db,
  claimed: ClaimedDelivery,
  answered: { status: number | undefined; milliseconds: number },
  at: EpochMilliseconds,
): Promise<void> {
  const { endpointId, tries } = claimed
  const verdict = verdictOf(answered.status)
  const pause = verdict === "gone" ? undefined : pauseAfter(tries)
  const nextAt = pause === undefined ? undefined : at + pause
  await transaction(db, async (tx) => {
    if (!(await recordFailure(tx, claimed, { ...answered, at, nextAt }))) return
    const counted = await countFailure(tx, endpointId, at)
    if (counted === undefined) return
    const { failures, failingSince } = counted
    const because = verdict === "gone" ? "gone" : at - failingSince >= failingLimitMs ? "failing" : undefined
    if (because !== undefined) await givenUp(tx, endpointId, because, at)
    else if (verdict === "later") await leaveAlone(tx, endpointId, at + restAfter(failures))
  })
}

async function givenUp(tx: Tx, endpointId: number, because: PausedBecause, at: EpochMilliseconds): Promise<void> {
  await updatePaused(tx, endpointId, because, at)
  await giveUpWaiting(tx, endpointId, at)
  const target = [`webhook:${endpointId}`, because]
  await record(tx, { action: "webhook-paused", outcome: "done", ...doneBy(system), target }, at)
}
