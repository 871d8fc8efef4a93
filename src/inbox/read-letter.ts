// The job that reads a letter: parse, match, and hand it to the kind of case that it belongs to. Doing it twice is harmless:
// what is decided of a letter is decided once, under its lock.

import { type Db, type Reads, type Tx, transaction } from "../database/index.ts"
import { isRefusal } from "../errors.ts"
import { fail } from "../failpoint.ts"
import type { Scanner } from "../files/index.ts"
import { markUndeliverable, markWriting, meansNoMailbox, type NoticeNamed } from "../notices/index.ts"
import { type Actor, doneBy, record, system } from "../people/index.ts"
import type { EpochMilliseconds, Now } from "../time/epoch.ts"
import type { SenderChecker } from "./checker.ts"
import { untilCalm } from "./keeper.ts"
import { type KnownOfLetter, onlyIfNotFound, whatIsKnown } from "./known-of-letter.ts"
import { type Envelope, isQuarantined, type ParsedLetter, type Quarantine, type ReportedRecipient } from "./letter.ts"
import { letterKey } from "./letter-key.ts"
import { type Decision, matched, noticesNamed, type Ours } from "./match.ts"
import { type LetterParser, ParserEnded, ReaderMissing } from "./parser.ts"
import type { SenderVerdict } from "./sender-checks.ts"
import {
  beginReading,
  claimKey,
  type Filing,
  type LetterRow,
  lockLetter,
  markFiled,
  markHeld,
  markIgnored,
  noteChecks,
  noteWhatWasRead,
  rawLetter,
} from "./store.ts"
import { thanked } from "./thanks.ts"

/** A letter as it is handed on. `releasedBy` is the colleague who let it out of the pen, null where it came by itself. */
export type DeliveredLetter = {
  readonly letterId: number
  readonly receivedAt: EpochMilliseconds
  readonly envelope: Envelope
  readonly raw: Buffer
  readonly releasedBy: Actor | null
  /** Whether its sender is proved. */
  readonly sender: SenderVerdict
  /** The queue of the mailbox that it came to; null: the charter's first. */
  readonly queue: string | null
}

/** What the kinds of case do with a letter, each in the transaction that it is given, keeping its words as content of the case. */
export type LetterHandlers = {
  readonly open: (tx: Tx, letter: DeliveredLetter, parsed: ParsedLetter, at: EpochMilliseconds) => Promise<Filing>
  readonly update: (
    tx: Tx,
    caseId: number,
    letter: DeliveredLetter,
    parsed: ParsedLetter,
    at: EpochMilliseconds,
  ) => Promise<Filing>
  readonly bounce: (
    tx: Tx,
    notice: NoticeNamed,
    recipients: readonly ReportedRecipient[],
    letter: DeliveredLetter,
    parsed: ParsedLetter,
    at: EpochMilliseconds,
  ) => Promise<Filing>
  /** The number of a case that the colleague may see, by its reference. Throws NotFound. */
  readonly caseOf: (on: Reads, actor: Actor, reference: string) => Promise<number>
  /** The address that each notice went to, in the same order; null where it is not known. */
  readonly recipientsOf: (on: Reads, notices: readonly NoticeNamed[]) => Promise<readonly (string | null)[]>
}

export type Inbox = {
  readonly db: Db
  readonly now: Now
  readonly parser: LetterParser
  readonly ours: Ours
  readonly handlers: LetterHandlers
  /** Who stands behind a letter; nobody is asked, unless given. */
  readonly checker?: SenderChecker
  /** Looks at a held letter before anybody saves it; nothing does, unless given. */
  readonly scanner?: Scanner
}

const parseTries = 2
const readingTries = 5

/**
 * Throws when it should be tried again; at the last try the letter is held instead, where a person sees it. A letter of a flood waits
 * while any letters pour in, every other only while those of many do.
 */
export async function readLetter(inbox: Inbox, letterId: number, isOfFlood = false): Promise<void> {
  await fail("letter.before_reading")
  await untilCalm(inbox.db, isOfFlood ? "all" : "ordinary")
  // Before the letter is begun: a reader that will not start must use up none of its tries.
  await inbox.parser.ready()
  const letter = await beginReading(inbox.db, letterId)
  if (letter === undefined) return
  try {
    await fail("letter.after_beginning")
    await readAndFile(inbox, letter)
    await fail("letter.after_commit")
  } catch (error) {
    if (letter.attempts < readingTries || error instanceof ReaderMissing) throw error
    await transaction(inbox.db, (tx) =>
      settle(tx, letterId, (found) => markHeld(tx, found.letterId, "could not be filed")),
    )
    throw error
  }
}

async function readAndFile(inbox: Inbox, letter: LetterRow): Promise<void> {
  const raw = await rawLetter(inbox.db, letter.letterId, letter.size)
  if (raw === undefined) return
  const read = await parsedTwice(inbox.parser, raw, letter.envelope)
  await fail("letter.after_parsing")
  const known = await whatIsKnown(inbox, letter, raw, read)
  try {
    await transaction(inbox.db, async (tx) => {
      await settle(tx, letter.letterId, (found) => decide(tx, inbox, found, raw, read, known))
      await fail("letter.before_commit")
    })
  } catch (error) {
    if (!isRefusal(error)) throw error
    await transaction(inbox.db, (tx) =>
      settle(tx, letter.letterId, (found) => hold(tx, inbox, found, read, `could not be filed: ${error.message}`)),
    )
  }
}

