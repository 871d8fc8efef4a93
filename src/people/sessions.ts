// Sessions: begun at sign-in with a new secret, ended by sign-out, by time, by hand, or by disabling the person.

import type { Db, Reads, Tx } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Actor } from "./actor.ts"
import { type Own, record } from "./audit.ts"
import { actorOf } from "./person.ts"
import { type Preferences, usualPreferences } from "./preferences.ts"
import { hashed, newSecret } from "./secrets.ts"
import {
  deleteEndedSessions,
  deleteOtherSessionsOf,
  deleteSession,
  deleteSessionOf,
  deleteSessions,
  insertSession,
  renewSession,
  selectSession,
  selectSessions,
  selectSessionsOf,
  updateSessionSeen,
} from "./store.ts"

/** An hour without a page ends a session, and so does the length of a long shift. */
export const idleLimitMs = 60 * 60 * 1000
export const sessionLimitMs = 12 * 60 * 60 * 1000
const seenEveryMs = 60 * 1000

/** How somebody signed in. `password` is that alone; `code` and `recovery-code` came after it. */
export type Method = "password" | "code" | "recovery-code" | "passkey" | "provider" | "invitation"

export type Session = {
  readonly actor: Actor
  readonly formSecret: string
  readonly preferences: Preferences
  /** What its own person may call it: no secret, because nobody is let in by it. */
  readonly id: string
  /** When they last showed who they are. */
  readonly confirmedAt: EpochMilliseconds
  readonly method: string | null
}

/** Where somebody signs in from. */
export type From = { readonly userAgent: string; readonly remoteAddress: string }

/** Begins a session; gives the secret for the cookie. What the browser held before is no part of it (session fixation). */
export async function beginSession(
  on: Reads,
  { personId, userAgent, remoteAddress, method }: From & { personId: number; method: Method },
  at: EpochMilliseconds,
): Promise<string> {
  const secret = newSecret()
  await insertSession(on, {
    hash: hashed(secret),
    personId,
    formSecret: newSecret(),
    userAgent: userAgent.replaceAll("\0", "").slice(0, 200).toWellFormed(),
    remote: remoteAddress.slice(0, 100),
    method,
    at,
    expiresAt: at + sessionLimitMs,
  })
  return secret
}

/**
 * The person behind a cookie, if their session and they themselves are still good at `at`.
 * Asked of the database each time, so that a disabled person is out at once, and a role that was taken away is gone. What a page asks
 * by itself (`isUnattended`) does not keep a session alive: nobody may be sitting there.
 */
export async function actorOfSession(
  db: Db,
  cookie: string,
  at: EpochMilliseconds,
  isUnattended = false,
): Promise<Session | undefined> {
  const hash = hashed(cookie)
  const found = await selectSession(db, hash, at, at - idleLimitMs)
  const actor = found && actorOf(found)
  if (found === undefined || actor === undefined) return undefined
  if (!isUnattended && at - found.seen_at > seenEveryMs) await updateSessionSeen(db, hash, at)
  const { form_secret: formSecret, confirmed_at: confirmedAt, method } = found
  const preferences = found.preferences ?? usualPreferences
  return { actor, formSecret, preferences, id: hash.toString("base64url"), confirmedAt, method }
}

/** The people behind many cookies, by the cookie: of those whose sessions, and who themselves, are still good. None is kept alive by it. */
export async function actorsOfSessions(
  db: Db,
  cookies: readonly string[],
  at: EpochMilliseconds,
): Promise<Map<string, Actor>> {
  const hashes = cookies.map(hashed)
  const found = await selectSessions(db, hashes, at, at - idleLimitMs)
  const actors = new Map(found.map((each) => [each.session, actorOf(each)]))
  return new Map(
    cookies.flatMap((cookie, index) => {
      const actor = actors.get(hashes[index]?.toString("hex") ?? "")
      return actor === undefined ? [] : [[cookie, actor]]
    }),
  )
}

/** Gives a session another secret, because its person has just shown again who they are; the old one is good no more. */
export async function renewedSession(on: Reads, id: string, method: Method, at: EpochMilliseconds): Promise<string> {
  const secret = newSecret()
  const renewed = await renewSession(on, Buffer.from(id, "base64url"), hashed(secret), method, at)
  if (renewed === 0) throw new NotFound("You have been signed out meanwhile.")
  return secret
}

/** The sessions of a person that are good at `at`, the last used first. */
export async function sessionsOf(on: Reads, personId: number, at: EpochMilliseconds) {
  const found = await selectSessionsOf(on, personId, at, at - idleLimitMs)
  return found.map(({ session_hash, created_at: begunAt, seen_at: seenAt, user_agent: userAgent, ...rest }) => ({
    id: session_hash.toString("base64url"),
    begunAt,
    seenAt,
    userAgent,
    ...rest,
  }))
}

/** Ends one session of a person. Throws NotFound where it is none of theirs. */
export async function endSessionOf(tx: Tx, by: Own, id: string, at: EpochMilliseconds): Promise<void> {
  if ((await deleteSessionOf(tx, by.personId, Buffer.from(id, "base64url"))) === 0) throw new NotFound()
  await record(tx, { action: "session-ended", outcome: "done", ...by, target: [`person:${by.personId}`] }, at)
}

/** Ends every session of a person but one; gives how many. */
export async function endOtherSessions(tx: Tx, by: Own, kept: string, at: EpochMilliseconds): Promise<number> {
  const ended = await deleteOtherSessionsOf(tx, by.personId, Buffer.from(kept, "base64url"))
  if (ended > 0)
    await record(tx, { action: "sessions-ended", outcome: "done", ...by, target: [`person:${by.personId}`] }, at)
  return ended
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
