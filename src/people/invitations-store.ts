// Every statement about invitations.

import { instant, type Reads, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Role } from "./actor.ts"

export type Invitation = {
  readonly invitationId: number
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly teams: readonly string[]
  readonly seesOwnTeamsOnly: boolean
  readonly invitedAt: EpochMilliseconds
  readonly invitedBy: string | null
  readonly inviterId: number | null
  readonly expiresAt: EpochMilliseconds
}

const invitationColumns = sql`invitation_id as "invitationId", name, email, role, teams, sees_own_teams_only as "seesOwnTeamsOnly",
  invited_at as "invitedAt", (select people.name from people where person_id = invited_by) as "invitedBy", invited_by as "inviterId", expires_at as "expiresAt"`

export type NewInvitation = Pick<
  Invitation,
  "invitationId" | "name" | "email" | "role" | "teams" | "seesOwnTeamsOnly" | "expiresAt"
> & {
  readonly tokenHash: Buffer
  readonly invitedBy: number | null
  readonly at: EpochMilliseconds
}

/** Its number is known before it is kept, because its link is made from it. */
export async function nextInvitationId(tx: Tx): Promise<number> {
  const found = await row<{ next: number }>(
    tx,
    sql`select nextval(pg_get_serial_sequence('invitations', 'invitation_id')) as next`,
  )
  if (found === undefined) throw new Error("a sequence has a next number")
  return found.next
}

export async function insertInvitation(tx: Tx, invitation: NewInvitation): Promise<void> {
  const { invitationId, name, email, role, teams, seesOwnTeamsOnly, expiresAt, tokenHash, invitedBy, at } = invitation
  await run(
    tx,
    sql`insert into invitations (invitation_id, token_hash, name, email, role, teams, sees_own_teams_only, invited_by, invited_at, expires_at)
      overriding system value values (${invitationId}, ${tokenHash}, ${name}, ${email}, ${role}, ${teams}, ${seesOwnTeamsOnly}, ${invitedBy}, ${instant(at)}, ${instant(expiresAt)})`,
  )
}

/** Those that stand, newest first. */
export async function listInvitations(on: Reads, at: EpochMilliseconds): Promise<Invitation[]> {
  return await rows<Invitation>(
    on,
    sql`select ${invitationColumns} from invitations where ended_at is null and expires_at > ${instant(at)}
      order by invitation_id desc limit 200`,
  )
}

export async function selectInvitation(on: Reads, tokenHash: Buffer, at: EpochMilliseconds) {
  return await row<Invitation>(on, sql`select ${invitationColumns} from invitations where ${standing(tokenHash, at)}`)
}

export async function lockInvitation(tx: Tx, tokenHash: Buffer, at: EpochMilliseconds) {
  return await row<Invitation>(
    tx,
    sql`select ${invitationColumns} from invitations where ${standing(tokenHash, at)} for update`,
  )
}

/** Ends an invitation that stands; 0 where it does not. `personId` is who took it up. */
export async function endInvitation(
  tx: Tx,
  invitationId: number,
  at: EpochMilliseconds,
  personId: number | null,
): Promise<number> {
  return await run(
    tx,
    sql`update invitations set ended_at = ${instant(at)}, person_id = ${personId}
      where invitation_id = ${invitationId} and ended_at is null`,
  )
}

export async function endInvitationsTo(tx: Tx, email: string, at: EpochMilliseconds): Promise<void> {
  await run(tx, sql`update invitations set ended_at = ${instant(at)} where email = ${email} and ended_at is null`)
}

function standing(tokenHash: Buffer, at: EpochMilliseconds): Sql {
  return sql`token_hash = ${tokenHash} and ended_at is null and expires_at > ${instant(at)}`
}
