// Invitations: a colleague-to-be gets a private link, and chooses their own password. Nobody else ever knows it.

import type { Reads, Tx } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { insertInvitationMail } from "./account-mail-store.ts"
import { type Actor, isRole, mustBeAbleTo, system } from "./actor.ts"
import { doneBy, record } from "./audit.ts"
import { standingFaults } from "./colleagues.ts"
import { replaceTeamsOf, updateSight } from "./colleagues-store.ts"
import {
  endInvitation,
  endInvitationsTo,
  type Invitation,
  insertInvitation,
  lockInvitation,
  nextInvitationId,
  selectInvitation,
} from "./invitations-store.ts"
import { hashed, newSecret, secretFor } from "./secrets.ts"
import { addStaff, emailFaults, emailGiven, nameFaults, nameGiven, roleFaults } from "./staff.ts"
import { selectStaff } from "./store.ts"

/** So long the link works. */
export const invitationDays = 7
const dayMs = 24 * 60 * 60 * 1000

export type Invited = {
  readonly name: string
  readonly email: string
  readonly role: string
  readonly teams: readonly string[]
  readonly seesOwnTeamsOnly: boolean
}

/** The kind of mail that brings the link. */
export const staffInvitationMail = "staff-invitation"

export type Inviting = {
  /** The queues of the charter in force. */
  readonly queues: readonly string[]
  /** The desk's key, where the link is mailed to the address; otherwise somebody hands it over. */
  readonly mailKey?: Uint8Array | undefined
}

/**
 * Invites somebody; gives the secret of the link, for whoever hands it over. An earlier invitation to the address works no more.
 * Throws Invalid, and Refused where the address is taken.
 */
export async function inviteStaff(
  tx: Tx,
  actor: Actor,
  invited: Invited,
  { queues, mailKey }: Inviting,
  at: EpochMilliseconds,
): Promise<string> {
  mustBeAbleTo(actor, "manage-staff")
  const { role, teams, seesOwnTeamsOnly } = invited
  const [name, email] = [nameGiven(invited.name), emailGiven(invited.email)]
  const faults = [...nameFaults(name), ...emailFaults(email), ...roleFaults(role), ...sightFaults(invited, queues)]
  if (faults.length > 0 || !isRole(role)) throw new Invalid(faults)
  if ((await selectStaff(tx, email)) !== undefined)
    throw new Refused("Somebody with this email address is already here.")
  await endInvitationsTo(tx, email, at)
  const invitationId = await nextInvitationId(tx)
  const secret = mailKey === undefined ? newSecret() : invitationSecret(mailKey, invitationId)
  const { personId } = actor
  const terms = { name, email, role, teams: [...new Set(teams)], seesOwnTeamsOnly, invitedBy: personId }
  const until = { at, expiresAt: at + invitationDays * dayMs }
  await insertInvitation(tx, { ...terms, ...until, invitationId, tokenHash: hashed(secret) })
  const mail = { kind: staffInvitationMail, address: email, facts: { invitation: invitationId } }
  if (mailKey !== undefined) await insertInvitationMail(tx, mail, at)
  const target = [`invitation:${invitationId}`, `role:${role}`]
  await record(tx, { action: "staff-invited", outcome: "done", ...doneBy(actor), target }, at)
  return secret
}

/** The secret of a mailed link, made from the number of the invitation and the desk's key. */
export function invitationSecret(key: Uint8Array, invitationId: number): string {
  return secretFor(key, `staff-invitation ${invitationId}`)
}

/** The invitation behind a link, while it works. */
export async function invitationOf(on: Reads, secret: string, at: EpochMilliseconds): Promise<Invitation | undefined> {
  return await selectInvitation(on, hashed(secret), at)
}

/** Takes an invitation up: the colleague is there, with the password that they chose. Throws NotFound, Invalid and Refused. */
export async function takeUpInvitation(
  tx: Tx,
  secret: string,
  { password, remote }: { readonly password: string; readonly remote: string },
  at: EpochMilliseconds,
): Promise<{ personId: number; email: string }> {
  const invitation = await lockInvitation(tx, hashed(secret), at)
  if (invitation === undefined) throw new NotFound("This link does not work any more. Ask for another.")
  const { name, email, role, teams, seesOwnTeamsOnly, invitationId } = invitation
  const personId = await addStaff(tx, { name, email, role, password }, at, {
    ...system,
    personId: invitation.inviterId,
    remote,
  })
  await updateSight(tx, personId, seesOwnTeamsOnly)
  await replaceTeamsOf(tx, personId, teams, at)
  await endInvitation(tx, invitationId, at, personId)
  const target = [`invitation:${invitationId}`]
  await record(tx, { action: "invitation-taken-up", outcome: "done", personId, remote, target }, at)
  return { personId, email }
}

/** Makes the link of an invitation work no more. */
export async function withdrawInvitation(
  tx: Tx,
  actor: Actor,
  invitationId: number,
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(actor, "manage-staff")
  if ((await endInvitation(tx, invitationId, at, null)) === 0) throw new NotFound()
  const target = [`invitation:${invitationId}`]
  await record(tx, { action: "invitation-withdrawn", outcome: "done", ...doneBy(actor), target }, at)
}

function sightFaults({ teams, seesOwnTeamsOnly }: Invited, queues: readonly string[]) {
  return standingFaults({ roles: ["adviser"], teams, seesOwnTeamsOnly }, queues)
}
