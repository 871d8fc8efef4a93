// What an administrator does with endpoints: add, choose events, pause, resume, remove, change the secret, try, send again.

import { randomBytes } from "node:crypto"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { NotFound, Refused } from "../errors.ts"
import { addJobs } from "../jobs/index.ts"
import type { Reach } from "../outbound/index.ts"
import { type Actor, type AuditAction, doneBy, mustBeAbleTo, record } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { declaredEvents } from "../timeline/index.ts"
import { giveUpWaiting, insertTrial, makeWaitAgain, trialsSince } from "./delivery-store.ts"
import { type Endpoint, endpointsLimit, typesChosen, wishGiven } from "./endpoint.ts"
import {
  insertEndpoint,
  lockEndpoint,
  lockedCount,
  updatePaused,
  updateRemoved,
  updateResumed,
  updateSecret,
  updateTypes,
} from "./endpoint-store.ts"
import { overlapMs, trialLimit, trialWindowMs } from "./patience.ts"
import { newSecret, sealedSecret, secretText } from "./secret.ts"

export type EndpointWish = { readonly url: string; readonly types: readonly string[] }
/** The desk's key and where messages may lead. */
export type EndpointPlace = { readonly key: Buffer; readonly reach: Reach }
export type ShownSecret = { readonly endpointId: number; readonly secret: string }

/** Every type of event there is, in order. */
export function eventTypes(): string[] {
  return declaredEvents()
    .map((each) => each.type)
    .toSorted()
}

/** Adds an endpoint; gives its secret, which nobody can read again. Throws Invalid, and Refused where there is one already or too many. */
export async function addEndpoint(
  db: Db,
  actor: Actor,
  wish: EndpointWish,
  { key, reach }: EndpointPlace,
  at: EpochMilliseconds,
): Promise<ShownSecret> {
  mustBeAbleTo(actor, "manage-webhooks")
  const { url, types } = wishGiven(wish, eventTypes(), reach)
  const secret = newSecret()
  return await transaction(db, async (tx) => {
    if ((await lockedCount(tx)) >= endpointsLimit)
      throw new Refused(`There are ${endpointsLimit} endpoints already. Remove one first.`)
    const sealed = sealedSecret(key, url, secret)
    const added = await insertEndpoint(tx, { url, eventTypes: types, secret: sealed, by: actor.personId, at })
    if (added === undefined)
      throw new Refused("There is an endpoint with this address already. Change what it is told instead.")
    await noted(tx, actor, "webhook-added", added.endpointId, at)
    return { endpointId: added.endpointId, secret: secretText(secret) }
  })
}

/** Changes what an endpoint is told of. */
export async function chooseTypes(
  db: Db,
  actor: Actor,
  endpointId: number,
  types: readonly string[],
  at: EpochMilliseconds,
): Promise<void> {
  const chosen = typesChosen(types, eventTypes())
  await changed(db, actor, endpointId, async (tx) => {
    await updateTypes(tx, endpointId, chosen)
    await noted(tx, actor, "webhook-changed", endpointId, at)
  })
}

/** Stops telling an endpoint; what waits is given up. */
export async function pauseEndpoint(db: Db, actor: Actor, endpointId: number, at: EpochMilliseconds): Promise<void> {
  await changed(db, actor, endpointId, async (tx) => {
    await updatePaused(tx, endpointId, "person", at)
    await giveUpWaiting(tx, endpointId, at)
    await noted(tx, actor, "webhook-paused", endpointId, at)
  })
}

/** Tells an endpoint again of what happens from now on. */
export async function resumeEndpoint(db: Db, actor: Actor, endpointId: number, at: EpochMilliseconds): Promise<void> {
  await changed(db, actor, endpointId, async (tx) => {
    await updateResumed(tx, endpointId, at)
    await noted(tx, actor, "webhook-resumed", endpointId, at)
  })
}

export async function removeEndpoint(db: Db, actor: Actor, endpointId: number, at: EpochMilliseconds): Promise<void> {
  await changed(db, actor, endpointId, async (tx) => {
    await updateRemoved(tx, endpointId, at)
    await giveUpWaiting(tx, endpointId, at)
    await noted(tx, actor, "webhook-removed", endpointId, at)
  })
}

/** Makes another secret; gives it. For a day messages are signed with both, and the secret cannot be changed again. */
export async function rotateSecret(
  db: Db,
  actor: Actor,
  endpointId: number,
  key: Buffer,
  at: EpochMilliseconds,
): Promise<ShownSecret> {
  const secret = newSecret()
  await changed(db, actor, endpointId, async (tx, { url, oldSecretUntil }) => {
    if (oldSecretUntil !== null && oldSecretUntil > at)
      throw new Refused(
        "The secret was changed less than a day ago, and the one before is still good. Wait until it is not.",
      )
    await updateSecret(tx, endpointId, { secret: sealedSecret(key, url, secret), oldUntil: at + overlapMs, at })
    await noted(tx, actor, "webhook-secret-changed", endpointId, at)
  })
  return { endpointId, secret: secretText(secret) }
}

/** Sends a message without a case, to see whether it arrives. Few in a while: we are nobody's scanner. */
export async function tryEndpoint(db: Db, actor: Actor, endpointId: number, at: EpochMilliseconds): Promise<void> {
  await changed(db, actor, endpointId, async (tx, endpoint) => {
    mustBeActive(endpoint)
    if ((await trialsSince(tx, at - trialWindowMs)) >= trialLimit)
      throw new Refused(`There have been ${trialLimit} test messages in the last 10 minutes. Try again later.`)
    const trial = await insertTrial(tx, endpointId, `msg_${randomBytes(16).toString("hex")}`, at)
    if (trial === undefined) throw new Error("a delivery has a number")
    await addJobs(tx, [{ name: "post-webhook", data: { delivery: trial.deliveryId } }])
    await noted(tx, actor, "webhook-tried", endpointId, at)
  })
}

/** Sends a delivery again, under the same id. */
export async function sendAgain(
  db: Db,
  actor: Actor,
  { endpointId, deliveryId }: { endpointId: number; deliveryId: number },
  at: EpochMilliseconds,
): Promise<void> {
  await changed(db, actor, endpointId, async (tx, endpoint) => {
    mustBeActive(endpoint)
    if (!(await makeWaitAgain(tx, endpointId, deliveryId, at)))
      throw new Refused("This message is waiting to be sent already, or is not kept any more.")
    await addJobs(tx, [{ name: "post-webhook", data: { delivery: deliveryId } }])
    await noted(tx, actor, "webhook-sent-again", endpointId, at, `delivery:${deliveryId}`)
  })
}

async function changed(
  db: Db,
  actor: Actor,
  endpointId: number,
  work: (tx: Tx, endpoint: Endpoint) => Promise<void>,
): Promise<void> {
  mustBeAbleTo(actor, "manage-webhooks")
  await transaction(db, async (tx) => {
    const endpoint = await lockEndpoint(tx, endpointId)
    if (endpoint === undefined) throw new NotFound()
    await work(tx, endpoint)
  })
}

function mustBeActive({ state }: Endpoint): void {
  if (state !== "active") throw new Refused("The endpoint is paused. Resume it first.")
}

async function noted(
  tx: Tx,
  actor: Actor,
  action: AuditAction,
  endpointId: number,
  at: EpochMilliseconds,
  ...also: string[]
): Promise<void> {
  await record(tx, { action, outcome: "done", ...doneBy(actor), target: [`webhook:${endpointId}`, ...also] }, at)
}
