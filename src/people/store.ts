// Every SQL statement about people, their sessions and tokens, and the audit.

import { instant, type Reads, row, rows, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Actor, Role } from "./actor.ts"

export type PersonRow = { person_id: number; name: string; email: string | null; role: Role }

/** Every role sees every queue; `null` says so. */
export function actorOf(person: PersonRow): Actor {
  return { personId: person.person_id, name: person.name, email: person.email, role: person.role, queues: null }
}

type NewPerson = {
  kind: "staff" | "token"
  name: string
  email: string | null
  role: Role
  passwordHash: string | null
}

/** Inserts a person; undefined where somebody has the address already. */
export function insertPerson(on: Reads, person: NewPerson, at: EpochMilliseconds) {
  return row<{ person_id: number }>(
    on,
    sql`insert into people (kind, name, email, role, password_hash, created_at)
        values (${person.kind}, ${person.name}, ${person.email}, ${person.role}, ${person.passwordHash}, ${instant(at)})
        on conflict (email) do nothing
        returning person_id`,
  )
}

export function selectStaff(on: Reads, email: string) {
  return row<PersonRow & { password_hash: string; is_disabled: boolean }>(
    on,
    sql`select person_id, name, email, role, password_hash, disabled_at is not null as is_disabled
        from people where email = ${email} and kind = 'staff'`,
  )
}

export function selectNames(on: Reads, ids: readonly number[]) {
  return rows<{ person_id: number; name: string; email: string | null }>(
    on,
    sql`select person_id, name, email from people where person_id = any(${ids}::bigint[])`,
  )
}

export function disable(on: Reads, personId: number, at: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`update people set disabled_at = ${instant(at)} where person_id = ${personId} and disabled_at is null`,
  )
}

export function selectTokensNamed(on: Reads, name: string) {
  return rows<{ person_id: number }>(
    on,
    sql`select person_id from people where kind = 'token' and name = ${name} and disabled_at is null order by person_id`,
  )
}

export function insertToken(on: Reads, tokenHash: Buffer, personId: number, at: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`insert into api_tokens (token_hash, person_id, created_at) values (${tokenHash}, ${personId}, ${instant(at)})`,
  )
}

export function selectTokenHolder(on: Reads, tokenHash: Buffer) {
  return row<PersonRow & { used_at: EpochMilliseconds | null }>(
    on,
    sql`select person_id, name, email, role, used_at
        from api_tokens join people using (person_id)
        where token_hash = ${tokenHash} and disabled_at is null`,
  )
}

export function updateTokenUsed(on: Reads, tokenHash: Buffer, at: EpochMilliseconds): Promise<number> {
  return run(on, sql`update api_tokens set used_at = ${instant(at)} where token_hash = ${tokenHash}`)
}

type NewSession = {
  hash: Buffer
  personId: number
  formSecret: string
  userAgent: string
  at: EpochMilliseconds
  expiresAt: EpochMilliseconds
}

export function insertSession(on: Reads, session: NewSession): Promise<number> {
  const { hash, personId, formSecret, userAgent, at, expiresAt } = session
  return run(
    on,
    sql`insert into sessions (session_hash, person_id, created_at, seen_at, expires_at, form_secret, user_agent)
        values (${hash}, ${personId}, ${instant(at)}, ${instant(at)}, ${instant(expiresAt)}, ${formSecret}, ${userAgent})`,
  )
}

export function selectSession(on: Reads, hash: Buffer, at: EpochMilliseconds, idleSince: EpochMilliseconds) {
  return row<PersonRow & { seen_at: EpochMilliseconds; form_secret: string }>(
    on,
    sql`select person_id, name, email, role, seen_at, form_secret
        from sessions join people using (person_id)
        where session_hash = ${hash} and expires_at > ${instant(at)} and seen_at > ${instant(idleSince)}
          and disabled_at is null`,
  )
}

export function updateSessionSeen(on: Reads, hash: Buffer, at: EpochMilliseconds): Promise<number> {
  return run(on, sql`update sessions set seen_at = greatest(seen_at, ${instant(at)}) where session_hash = ${hash}`)
}

export function deleteSession(on: Reads, hash: Buffer): Promise<number> {
  return run(on, sql`delete from sessions where session_hash = ${hash}`)
}

export function deleteSessionsOf(on: Reads, personId: number): Promise<number> {
  return run(on, sql`delete from sessions where person_id = ${personId}`)
}

export function deleteEndedSessions(on: Reads, at: EpochMilliseconds, idleSince: EpochMilliseconds): Promise<number> {
  return run(on, sql`delete from sessions where expires_at <= ${instant(at)} or seen_at <= ${instant(idleSince)}`)
}

export function deleteSessions(on: Reads): Promise<number> {
  return run(on, sql`delete from sessions`)
}

/** Counts one more attempt and gives the count with it: one statement, so that parallel guesses are all counted. */
export function countAttempt(on: Reads, subject: Buffer, at: EpochMilliseconds, windowEndsAt: EpochMilliseconds) {
  return row<{ attempts: number; window_ends_at: EpochMilliseconds }>(
    on,
    sql`insert into sign_in_attempts as known (subject, attempts, window_ends_at)
        values (${subject}, 1, ${instant(windowEndsAt)})
        on conflict (subject) do update set
          attempts = case when known.window_ends_at <= ${instant(at)} then 1 else known.attempts + 1 end,
          window_ends_at = case when known.window_ends_at <= ${instant(at)} then excluded.window_ends_at
                                else known.window_ends_at end
        returning attempts, window_ends_at`,
  )
}

export function deleteAttempts(on: Reads, subject: Buffer): Promise<number> {
  return run(on, sql`delete from sign_in_attempts where subject = ${subject}`)
}

export function deleteEndedAttempts(on: Reads, at: EpochMilliseconds): Promise<number> {
  return run(on, sql`delete from sign_in_attempts where window_ends_at <= ${instant(at)}`)
}

type NewAudit = {
  at: EpochMilliseconds
  personId: number | null
  action: string
  target: readonly string[]
  outcome: "done" | "refused"
  remote: string | null
}

export function insertAudit(on: Reads, entry: NewAudit): Promise<number> {
  const { at, personId, action, target, outcome, remote } = entry
  return run(
    on,
    sql`insert into audit (at, person_id, action, target, outcome, remote)
        values (${instant(at)}, ${personId}, ${action}, ${target}, ${outcome}, ${remote})`,
  )
}
