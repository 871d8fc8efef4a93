// Signing in with a password, and a code where an app was set up: slowed down for guessers, the same for known and unknown.

import { type Db, type Tx, transaction } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { record } from "./audit.ts"
import { takeCode } from "./authenticators.ts"
import { isPassword } from "./password.ts"
import { takeRecoveryCode } from "./recovery-codes.ts"
import { beginSession, type From, forgetEndedSessions, type Method } from "./sessions.ts"
import { deleteEndedAttempts, type StaffRow, selectStaff, selectStaffById } from "./store.ts"
import { factorOf, factorSlowedDown, forgetAttempts, slowedDown } from "./throttle.ts"

export type Credentials = From & { email: string; password: string }
export type SlowedDown = { readonly is: "slowed-down"; readonly waitMs: number }
export type SignedIn = { readonly is: "signed-in"; readonly cookie: string; readonly personId: number }
export type SignIn =
  | SignedIn
  | { readonly is: "wrong" }
  | SlowedDown
  /** The password was right, and their app is to be asked for a code. */
  | { readonly is: "code-needed"; readonly personId: number }

/** Signs somebody in. The answer does not say whether the account, the password or the person's standing was the fault. */
export async function signIn(db: Db, given: Credentials, at: EpochMilliseconds): Promise<SignIn> {
  const email = given.email.slice(0, 1000).trim().normalize("NFC").toLowerCase()
  const waitMs = await slowedDown(db, email, given.remoteAddress, at)
  if (waitMs > 0) return { is: "slowed-down", waitMs }
  const staff = await selectStaff(db, email)
  const isRight = await isPassword(given.password, staff?.password_hash ?? undefined)
  if (staff === undefined || !isRight || staff.is_disabled) return await refused(db, staff, given, at)
  if (staff.has_authenticator) return { is: "code-needed", personId: staff.person_id }
  return await transaction(db, async (tx) => {
    await forgetAttempts(tx, email, given.remoteAddress)
    return await letIn(tx, staff.person_id, given, "password", at)
  })
}

export type GivenCode = From & { readonly personId: number; readonly code: string; readonly key: Uint8Array }

/** The second step after a right password: a code of the app, or a recovery code. */
export async function signInWithCode(
  db: Db,
  given: GivenCode,
  at: EpochMilliseconds,
): Promise<Exclude<SignIn, { is: "code-needed" }>> {
  const waitMs = await factorSlowedDown(db, given, at)
  if (waitMs > 0) return { is: "slowed-down", waitMs }
  const staff = await selectStaffById(db, given.personId)
  const entered = await transaction(db, async (tx) => {
    const method = staff === undefined || staff.is_disabled ? undefined : await methodOf(tx, given, at)
    if (staff === undefined || method === undefined) return undefined
    await forgetAttempts(tx, factorOf(given.personId), given.remoteAddress)
    await forgetAttempts(tx, staff.email ?? "", given.remoteAddress)
    return await letIn(tx, given.personId, given, method, at)
  })
  return entered ?? (await refused(db, staff, given, at))
}

/** Begins a session for somebody who has shown who they are; the caller has made sure that they are here. */
export async function letIn(
  tx: Tx,
  personId: number,
  from: From,
  method: Method,
  at: EpochMilliseconds,
): Promise<SignedIn> {
  await forgetEndedSessions(tx, at)
  await deleteEndedAttempts(tx, at)
  await record(tx, { action: "sign-in", outcome: "done", personId, remote: from.remoteAddress }, at)
  return { is: "signed-in", cookie: await beginSession(tx, { ...from, personId, method }, at), personId }
}

/** A refused attempt, on record with whose account it was where there is one. */
export async function refused(
  db: Db,
  staff: Pick<StaffRow, "person_id"> | undefined,
  { remoteAddress: remote }: From,
  at: EpochMilliseconds,
): Promise<{ readonly is: "wrong" }> {
  await record(db, { action: "sign-in", outcome: "refused", personId: staff?.person_id ?? null, remote }, at)
  return { is: "wrong" }
}

/** Which second factor a code is; undefined where it is neither. */
export async function methodOf(
  tx: Tx,
  { personId, code, key, remoteAddress: remote }: Pick<GivenCode, "personId" | "code" | "key" | "remoteAddress">,
  at: EpochMilliseconds,
): Promise<"code" | "recovery-code" | undefined> {
  if (await takeCode(tx, { personId, code, key }, at)) return "code"
  return (await takeRecoveryCode(tx, { personId, remote }, code, at)) ? "recovery-code" : undefined
}
