// Signing in: slowed down for guessers, the same for known and unknown, and always a new session.

import { createHash } from "node:crypto"
import { type Db, transaction } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { record } from "./audit.ts"
import { networkOf } from "./network.ts"
import { isPassword } from "./password.ts"
import { beginSession, forgetEndedSessions } from "./sessions.ts"
import { countAttempt, deleteAttempts, deleteEndedAttempts, selectStaff } from "./store.ts"

// Per account *and* network address: nobody can lock a colleague out from elsewhere. Per address alone: nobody can try one password
// on every account. Both windows pass by themselves.
const windowMs = 15 * 60 * 1000
const perAccount = 10
const perAddress = 100

export type Credentials = { email: string; password: string; remoteAddress: string; userAgent: string }
export type SignIn =
  | { readonly is: "signed-in"; readonly cookie: string; readonly personId: number }
  | { readonly is: "wrong" }
  | { readonly is: "slowed-down"; readonly waitMs: number }

/** Signs somebody in. The answer does not say whether the account, the password or the person's standing was the fault. */
export async function signIn(db: Db, given: Credentials, at: EpochMilliseconds): Promise<SignIn> {
  const email = given.email.slice(0, 1000).trim().normalize("NFC").toLowerCase()
  const waitMs = await slowedDown(db, email, given.remoteAddress, at)
  if (waitMs > 0) return { is: "slowed-down", waitMs }
  const staff = await selectStaff(db, email)
  const isRight = await isPassword(given.password, staff?.password_hash)
  const attempt = { action: "sign-in", personId: staff?.person_id ?? null, remote: given.remoteAddress }
  if (staff === undefined || !isRight || staff.is_disabled) {
    await record(db, { ...attempt, outcome: "refused" }, at)
    return { is: "wrong" }
  }
  const cookie = await transaction(db, async (tx) => {
    await forgetEndedSessions(tx, at)
    await deleteEndedAttempts(tx, at)
    await deleteAttempts(tx, accountSubject(email, given.remoteAddress))
    await record(tx, { ...attempt, outcome: "done" }, at)
    return beginSession(tx, staff.person_id, given.userAgent, at)
  })
  return { is: "signed-in", cookie, personId: staff.person_id }
}

// Counted before the password is looked at: of a thousand guesses at once, ten are answered. The address first, so that a flood
// of invented accounts from one address adds no rows beyond its bound.
async function slowedDown(db: Db, email: string, remoteAddress: string, at: EpochMilliseconds): Promise<number> {
  const limits = [
    { subject: subjectOf("address", networkOf(remoteAddress)), limit: perAddress },
    { subject: accountSubject(email, remoteAddress), limit: perAccount },
  ]
  for (const { subject, limit } of limits) {
    const counted = await countAttempt(db, subject, at, at + windowMs)
    if (counted === undefined || counted.attempts <= limit) continue
    // One row for the first refusal of a window: the audit must not be filled by whoever is refused.
    if (counted.attempts === limit + 1) {
      await record(db, { action: "sign-in-slowed-down", outcome: "refused", remote: remoteAddress }, at)
    }
    return counted.window_ends_at - at
  }
  return 0
}

function accountSubject(email: string, remoteAddress: string): Buffer {
  return subjectOf("account", email, networkOf(remoteAddress))
}

function subjectOf(...parts: string[]): Buffer {
  return createHash("sha256").update(JSON.stringify(parts)).digest()
}
