// The statements that keep letters, and see to it that each is read.

import { randomBytes } from "node:crypto"
import { type Db, instant, type Reads, rows, run, sql } from "../database/index.ts"
import { jobRowsFor } from "../jobs/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Envelope } from "./letter.ts"
import type { Turn } from "./senders.ts"
import type { LetterSource } from "./store.ts"

export type NewLetter = {
  readonly raw: Buffer
  readonly envelope: Envelope
  readonly source: LetterSource
  readonly receivedAt: EpochMilliseconds
  /** The mailbox that it was fetched from. */
  readonly mailboxId?: number
  /** The network address that the sending server came from, and what it called itself: where they are known. */
  readonly peer?: string
  readonly helo?: string
}

/** A letter with its turn to be read. */
export type LetterInTurn = NewLetter & { readonly turn: Turn }

/**
 * Keeps letters and adds the job that reads each, all in one statement; gives their numbers in order. Whoever awaits it may
 * acknowledge them. The bytes travel as one parameter, because an array of them would travel as text.
 */
export async function keepLetters(on: Reads, letters: readonly LetterInTurn[]): Promise<number[]> {
  const given = letters.map((letter) => ({
    received: instant(letter.receivedAt),
    source: letter.source,
    sender: withoutNul(letter.envelope.from),
    recipients: letter.envelope.to.map(withoutNul),
    size: letter.raw.length,
    mailbox: letter.mailboxId ?? null,
    peer: letter.peer ?? null,
    helo: letter.helo === undefined ? null : withoutNul(letter.helo),
    job: letter.turn.job,
    priority: letter.turn.priority,
  }))
  const kept = await rows<{ letter_id: number }>(
    on,
    sql`with given as (
      select *, sum(size) over (order by nth) - size as start
      from rows from (jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as (received timestamptz, source text, sender text, recipients text[], size int, mailbox bigint, peer text, helo text, job text, priority int))
        with ordinality as given (received, source, sender, recipients, size, mailbox, peer, helo, job, priority, nth)
    ), parted as (
      select nth, received, source, sender, recipients, size, mailbox, peer, helo, job, priority,
        substring(${randomBytes(letters.length * saltBytes)}::bytea from (nth::int - 1) * ${saltBytes}::int + 1 for ${saltBytes}::int) as salt,
        substring(${Buffer.concat(letters.map((letter) => letter.raw))}::bytea from start::int + 1 for size) as raw
      from given
    ), letter as (
      insert into letters (received_at, source, envelope_from, envelope_to, size, mailbox_id, peer, helo, salt, raw, sha256)
      select received, source, sender, recipients, size, mailbox, peer, helo, salt, raw, sha256(salt || raw) from parted order by nth
      returning letter_id
    ), queued as (
      ${jobRowsFor(sql`select job, jsonb_build_object('letter', letter_id), priority from parted
        join (select letter_id, row_number() over (order by letter_id) as nth from letter) as numbered using (nth)`)}
    ) select letter_id from letter order by letter_id`,
  )
  if (kept.length !== letters.length) throw new Error("the database did not keep every letter")
  return kept.map((each) => each.letter_id)
}

const saltBytes = 16

function withoutNul<T extends string | null>(text: T): T | string {
  return text === null ? text : text.replaceAll("\0", "\ufffd").toWellFormed()
}

/** Adds the job again for letters that nobody has read for `minutes` and that no job waits for: after a fault, not in daily life. */
export async function requeueUnread(db: Db, minutes: number): Promise<number> {
  return run(
    db,
    jobRowsFor(sql`select 'read-letter'::text, jsonb_build_object('letter', l.letter_id), 0 from letters l
      where l.state = 'received' and l.kept_at < now() - make_interval(mins => ${minutes})
        and not exists (select from pgboss.job j where j.name in ('read-letter', 'read-flood') and j.state in ('created', 'retry', 'active')
          and j.data = jsonb_build_object('letter', l.letter_id))
      order by l.letter_id limit 1000`),
  )
}
