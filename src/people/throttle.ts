// Guessers are slowed down: counted before the guess is looked at, in windows that pass by themselves, so that nobody is locked out for good.

import { createHash } from "node:crypto"
import { type Db, type Reads, transaction } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { recordAccountChange } from "./account-changes.ts"
import { record } from "./audit.ts"
import { networkOf } from "./network.ts"
import { countAttempt, deleteAttempts } from "./store.ts"

const windowMs = 15 * 60 * 1000
// Per account *and* network address: nobody can lock a colleague out from elsewhere. Per address alone: nobody can try one password
// on every account.
const perAccount = 10
const perAddress = 100
// Of a second factor, wherever it is tried from: only who knows the password comes so far, and whoever has it and many machines must not
// go through the million codes.
const perFactor = 30

/** How long somebody must wait before they may try this account from this address again; 0 where they need not. */
export async function slowedDown(
  db: Db,
  account: string | undefined,
  remoteAddress: string,
  at: EpochMilliseconds,
): Promise<number> {
  // The address first, so that a flood of invented accounts from one address adds no rows beyond its bound.
  const limits = [
    { subject: subjectOf("address", networkOf(remoteAddress)), limit: perAddress },
    ...(account === undefined ? [] : [{ subject: accountSubject(account, remoteAddress), limit: perAccount }]),
  ]
  for (const { subject, limit } of limits) {
    const counted = await countAttempt(db, subject, at, at + windowMs)
    if (counted === undefined || counted.attempts <= limit) continue
    // One row for the first refusal of a window: the audit must not be filled by whoever is refused.
    if (counted.attempts === limit + 1) {
      await record(db, { action: "sign-in-slowed-down", outcome: "refused", personId: null, remote: remoteAddress }, at)
    }
    return counted.window_ends_at - at
  }
  return 0
}

/** The same for the second factor of somebody whose password was right: from all addresses together. */
export async function factorSlowedDown(
  db: Db,
  { personId, remoteAddress }: { readonly personId: number; readonly remoteAddress: string },
  at: EpochMilliseconds,
): Promise<number> {
  const waitMs = await slowedDown(db, factorOf(personId), remoteAddress, at)
  if (waitMs > 0) return waitMs
  const counted = await countAttempt(db, subjectOf("factor", factorOf(personId)), at, at + windowMs)
  if (counted === undefined || counted.attempts <= perFactor) return 0
  if (counted.attempts === perFactor + 1) await guessesTold(db, personId, remoteAddress, at)
  return counted.window_ends_at - at
}

/** What the guesses at somebody's second factor are counted under. */
export function factorOf(personId: number): string {
  return `code:${personId}`
}

// They alone can know whether it is they; if it is not, somebody has their password.
async function guessesTold(db: Db, personId: number, remote: string, at: EpochMilliseconds): Promise<void> {
  const by = { personId: null, remote }
  await transaction(db, (tx) => recordAccountChange(tx, { action: "codes-guessed", personId, by }, at))
}

/** A success forgets the mistakes before it; those from elsewhere stand for their window. */
export async function forgetAttempts(on: Reads, account: string, remoteAddress: string): Promise<void> {
  await deleteAttempts(on, accountSubject(account, remoteAddress))
}

function accountSubject(account: string, remoteAddress: string): Buffer {
  return subjectOf("account", account, networkOf(remoteAddress))
}

function subjectOf(...parts: string[]): Buffer {
  return createHash("sha256").update(JSON.stringify(parts)).digest()
}
