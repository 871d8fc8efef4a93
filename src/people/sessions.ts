// Sessions: begun at sign-in with a new secret, ended by sign-out, by time, or by disabling the person.

import type { Db, Reads } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Actor } from "./actor.ts"
import { hashed, newSecret } from "./secrets.ts"
import {
  actorOf,
  deleteEndedSessions,
  deleteSession,
  deleteSessions,
  insertSession,
  selectSession,
  updateSessionSeen,
} from "./store.ts"

/** An hour without a page ends a session, and so does the length of a long shift. */
export const idleLimitMs = 60 * 60 * 1000
export const sessionLimitMs = 12 * 60 * 60 * 1000
const seenEveryMs = 60 * 1000

export type Session = { readonly actor: Actor; readonly formSecret: string }

/** Begins a session; gives the secret for the cookie. What the browser held before is no part of it (session fixation). */
export async function beginSession(
  on: Reads,
  personId: number,
  userAgent: string,
  at: EpochMilliseconds,
): Promise<string> {
  const secret = newSecret()
  await insertSession(on, {
    hash: hashed(secret),
    personId,
    formSecret: newSecret(),
    userAgent: userAgent.replaceAll("\0", "").slice(0, 200).toWellFormed(),
    at,
    expiresAt: at + sessionLimitMs,
  })
  return secret
}

/**
 * The person behind a cookie, if their session and they themselves are still good at `at`.
 * Asked of the database each time, so that a disabled person is out at once.
 */
export async function actorOfSession(db: Db, cookie: string, at: EpochMilliseconds): Promise<Session | undefined> {
  const hash = hashed(cookie)
  const found = await selectSession(db, hash, at, at - idleLimitMs)
  if (found === undefined) return undefined
  if (at - found.seen_at > seenEveryMs) await updateSessionSeen(db, hash, at)
  return { actor: actorOf(found), formSecret: found.form_secret }
}

/** Ends the session behind a cookie. */
export async function endSession(on: Reads, cookie: string): Promise<void> {
  await deleteSession(on, hashed(cookie))
}

/** Ends every session: after a restore, one that had been ended would be alive again. */
export async function endAllSessions(on: Reads): Promise<void> {
  await deleteSessions(on)
}

/** Deletes the rows of sessions that are over. */
export async function forgetEndedSessions(on: Reads, at: EpochMilliseconds): Promise<void> {
  await deleteEndedSessions(on, at, at - idleLimitMs)
}
