// Somebody who is signed in shows once more who they are, before they do what could not be made good if it were not they.

import { type Db, type Tx, transaction } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { record } from "./audit.ts"
import { holderOf } from "./identities.ts"
import { type PasskeyAnswer, type PasskeyPlace, takePasskey } from "./passkeys.ts"
import { isPassword } from "./password.ts"
import type { Account } from "./providers.ts"
import { type Method, renewedSession, type Session } from "./sessions.ts"
import { methodOf, type SlowedDown } from "./sign-in.ts"
import { selectStaffById } from "./store.ts"
import { forgetAttempts, slowedDown } from "./throttle.ts"

export const confirmedForMinutes = 10

/** Whether somebody has shown who they are lately enough for a sensitive act. */
export function isConfirmed({ confirmedAt }: Pick<Session, "confirmedAt">, at: EpochMilliseconds): boolean {
  return at - confirmedAt < confirmedForMinutes * 60_000
}

/** `cookie` is the session's new secret: it changes with each confirmation. */
export type Confirmation = { readonly is: "confirmed"; readonly cookie: string } | { readonly is: "wrong" } | SlowedDown

type Whose = { readonly session: Pick<Session, "id">; readonly personId: number; readonly remoteAddress: string }

export async function confirmWithPassword(
  db: Db,
  given: Whose & { readonly password: string; readonly code: string; readonly key: Uint8Array },
  at: EpochMilliseconds,
): Promise<Confirmation> {
  const account = `confirm:${given.personId}`
  const waitMs = await slowedDown(db, account, given.remoteAddress, at)
  if (waitMs > 0) return { is: "slowed-down", waitMs }
  const staff = await selectStaffById(db, given.personId)
  const isRight = await isPassword(given.password, staff?.password_hash ?? undefined)
  if (staff === undefined || !isRight) return await refused(db, given, at)
  const confirmed = await transaction(db, async (tx) => {
    const method = staff.has_authenticator ? await methodOf(tx, given, at) : "password"
    if (method === undefined) return undefined
    await forgetAttempts(tx, account, given.remoteAddress)
    return await renewed(tx, given, method, at)
  })
  return confirmed ?? (await refused(db, given, at))
}

export async function confirmWithPasskey(
  db: Db,
  place: PasskeyPlace,
  given: Whose & PasskeyAnswer,
  at: EpochMilliseconds,
): Promise<Confirmation> {
  const waitMs = await slowedDown(db, undefined, given.remoteAddress, at)
  if (waitMs > 0) return { is: "slowed-down", waitMs }
  const holder = await takePasskey(db, place, given, at)
  if (holder !== given.personId) return await refused(db, given, at)
  return await transaction(db, (tx) => renewed(tx, given, "passkey", at))
}

/** The provider was asked to have them sign in anew. Their account here, and nobody else's. */
export async function confirmWithAccount(
  db: Db,
  given: Whose & { readonly account: Account },
  at: EpochMilliseconds,
): Promise<Confirmation> {
  if ((await holderOf(db, given.account, at)) !== given.personId) return await refused(db, given, at)
  return await transaction(db, (tx) => renewed(tx, given, "provider", at))
}

async function renewed(tx: Tx, { session, personId, remoteAddress: remote }: Whose, method: Method, at: number) {
  const cookie = await renewedSession(tx, session.id, method, at)
  await record(tx, { action: "confirmed", outcome: "done", personId, remote }, at)
  return { is: "confirmed", cookie } as const
}

async function refused(db: Db, { personId, remoteAddress: remote }: Whose, at: EpochMilliseconds) {
  await record(db, { action: "confirmed", outcome: "refused", personId, remote }, at)
  return { is: "wrong" } as const
}
