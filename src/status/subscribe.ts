// Being told by email: asked for by anybody, for all services or some, confirmed from the mailbox, changed and ended from there.

import { type Db, transaction } from "../database/index.ts"
import { insertMails, numberOfToken } from "../notices/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import {
  confirmSubscription,
  deleteOldSubscriptions,
  endOthers,
  endSubscription,
  insertSubscription,
  type Subscription,
  selectSubscription,
  updateServices,
  type Wish,
} from "./subscription-store.ts"

export const confirmMail = "status-confirm"
export const updateMail = "status-update"
const confirmWithin = 7 * 24 * 3_600_000

/** Keeps the wish and asks for its confirmation. Nothing else is ever mailed to an address that has not confirmed. */
export async function askToSubscribe(db: Db, wish: Wish, at: EpochMilliseconds): Promise<void> {
  const { language } = wish
  const address = wish.address.trim()
  await transaction(db, async (tx) => {
    const subscription = await insertSubscription(tx, { ...wish, address }, at)
    await insertMails(tx, [{ kind: confirmMail, address, facts: { subscription }, language }], at)
  })
}

/** The subscription of a confirming link that still works. */
export async function toConfirm(
  db: Db,
  key: Buffer,
  token: string,
  at: EpochMilliseconds,
): Promise<Subscription | undefined> {
  const number = numberOfToken(key, "status-confirm", token)
  const found = number === undefined ? undefined : await selectSubscription(db, number)
  if (found === undefined || found.address === null) return undefined
  return found.isConfirmed || found.askedAt + confirmWithin > at ? found : undefined
}

export async function confirm(db: Db, subscriptionId: number, at: EpochMilliseconds): Promise<void> {
  await transaction(db, async (tx) => {
    await endOthers(tx, subscriptionId, at)
    await confirmSubscription(tx, subscriptionId, at)
  })
}

/** The subscription of a link that changes it, while it lasts. */
export async function toChange(db: Db, key: Buffer, token: string): Promise<Subscription | undefined> {
  const number = numberOfToken(key, "status-choice", token)
  const found = number === undefined ? undefined : await selectSubscription(db, number)
  return found?.isConfirmed === true && found.address !== null ? found : undefined
}

/** Tells from now on about these services, or about all. */
export async function choose(db: Db, subscriptionId: number, services: readonly string[] | null): Promise<void> {
  await updateServices(db, subscriptionId, services)
}

/** The subscription of a link that ends it; also where it has ended. */
export function toEnd(key: Buffer, token: string): number | undefined {
  return numberOfToken(key, "status-end", token)
}

/** Ends it; again is the same. */
export async function end(db: Db, subscriptionId: number, at: EpochMilliseconds): Promise<void> {
  await endSubscription(db, subscriptionId, at)
}

export async function forgetSubscriptions(db: Db, at: EpochMilliseconds): Promise<void> {
  await deleteOldSubscriptions(db, at - confirmWithin)
}
