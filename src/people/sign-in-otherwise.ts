// Signing in without a password: with a passkey, with an account of an identity provider, or by following an invitation.

import { type Db, transaction } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { holderOf } from "./identities.ts"
import { type PasskeyAnswer, type PasskeyPlace, takePasskey } from "./passkeys.ts"
import type { Account } from "./providers.ts"
import type { From, Method } from "./sessions.ts"
import { letIn, refused, type SignedIn, type SlowedDown } from "./sign-in.ts"
import { acceptWithAccount, acceptWithPassword } from "./sign-in-invitations.ts"
import { selectStaffById } from "./store.ts"
import { slowedDown } from "./throttle.ts"

export type Outcome = SignedIn | { readonly is: "wrong" } | SlowedDown

export async function signInWithPasskey(
  db: Db,
  place: PasskeyPlace,
  given: PasskeyAnswer & From,
  at: EpochMilliseconds,
): Promise<Outcome> {
  const waitMs = await slowedDown(db, undefined, given.remoteAddress, at)
  if (waitMs > 0) return { is: "slowed-down", waitMs }
  return await entered(db, await takePasskey(db, place, given, at), given, "passkey", at)
}

/** An account that is linked to nobody signs nobody in, and makes nobody: they must be invited first. */
export async function signInWithAccount(db: Db, account: Account, from: From, at: EpochMilliseconds): Promise<Outcome> {
  return await entered(db, await holderOf(db, account, at), from, "provider", at)
}

/** Links the account by an invitation, and signs its person in. */
export async function followWithAccount(
  db: Db,
  given: From & { readonly invitation: string; readonly account: Account },
  at: EpochMilliseconds,
): Promise<SignedIn> {
  return await transaction(db, async (tx) => {
    const personId = await acceptWithAccount(
      tx,
      { ...given, secret: given.invitation, remote: given.remoteAddress },
      at,
    )
    return await letIn(tx, personId, given, "provider", at)
  })
}

/** Sets the password by an invitation. Whoever has an app is asked for its code at the next sign-in all the same. */
export async function followWithPassword(
  db: Db,
  given: { readonly invitation: string; readonly password: string; readonly remote: string },
  at: EpochMilliseconds,
): Promise<void> {
  await transaction(db, (tx) => acceptWithPassword(tx, { ...given, secret: given.invitation }, at))
}

async function entered(
  db: Db,
  personId: number | undefined,
  from: From,
  method: Method,
  at: EpochMilliseconds,
): Promise<Outcome> {
  const staff = personId === undefined ? undefined : await selectStaffById(db, personId)
  if (staff === undefined || staff.is_disabled) return await refused(db, staff, from, at)
  return await transaction(db, (tx) => letIn(tx, staff.person_id, from, method, at))
}
