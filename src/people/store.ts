// Every SQL statement about people, their sessions and tokens, and the audit.

import { instant, type Reads, row, rows, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Role } from "./actor.ts"
import type { AuditAction } from "./audit-words.ts"
import { type PersonRow, personColumns, rolesColumns } from "./person.ts"
import type { Preferences } from "./preferences.ts"

type NewPerson = {
  kind: "staff" | "token"
  name: string
  email: string | null
  role: Role
  passwordHash: string | null
  /** Who adds them; null for the command line. */
  by: number | null
}

/** Inserts a person with the role that they begin with; undefined where somebody has the address already. */
export function insertPerson(on: Reads, person: NewPerson, at: EpochMilliseconds) {
  const { kind, name, email, role, passwordHash, by } = person
  return row<{ person_id: number }>(
    on,
    sql`with added as (
          insert into people (kind, name, email, role, roles, password_hash, created_at)
          values (${kind}, ${name}, ${email}, ${role}, array[${role}::text], ${passwordHash}, ${instant(at)})
          on conflict (email) do nothing
          returning person_id
        )
        insert into role_changes (person_id, role, change, at, changed_by)
        select person_id, ${role}::text, 'granted', ${instant(at)}, ${by}::bigint from added
        returning person_id`,
  )
}

export type StaffRow = PersonRow & {
  readonly password_hash: string | null
  readonly is_disabled: boolean
  readonly has_authenticator: boolean
}

const staffColumns = sql`${personColumns}, password_hash, disabled_at is not null as is_disabled,
  exists (select from authenticators where authenticators.person_id = people.person_id) as has_authenticator`

export function selectStaff(on: Reads, email: string) {
  return row<StaffRow>(on, sql`select ${staffColumns} from people where email = ${email} and kind = 'staff'`)
}

export function selectStaffById(on: Reads, personId: number) {
  return row<StaffRow>(on, sql`select ${staffColumns} from people where person_id = ${personId} and kind = 'staff'`)
}

export function selectNames(on: Reads, ids: readonly number[]) {
  return rows<{ person_id: number; name: string; email: string | null }>(
    on,
    sql`select person_id, name, email from people where person_id = any(${ids}::bigint[])`,
  )
}

/** Their roles end with it, and are kept as ended. */
export function disable(on: Reads, personId: number, by: number | null, at: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`with held as (
          select person_id, coalesce(roles, array[role]) as roles from people
          where person_id = ${personId} and disabled_at is null for update
        ),
        ended as (
          insert into role_changes (person_id, role, change, at, changed_by)
          select person_id, unnest(roles), 'revoked', ${instant(at)}, ${by}::bigint from held
        )
        update people set disabled_at = ${instant(at)}, roles = '{}' where person_id in (select person_id from held)`,
  )
}

export function selectTokensNamed(on: Reads, name: string) {
  return rows<{ person_id: number }>(
    on,
    sql`select person_id from people where kind = 'token' and name = ${name} and disabled_at is null order by person_id`,
  )
}

type NewToken = { hash: Buffer; personId: number; ownerId: number | null }

export function insertToken(on: Reads, { hash, personId, ownerId }: NewToken, at: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`insert into api_tokens (token_hash, person_id, owner_id, created_at)
        values (${hash}, ${personId}, ${ownerId}, ${instant(at)})`,
  )
}

export type TokenRow = PersonRow & {
  readonly used_at: EpochMilliseconds | null
  readonly owner_id: number | null
  readonly is_owner_disabled: boolean | null
  readonly owner_roles: string[] | null
  readonly owner_queues: string[] | null
}

