// How customers sign in: a link goes to their mailbox, lets in once within a quarter of an hour, and begins a session.

import { type Db, type Reads, type Tx, transaction } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { record } from "./audit.ts"
import { type Customer, knownAddress } from "./customer.ts"
import {
  deleteCustomerSession,
  deleteEndedCustomerSessions,
  deleteEndedLinks,
  insertCustomerSession,
  insertLink,
  selectCustomerSession,
  selectKnown,
  selectLink,
  updateCustomerSeen,
  useLink,
} from "./customer-store.ts"
import { hashed, newSecret } from "./secrets.ts"

export const linkMinutes = 15
const linkMs = linkMinutes * 60_000
/** An hour without a page ends a session, and so does half a day. */
export const customerIdleMs = 60 * 60_000
export const customerSessionMs = 12 * 60 * 60_000
const seenEveryMs = 60_000

/** Keeps that a link was asked for, for whatever address: whether it is one of ours is looked at where nobody can measure it. */
export async function askCustomerLink(tx: Tx, typed: string, at: EpochMilliseconds): Promise<number> {
  const inserted = await insertLink(tx, knownAddress(typed), at, at + linkMs)
  if (inserted === undefined) throw new Error("a link was not kept")
  return inserted.link_id
}

/** The address that a link would let in; undefined where it does no more. Looking uses nothing up. */
export async function customerLink(on: Reads, linkId: number, at: EpochMilliseconds): Promise<string | undefined> {
  return (await selectLink(on, linkId, at))?.email
}

export async function isKnownAddress(on: Reads, typed: string): Promise<boolean> {
  return (await selectKnown(on, knownAddress(typed)))?.known === true
}

/** Uses a link up; gives the address that it lets in, or undefined where it does no more. */
export async function enterByLink(
  db: Db,
  linkId: number,
  remote: string,
  at: EpochMilliseconds,
): Promise<string | undefined> {
  return await transaction(db, async (tx) => {
    const used = await useLink(tx, linkId, at)
    const outcome = used === undefined ? "refused" : "done"
    await record(
      tx,
      { action: "customer-sign-in", outcome, personId: null, target: [`customer-link:${linkId}`], remote },
      at,
    )
    return used?.email
  })
}

/** Begins a session for an address; gives the secret for the cookie. */
export async function beginCustomerSession(on: Reads, email: string, at: EpochMilliseconds): Promise<string> {
  await deleteEndedCustomerSessions(on, at, at - customerIdleMs)
  const secret = newSecret()
  await insertCustomerSession(on, { hash: hashed(secret), email, at, expiresAt: at + customerSessionMs })
  return secret
}

/** Who is behind a cookie. Asked each time, so that whoever is a contact no more sees nothing more. */
export async function customerOfSession(db: Db, cookie: string, at: EpochMilliseconds): Promise<Customer | undefined> {
  const hash = hashed(cookie)
  const found = await selectCustomerSession(db, hash, at, at - customerIdleMs)
  if (found === undefined) return undefined
  if (at - found.seen_at > seenEveryMs) await updateCustomerSeen(db, hash, at)
  return { email: found.email, customerId: found.customer_id, organisations: found.organisations }
}

export async function endCustomerSession(on: Reads, cookie: string): Promise<void> {
  await deleteCustomerSession(on, hashed(cookie))
}

/** Deletes links that let nobody in any more. */
export async function forgetCustomerLinks(on: Reads, at: EpochMilliseconds): Promise<void> {
  await deleteEndedLinks(on, at)
}
