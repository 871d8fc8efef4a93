// Sessions: begun at sign-in with a new secret, ended by sign-out, by time, or by disabling the person.

import { type Db, instant, type Reads, row, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Actor, Role } from "./actor.ts"
import { hashed, newSecret } from "./secrets.ts"

/** An hour without a page ends a session, and so does the length of a long shift. */
export const idleLimitMs = 60 * 60 * 1000
export const sessionLimitMs = 12 * 60 * 60 * 1000
const seenEveryMs = 60 * 1000

export type Session = { readonly actor: Actor; readonly formSecret: string }

/** Begins a session; gives the secret for the cookie. What the browser held before is not part of it (session fixation). */
export async function beginSession(
  on: Reads,
  personId: number,
  userAgent: string,
  at: EpochMilliseconds,
): Promise<string> {
  const secret = newSecret()
  await run(
    on,
    sql`insert into sessions (session_hash, person_id, created_at, seen_at, expires_at, form_secret, user_agent)
        values (${hashed(secret)}, ${personId}, ${instant(at)}, ${instant(at)}, ${instant(at + sessionLimitMs)},
                ${newSecret()}, ${userAgent.slice(0, 200)})`,
  )
  return secret
}

/** The person behind a cookie, if the session and the person are still good at `at`. One statement, so that disabling counts at once. */
export async function actorOfSession(db: Db, cookie: string, at: EpochMilliseconds): Promise<Session | undefined> {
  const hash = hashed(cookie)
  const found = await row<SessionRow>(
    db,
    sql`select person_id, name, email, role, seen_at, form_secret
        from sessions join people using (person_id)
        where session_hash = ${hash} and expires_at > ${instant(at)} and seen_at > ${instant(at - idleLimitMs)}
          and (disabled_at is null or disabled_at > ${instant(at)})`,
  )
  if (found === undefined) return undefined
  if (at - found.seen_at > seenEveryMs) await markSeen(db, hash, at)
  return { actor: actorOf(found), formSecret: found.form_secret }
}

/** Ends the session behind a cookie. */
export async function endSession(on: Reads, cookie: string): Promise<void> {
  await run(on, sql`delete from sessions where session_hash = ${hashed(cookie)}`)
}

/** Ends every session of a person. */
export async function endSessionsOf(on: Reads, personId: number): Promise<void> {
  await run(on, sql`delete from sessions where person_id = ${personId}`)
}

/** Deletes the rows of sessions that are over; gives how many. */
export async function forgetEndedSessions(on: Reads, at: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`delete from sessions where expires_at <= ${instant(at)} or seen_at <= ${instant(at - idleLimitMs)}`,
  )
}

type SessionRow = {
  person_id: number
  name: string
  email: string | null
  role: Role
  seen_at: EpochMilliseconds
  form_secret: string
}

async function markSeen(db: Db, hash: Buffer, at: EpochMilliseconds): Promise<void> {
  await run(
    db,
    sql`update sessions set seen_at = ${instant(at)} where session_hash = ${hash} and seen_at < ${instant(at)}`,
  )
}

/** Every role sees every queue; `null` says so. */
export function actorOf(person: { person_id: number; name: string; email: string | null; role: Role }): Actor {
  return { personId: person.person_id, name: person.name, email: person.email, role: person.role, queues: null }
}