export function selectTokenHolder(on: Reads, tokenHash: Buffer) {
  return row<TokenRow>(
    on,
    sql`select ${personColumns}, api_tokens.used_at, api_tokens.owner_id,
          owner.disabled_at is not null as is_owner_disabled, owner.roles as owner_roles, owner.queues as owner_queues
        from api_tokens join people using (person_id)
        left join lateral (
          select ${rolesColumns}, people.disabled_at from people where people.person_id = api_tokens.owner_id
        ) owner on true
        where token_hash = ${tokenHash} and people.disabled_at is null`,
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
  remote: string
  method: string
  at: EpochMilliseconds
  expiresAt: EpochMilliseconds
}

export function insertSession(on: Reads, session: NewSession): Promise<number> {
  const { hash, personId, formSecret, userAgent, remote, method, at, expiresAt } = session
  return run(
    on,
    sql`insert into sessions
          (session_hash, person_id, created_at, seen_at, confirmed_at, expires_at, form_secret, user_agent, remote, method)
        values (${hash}, ${personId}, ${instant(at)}, ${instant(at)}, ${instant(at)}, ${instant(expiresAt)}, ${formSecret},
          ${userAgent}, ${remote}, ${method})`,
  )
}

type SessionRow = PersonRow & {
  readonly seen_at: EpochMilliseconds
  readonly confirmed_at: EpochMilliseconds
  readonly form_secret: string
  readonly method: string | null
  readonly preferences: Preferences | null
}

export function selectSession(on: Reads, hash: Buffer, at: EpochMilliseconds, idleSince: EpochMilliseconds) {
  return row<SessionRow>(
    on,
    sql`select ${personColumns}, seen_at, coalesce(confirmed_at, sessions.created_at) as confirmed_at, form_secret, method,
          (select jsonb_build_object('density', density, 'singleKeys', single_keys, 'keys', keys)
            from preferences where preferences.person_id = people.person_id) as preferences
        from sessions join people using (person_id)
        where session_hash = ${hash} and expires_at > ${instant(at)} and seen_at > ${instant(idleSince)}
          and disabled_at is null`,
  )
}

export function selectSessions(
  on: Reads,
  hashes: readonly Buffer[],
  at: EpochMilliseconds,
  idleSince: EpochMilliseconds,
) {
  return rows<PersonRow & { session: string }>(
    on,
    sql`select encode(session_hash, 'hex') as session, ${personColumns}
        from sessions join people using (person_id)
        where session_hash = any(${hashes}::bytea[]) and expires_at > ${instant(at)} and seen_at > ${instant(idleSince)}
          and disabled_at is null`,
  )
}

/** The secret of a session changes when its person has shown again who they are; its forms stay good. */
export function renewSession(on: Reads, from: Buffer, to: Buffer, method: string, at: EpochMilliseconds) {
  return run(
    on,
    sql`update sessions set session_hash = ${to}, confirmed_at = ${instant(at)}, seen_at = ${instant(at)},
          method = case when method in ('password', 'invitation') then ${method} else method end
        where session_hash = ${from}`,
  )
}

export function selectSessionsOf(on: Reads, personId: number, at: EpochMilliseconds, idleSince: EpochMilliseconds) {
  return rows<{
    session_hash: Buffer
    created_at: EpochMilliseconds
    seen_at: EpochMilliseconds
    user_agent: string
    remote: string | null
    method: string | null
  }>(
    on,
    sql`select session_hash, created_at, seen_at, user_agent, remote, method from sessions
        where person_id = ${personId} and expires_at > ${instant(at)} and seen_at > ${instant(idleSince)}
        order by seen_at desc, session_hash`,
  )
}

export function deleteSessionOf(on: Reads, personId: number, hash: Buffer): Promise<number> {
  return run(on, sql`delete from sessions where person_id = ${personId} and session_hash = ${hash}`)
}

export function deleteOtherSessionsOf(on: Reads, personId: number, kept: Buffer): Promise<number> {
  return run(on, sql`delete from sessions where person_id = ${personId} and session_hash <> ${kept}`)
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
  action: AuditAction
  target: readonly string[]
  outcome: "done" | "refused"
  remote: string | null
}

/** Gives the number of the row. */
export async function insertAudit(on: Reads, entry: NewAudit): Promise<number> {
  const { at, personId, action, target, outcome, remote } = entry
  const found = await row<{ auditId: number }>(
    on,
    sql`insert into audit (at, person_id, action, target, outcome, remote)
        values (${instant(at)}, ${personId}, ${action}, ${target}, ${outcome}, ${remote}) returning audit_id as "auditId"`,
  )
  if (found === undefined) throw new Error("a row of the audit has a number")
  return found.auditId
}