/** A letter that ends the reader gets a second try with a new one; then it counts as unreadable. */
export async function parsedTwice(
  parser: LetterParser,
  raw: Buffer,
  envelope: Envelope,
): Promise<ParsedLetter | Quarantine> {
  for (let tries = 1; ; tries++) {
    try {
      return await parser.parseLetter(raw, envelope)
    } catch (error) {
      if (!(error instanceof ParserEnded)) throw error
      if (tries >= parseTries) return { quarantined: error.message, messageId: null, from: null, subject: "" }
    }
  }
}

async function settle(tx: Tx, letterId: number, work: (letter: LetterRow) => Promise<void>): Promise<void> {
  const letter = await lockLetter(tx, letterId)
  if (letter?.state === "received") await work(letter)
}

async function decide(
  tx: Tx,
  inbox: Inbox,
  letter: LetterRow,
  raw: Buffer,
  read: ParsedLetter | Quarantine,
  known: KnownOfLetter,
): Promise<void> {
  const at = inbox.now()
  await noteWhatWasRead(tx, letter.letterId, summaryOf(read), at)
  await noteChecks(tx, letter.letterId, known.checks, known.mailboxId)
  const first = await claimKey(tx, letter.letterId, letterKey(inbox.ours.key, read, raw))
  if (first !== null) await markIgnored(tx, letter.letterId, `a repeat of letter ${first}`)
  else if (isQuarantined(read)) await hold(tx, inbox, letter, read, read.quarantined)
  else {
    const decision = onlyIfNotFound(await decisionOn(tx, inbox, letter, read, known), known.checks)
    await carryOut(tx, inbox, deliveredFrom(letter, raw, null, known), read, decision, at)
  }
}

async function decisionOn(
  tx: Tx,
  inbox: Inbox,
  letter: LetterRow,
  parsed: ParsedLetter,
  { ours }: KnownOfLetter,
): Promise<Decision> {
  const named = noticesNamed(parsed, ours)
  const recipients = named.length === 0 ? [] : await inbox.handlers.recipientsOf(tx, named)
  return matched(parsed, letter.envelope, ours, (notice) => {
    const index = named.findIndex((each) => each.caseId === notice.caseId && each.noticeId === notice.noticeId)
    return recipients[index] ?? undefined
  })
}

async function carryOut(
  tx: Tx,
  inbox: Inbox,
  letter: DeliveredLetter,
  parsed: ParsedLetter,
  decision: Decision,
  at: EpochMilliseconds,
): Promise<void> {
  const { handlers, ours, db } = inbox
  const { letterId } = letter
  if (decision.do === "ignore") await markIgnored(tx, letterId, decision.reason)
  else if (decision.do === "hold") await holdFor(tx, letterId, decision.reason, decision.claims, at)
  else if (decision.do === "bounce") await carryOutBounce(tx, inbox, letter, parsed, decision, at)
  else {
    if (parsed.from !== null) await markWriting(tx, ours.key, parsed.from.address)
    const filing =
      decision.do === "open"
        ? await handlers.open(tx, letter, thanked(db, parsed), at)
        : await handlers.update(tx, decision.caseId, letter, parsed, at)
    await markFiled(tx, letterId, filing)
  }
}

async function carryOutBounce(
  tx: Tx,
  { handlers, ours }: Inbox,
  letter: DeliveredLetter,
  parsed: ParsedLetter,
  decision: Decision & { do: "bounce" },
  at: EpochMilliseconds,
): Promise<void> {
  await markFiled(tx, letter.letterId, await handlers.bounce(tx, decision, decision.recipients, letter, parsed, at))
  if (!decision.recipients.some(meansNoMailbox)) return
  const [address = null] = await handlers.recipientsOf(tx, [decision])
  if (address !== null) await markUndeliverable(tx, ours.key, address, at)
}

async function hold(
  tx: Tx,
  inbox: Inbox,
  { letterId }: LetterRow,
  read: ParsedLetter | Quarantine,
  reason: string,
): Promise<void> {
  await noteWhatWasRead(tx, letterId, summaryOf(read), inbox.now())
  await holdFor(tx, letterId, reason, [], inbox.now())
}

// Somebody claimed a case and was refused: that is a fact of its own, beside the letter.
async function holdFor(
  tx: Tx,
  letterId: number,
  reason: string,
  claims: readonly string[],
  at: EpochMilliseconds,
): Promise<void> {
  await markHeld(tx, letterId, reason)
  const target = [`letter:${letterId}`, ...claims]
  await record(tx, { action: "letter-held", outcome: "refused", ...doneBy(system), target }, at)
}

/** A letter to be handed on, with what is known of where it comes from and where it belongs. */
export function deliveredFrom(
  { letterId, receivedAt, envelope }: LetterRow,
  raw: Buffer,
  releasedBy: Actor | null,
  { checks, queue }: Pick<KnownOfLetter, "checks" | "queue">,
): DeliveredLetter {
  return { letterId, receivedAt, envelope, raw, releasedBy, sender: checks.sender, queue }
}

function summaryOf(read: ParsedLetter | Quarantine) {
  return { messageId: read.messageId, fromAddress: read.from?.address ?? null, subject: read.subject }
}
