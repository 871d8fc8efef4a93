// Every statement about a letter that is read and decided on. How letters are kept is in keep-store.ts, how they are listed in list-store.ts.

import { type Db, instant, type Reads, row, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Envelope } from "./letter.ts"
import { type SenderChecks, senderChecks } from "./sender-checks.ts"

export const letterStates = ["received", "filed", "held", "ignored"] as const
export type LetterState = (typeof letterStates)[number]
export type LetterSource = "smtp" | "receive" | "spool" | "imap"

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
  /** The mailbox that it was fetched from. */
  readonly mailboxId: number | null
  /** The sending server's address, and what it called itself. */
  readonly peer: string | null
  readonly helo: string | null
  readonly checks: SenderChecks | null
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
  mailbox_id: number | null
  peer: string | null
  helo: string | null
  checks: unknown
}

const letterColumns = sql`letter_id, received_at, source, envelope_from, envelope_to, size, state, attempts, case_id, mailbox_id, peer, helo, checks`

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
    mailboxId: found.mailbox_id,
    peer: found.peer,
    helo: found.helo,
    checks: senderChecks.safeParse(found.checks).data ?? null,
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

/** Notes who its sender is proved to be, and which mailbox it came to. */
export async function noteChecks(
  tx: Tx,
  letterId: number,
  checks: SenderChecks,
  mailboxId: number | null,
): Promise<void> {
  await run(
    tx,
    sql`update letters set checks = ${JSON.stringify(checks)}::jsonb, mailbox_id = ${mailboxId} where letter_id = ${letterId}`,
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
      envelope_from = null, envelope_to = '{}', peer = null, helo = null
    where letter_id = ${letterId}`,
  )
}

export async function markSettled(tx: Tx, letterId: number, by: number | null, at: EpochMilliseconds): Promise<void> {
  await run(tx, sql`update letters set settled_at = ${instant(at)}, settled_by = ${by} where letter_id = ${letterId}`)
}
