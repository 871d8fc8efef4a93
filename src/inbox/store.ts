// Every statement about letters.

import { randomBytes } from "node:crypto"
import { type Db, instant, type Reads, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import { jobRowsFor } from "../jobs/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Envelope } from "./letter.ts"

export const letterStates = ["received", "filed", "held", "ignored"] as const
export type LetterState = (typeof letterStates)[number]
export type LetterSource = "smtp" | "receive" | "spool"

export type NewLetter = {
  readonly raw: Buffer
  readonly envelope: Envelope
  readonly source: LetterSource
  readonly receivedAt: EpochMilliseconds
}

/**
 * Keeps letters and adds the job that reads each, all in one statement; gives their numbers in order. Whoever awaits it may
 * acknowledge them. The bytes travel as one parameter, because an array of them would travel as text.
 */
export async function keepLetters(on: Reads, letters: readonly NewLetter[]): Promise<number[]> {
  const given = letters.map((letter) => ({
    received: instant(letter.receivedAt),
    source: letter.source,
    sender: withoutNul(letter.envelope.from),
    recipients: letter.envelope.to.map(withoutNul),
    size: letter.raw.length,
  }))
  const kept = await rows<{ letter_id: number }>(
    on,
    sql`with given as (
      select *, sum(size) over (order by nth) - size as start
      from rows from (jsonb_to_recordset(${JSON.stringify(given)}::jsonb)
        as (received timestamptz, source text, sender text, recipients text[], size int)) with ordinality
        as given (received, source, sender, recipients, size, nth)
    ), parted as (
      select nth, received, source, sender, recipients, size,
        substring(${randomBytes(letters.length * saltBytes)}::bytea from (nth::int - 1) * ${saltBytes}::int + 1 for ${saltBytes}::int) as salt,
        substring(${Buffer.concat(letters.map((letter) => letter.raw))}::bytea from start::int + 1 for size) as raw
      from given
    ), letter as (
      insert into letters (received_at, source, envelope_from, envelope_to, size, salt, raw, sha256)
      select received, source, sender, recipients, size, salt, raw, sha256(salt || raw) from parted order by nth
      returning letter_id
    ), queued as (
      ${jobRowsFor(sql`select 'read-letter'::text, jsonb_build_object('letter', letter_id) from letter`)}
    ) select letter_id from letter order by letter_id`,
  )
  if (kept.length !== letters.length) throw new Error("the database did not keep every letter")
  return kept.map((each) => each.letter_id)
}

const saltBytes = 16

function withoutNul<T extends string | null>(text: T): T | string {
  return text === null ? text : text.replaceAll("\0", "\ufffd").toWellFormed()
}

/** A letter that waits to be read, or to be released: what is known of it beside its bytes. */
export type LetterRow = {
  readonly letterId: number
  readonly receivedAt: EpochMilliseconds
  readonly source: LetterSource
  readonly envelope: Envelope
  readonly size: number
  readonly state: LetterState
  readonly attempts: number
  readonly caseId: number | null
}

type RawLetterRow = {
  letter_id: number
  received_at: number
  source: LetterSource
  envelope_from: string | null
  envelope_to: string[]
  size: number
  state: LetterState
  attempts: number
  case_id: number | null
}

const letterColumns = sql`letter_id, received_at, source, envelope_from, envelope_to, size, state, attempts, case_id`

function letterFrom(found: RawLetterRow): LetterRow {
  return {
    letterId: found.letter_id,
    receivedAt: found.received_at,
    source: found.source,
    envelope: { from: found.envelope_from, to: found.envelope_to },
    size: found.size,
    state: found.state,
    attempts: found.attempts,
    caseId: found.case_id,
  }
}

/** Counts one more attempt at a letter that is not yet read; undefined where it has been. */
export async function beginReading(db: Db, letterId: number): Promise<LetterRow | undefined> {
  const found = await row<RawLetterRow>(
    db,
    sql`update letters set attempts = attempts + 1 where letter_id = ${letterId} and state = 'received' returning ${letterColumns}`,
  )
  return found === undefined ? undefined : letterFrom(found)
}

/** Locks a letter: whatever is decided of it is decided once. */
export async function lockLetter(tx: Tx, letterId: number): Promise<LetterRow | undefined> {
  const found = await row<RawLetterRow>(
    tx,
    sql`select ${letterColumns} from letters where letter_id = ${letterId} for update`,
  )
  return found === undefined ? undefined : letterFrom(found)
}

export async function findLetter(on: Reads, letterId: number): Promise<LetterRow | undefined> {
  const found = await row<RawLetterRow>(on, sql`select ${letterColumns} from letters where letter_id = ${letterId}`)
  return found === undefined ? undefined : letterFrom(found)
}

// Bytes come as text, twice their size, in one piece: larger pieces than this would hold up the loop.
const pieceBytes = 4 * 1024 * 1024

/** The letter as it came; undefined once it is kept elsewhere. */
export async function rawLetter(on: Reads, letterId: number, size: number): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  for (let offset = 0; offset < Math.max(size, 1); offset += pieceBytes) {
    const piece = await rawPiece(on, letterId, offset)
    if (piece === undefined) return undefined
    pieces.push(piece)
  }
  return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces)
}

async function rawPiece(on: Reads, letterId: number, offset: number): Promise<Buffer | undefined> {
  const found = await row<{ piece: Buffer | null }>(
    on,
    sql`select substring(raw from ${offset + 1}::int for ${pieceBytes}::int) as piece from letters where letter_id = ${letterId}`,
  )
  return found?.piece ?? undefined
}

export type WhatWasRead = {
  readonly messageId: string | null
  readonly fromAddress: string | null
  readonly subject: string | null
}

