// Every SQL statement about invitations to set up how one signs in.

import { instant, type Reads, row, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

type NewInvitation = {
  readonly hash: Buffer
  readonly personId: number
  readonly by: number | null
  readonly expiresAt: EpochMilliseconds
}

/** 0 where there is no such member of staff. */
export function insertInvitation(tx: Tx, invitation: NewInvitation, at: EpochMilliseconds): Promise<number> {
  const { hash, personId, by, expiresAt } = invitation
  return run(
    tx,
    sql`insert into sign_in_invitations (invitation_hash, person_id, email, invited_by, created_at, expires_at)
        select ${hash}::bytea, person_id, email, ${by}::bigint, ${instant(at)}, ${instant(expiresAt)} from people
        where person_id = ${personId} and kind = 'staff' and disabled_at is null`,
  )
}

/** The invitation while it is good: used by nobody, in time, for somebody who is here under the same address. */
export function selectInvitation(on: Reads, hash: Buffer, at: EpochMilliseconds) {
  return row<{ person_id: number; name: string; email: string; invited_by: number | null }>(
    on,
    sql`select person_id, people.name, people.email, invited_by
        from sign_in_invitations join people using (person_id)
        where invitation_hash = ${hash} and used_at is null and expires_at > ${instant(at)}
          and people.disabled_at is null and people.email = sign_in_invitations.email`,
  )
}

/** Uses it up: of two at once, one. */
export function spendInvitation(tx: Tx, hash: Buffer, at: EpochMilliseconds): Promise<number> {
  return run(
    tx,
    sql`update sign_in_invitations set used_at = ${instant(at)} where invitation_hash = ${hash} and used_at is null`,
  )
}

export function deleteInvitationsOf(tx: Tx, personId: number): Promise<number> {
  return run(tx, sql`delete from sign_in_invitations where person_id = ${personId} and used_at is null`)
}

export function updatePassword(tx: Tx, personId: number, passwordHash: string): Promise<number> {
  return run(tx, sql`update people set password_hash = ${passwordHash} where person_id = ${personId}`)
}
