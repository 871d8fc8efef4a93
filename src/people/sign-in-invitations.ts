// An invitation to set up how one signs in: an administrator makes the link, the colleague follows it, once, within a quarter of an hour.

import { randomInt } from "node:crypto"
import type { Reads, Tx } from "../database/index.ts"
import { Invalid, NotFound } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { deskTime, recordAccountChange } from "./account-changes.ts"
import { insertAccountMail } from "./account-mail-store.ts"
import { type Actor, mustBeAbleTo } from "./actor.ts"
import { doneBy } from "./audit.ts"
import { linkAccount } from "./identities.ts"
import { hashPassword, passwordFault } from "./password.ts"
import type { Account } from "./providers.ts"
import { hashed, newSecret, secretFor } from "./secrets.ts"
import {
  deleteInvitationsOf,
  insertInvitation,
  selectInvitation,
  spendInvitation,
  updatePassword,
} from "./sign-in-invitations-store.ts"
import { deleteSessionsOf } from "./store.ts"

export const invitationMinutes = 15
const limitMs = invitationMinutes * 60_000

export type Invited = {
  readonly personId: number
  readonly name: string
  readonly email: string
  readonly invitedBy: number | null
}

/** The kind of mail that brings the link. */
export const signInInvitationMail = "sign-in-invitation"

export type SignInInvitation = {
  readonly personId: number
  readonly by: Actor
  /** The desk's key, where the link is mailed to the address that the person has here; otherwise somebody hands it over. */
  readonly mailKey?: Uint8Array | undefined
}

/** Makes an invitation in the place of any before; gives the secret of its link, for whoever hands it over. Throws NotFound. */
export async function inviteToSignIn(tx: Tx, wish: SignInInvitation, at: EpochMilliseconds): Promise<string> {
  const { personId, by, mailKey } = wish
  mustBeAbleTo(by, "manage-staff")
  await deleteInvitationsOf(tx, personId)
  const facts = { person: personId, number: randomInt(2 ** 48 - 1) }
  const secret = mailKey === undefined ? newSecret() : signInSecret(mailKey, facts)
  const invitation = { hash: hashed(secret), personId, by: by.personId, expiresAt: at + limitMs }
  if ((await insertInvitation(tx, invitation, at)) === 0)
    throw new NotFound("There is nobody here who could be invited.")
  await recordAccountChange(tx, { action: "sign-in-invited", personId, by: doneBy(by) }, at)
  const mail = { kind: signInInvitationMail, personId, facts }
  if (mailKey !== undefined) await insertAccountMail(tx, mail, await deskTime(tx, at))
  return secret
}

/** The secret of a mailed link, made from what the mail's row holds and the desk's key, which it does not. */
export function signInSecret(key: Uint8Array, { person, number }: { person: number; number: number }): string {
  return secretFor(key, `sign-in-invitation ${person} ${number}`)
}

/** Who is invited by a link; undefined where it is not ours, used, replaced, too old, or the person is not here any more. */
export async function invitedBy(on: Reads, secret: string, at: EpochMilliseconds): Promise<Invited | undefined> {
  const found = await selectInvitation(on, hashed(secret), at)
  return found && { personId: found.person_id, name: found.name, email: found.email, invitedBy: found.invited_by }
}

type Following = { readonly secret: string; readonly remote: string }

/** Follows an invitation by linking an account. Throws NotFound where it is good no more, Refused where the account is somebody else's. */
export async function acceptWithAccount(
  tx: Tx,
  { secret, account, remote }: Following & { readonly account: Account },
  at: EpochMilliseconds,
) {
  const { personId, invitedBy: by } = await accepted(tx, secret, at)
  await linkAccount(tx, { personId, account, by, remote }, at)
  return personId
}

/**
 * Follows an invitation by choosing a password; whoever knew the one before is signed out. Throws Invalid where it is too easily guessed,
 * NotFound as above.
 */
export async function acceptWithPassword(
  tx: Tx,
  { secret, password, remote }: Following & { readonly password: string },
  at: EpochMilliseconds,
) {
  const { personId, name, email } = await accepted(tx, secret, at)
  const fault = passwordFault(password, [name, email])
  if (fault !== undefined) throw new Invalid([{ field: "password", message: fault }])
  await updatePassword(tx, personId, await hashPassword(password))
  await deleteSessionsOf(tx, personId)
  await recordAccountChange(tx, { action: "password-set", personId, by: { personId, remote } }, at)
  return personId
}

// Used up in the same transaction as what it is used for: a refusal leaves it good.
async function accepted(tx: Tx, secret: string, at: EpochMilliseconds): Promise<Invited> {
  const invited = await invitedBy(tx, secret, at)
  if (invited === undefined || (await spendInvitation(tx, hashed(secret), at)) === 0)
    throw new NotFound("This link is good no more. Ask for another one.")
  return invited
}
