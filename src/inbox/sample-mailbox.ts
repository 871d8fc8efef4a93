// For tests: a mailbox of a desk in small on a mail server for tests, looked after by watches that the test starts and stops.

import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { until as patiently } from "../../test/support/until.ts"
import { row, rows, sql } from "../database/index.ts"
import { system } from "../people/index.ts"
import { openTokens } from "./mailbox-token.ts"
import { addMailbox, type MailboxGiven } from "./mailboxes.ts"
import { watchMailboxes } from "./mailboxes-watch.ts"
import { readLetter } from "./read-letter.ts"
import { at, type SampleInbox } from "./sample-inbox.ts"

export const secretKey = randomBytes(32)

export function verb({ desk: { db } }: SampleInbox) {
  return { db, secretKey, actor: system, at }
}

/** Adds a mailbox on a server of this machine; gives its number. */
export function added(sample: SampleInbox, port: number, more: Partial<MailboxGiven> = {}): Promise<number> {
  return addMailbox(verb(sample), {
    address: "help@college.example",
    name: "Help",
    host: "127.0.0.1",
    port,
    security: "none",
    userName: "help",
    signIn: { auth: "password" },
    secret: "secret",
    ...more,
  })
}

export type Watching = { readonly errors: unknown[]; readonly stop: () => Promise<void> }

/** Starts to look after the mailboxes, quickly: nobody waits a minute in a test. */
export function watching({ desk: { db } }: SampleInbox, poller = "one", restMilliseconds = 200): Watching {
  const errors: unknown[] = []
  const watch = watchMailboxes({
    db,
    now: () => at,
    secretKey,
    tokens: openTokens(),
    poller,
    restMilliseconds,
    firstPauseMilliseconds: 20,
    askMilliseconds: 100,
    onKept: () => undefined,
    onError: (error) => errors.push(error),
  })
  return { errors, stop: watch.stop }
}

/** Waits until something holds. */
export async function until(what: string, holds: () => Promise<boolean> | boolean): Promise<void> {
  await patiently(holds).catch((error: unknown) => assert.fail(`${what}: ${error}`))
}

export async function keptCount({ desk: { db } }: SampleInbox): Promise<number> {
  return (await row<{ count: number }>(db, sql`select count(*) as count from letters`))?.count ?? 0
}

/** Reads every letter that is kept and not read; gives what became of each, in order. */
export async function readAll({ desk: { db }, inbox }: SampleInbox) {
  const unread = await rows<{ letter_id: number }>(
    db,
    sql`select letter_id from letters where state = 'received' order by letter_id`,
  )
  for (const { letter_id } of unread) await readLetter(inbox, letter_id)
  return await rows<{ state: string; reason: string | null; received_at: number; case_id: number | null }>(
    db,
    sql`select state, reason, received_at, case_id from letters order by letter_id`,
  )
}