/** Notes what a letter says of itself, while it is on no case. */
export async function noteWhatWasRead(
  tx: Tx,
  letterId: number,
  read: WhatWasRead,
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    tx,
    sql`update letters set message_id = ${read.messageId}, from_address = ${read.fromAddress}, subject = ${read.subject},
      read_at = ${instant(at)} where letter_id = ${letterId}`,
  )
}

/**
 * Claims the key of a letter that may be a repeat: null when it is the first, otherwise the number of the first.
 * Two deliveries of one letter read at once wait for each other here.
 */
export async function claimKey(tx: Tx, letterId: number, key: Buffer): Promise<number | null> {
  await run(tx, sql`select pg_advisory_xact_lock(7243005, ${key.readInt32BE(0)})`)
  const first = await row<{ letter_id: number }>(tx, sql`select letter_id from letters where dedupe_key = ${key}`)
  if (first !== undefined) return first.letter_id === letterId ? null : first.letter_id
  await run(tx, sql`update letters set dedupe_key = ${key} where letter_id = ${letterId}`)
  return null
}

export async function markHeld(tx: Tx, letterId: number, reason: string): Promise<void> {
  await run(tx, sql`update letters set state = 'held', reason = ${reason} where letter_id = ${letterId}`)
}

export async function markIgnored(tx: Tx, letterId: number, reason: string): Promise<void> {
  await run(tx, sql`update letters set state = 'ignored', reason = ${reason} where letter_id = ${letterId}`)
}

/** Where the words of a letter went when it was filed. */
export type Filing = {
  readonly caseId: number
  readonly reason: string | null
  readonly letterContentId: number
  readonly fromContentId: number | null
  readonly subjectContentId: number | null
}

/** The letter is on a case now: the case's content holds its words and its bytes, and this row holds none. */
export async function markFiled(tx: Tx, letterId: number, filing: Filing): Promise<void> {
  await run(
    tx,
    sql`update letters set state = 'filed', reason = ${filing.reason}, case_id = ${filing.caseId},
      letter_content_id = ${filing.letterContentId}, from_content_id = ${filing.fromContentId},
      subject_content_id = ${filing.subjectContentId}, raw = null, salt = null, from_address = null, subject = null,
      envelope_from = null, envelope_to = '{}'
    where letter_id = ${letterId}`,
  )
}

export async function markSettled(tx: Tx, letterId: number, by: number | null, at: EpochMilliseconds): Promise<void> {
  await run(tx, sql`update letters set settled_at = ${instant(at)}, settled_by = ${by} where letter_id = ${letterId}`)
}

/** Adds the job again for letters that nobody has read for `minutes` and that no job waits for: after a fault, not in daily life. */
export async function requeueUnread(db: Db, minutes: number): Promise<number> {
  return run(
    db,
    jobRowsFor(sql`select 'read-letter'::text, jsonb_build_object('letter', l.letter_id) from letters l
      where l.state = 'received' and l.kept_at < now() - make_interval(mins => ${minutes})
        and not exists (select from pgboss.job j where j.name = 'read-letter' and j.state in ('created', 'retry', 'active')
          and j.data = jsonb_build_object('letter', l.letter_id))
      order by l.letter_id limit 1000`),
  )
}

export type ListedLetter = {
  readonly letterId: number
  readonly messageId: string | null
  readonly receivedAt: EpochMilliseconds
  readonly from: string | null
  readonly subject: string | null
  readonly state: LetterState
  readonly reason: string | null
  /** The reference of the case that it was filed on. */
  readonly caseReference: string | null
}

type RawListedLetter = Pick<ListedLetter, "from" | "subject" | "state" | "reason"> & {
  letter_id: number
  message_id: string | null
  received_at: number
  case_reference: string | null
}

export type LetterFilter = { readonly state: LetterState | null; readonly after: number | null; readonly limit: number }

/** Newest first, of those that `actor` may see. The words of a filed letter are its case's content, and null once redacted. */
export async function listLetters(
  on: Reads,
  actor: Actor,
  { state, after, limit }: LetterFilter,
): Promise<ListedLetter[]> {
  const found = await rows<RawListedLetter>(
    on,
    sql`select l.letter_id, l.message_id, l.received_at, l.state, l.reason, cases.reference as case_reference,
      coalesce(l.from_address, convert_from(sender.bytes, 'UTF8')) as from,
      coalesce(l.subject, convert_from(subject.bytes, 'UTF8')) as subject
    from letters l
      left join cases on cases.case_id = l.case_id
      left join content sender on sender.case_id = l.case_id and sender.content_id = l.from_content_id
      left join content subject on subject.case_id = l.case_id and subject.content_id = l.subject_content_id
    where ${state === null ? sql`true` : stateIs(state)} and ${after === null ? sql`true` : sql`l.letter_id < ${after}`}
      and (l.case_id is null or ${visibleTo(actor)})
    order by l.letter_id desc limit ${limit}`,
  )
  return found.map(({ letter_id, message_id, received_at, case_reference, ...rest }) => ({
    letterId: letter_id,
    messageId: message_id,
    receivedAt: received_at,
    caseReference: case_reference,
    ...rest,
  }))
}

/** How many letters are in a state: for metrics. */
export async function letterCount(on: Reads, state: LetterState): Promise<number> {
  const found = await row<{ count: number }>(on, sql`select count(*) as count from letters l where ${stateIs(state)}`)
  return found?.count ?? 0
}

// Written out, so that the partial indexes serve them.
function stateIs(state: LetterState): Sql {
  if (state === "held") return sql`l.state = 'held'`
  return state === "received" ? sql`l.state = 'received'` : sql`l.state = ${state}`
}
