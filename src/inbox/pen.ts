// The holding pen: letters that wait for a person to say what they are.

import { type Db, transaction } from "../database/index.ts"
import { NotFound, Refused } from "../errors.ts"
import { type Actor, doneBy, may, mustBeAbleTo, record } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { isQuarantined, type ParsedLetter, type Quarantine } from "./letter.ts"
import { type LetterFilter, type ListedLetter, listLetters } from "./list-store.ts"
import { knownMailboxes, mailboxOf } from "./mailbox-choice.ts"
import { type DeliveredLetter, deliveredFrom, type Inbox, parsedTwice } from "./read-letter.ts"
import { notJudged, type SenderChecks } from "./sender-checks.ts"
import { findLetter, type LetterRow, lockLetter, markFiled, markIgnored, markSettled, rawLetter } from "./store.ts"

/** Letters newest first; those on cases that the colleague may not see are left out. Throws NotAllowed. */
export async function letters(db: Db, actor: Actor, filter: LetterFilter): Promise<ListedLetter[]> {
  mustBeAbleTo(actor, "see-letters")
  return listLetters(db, actor, filter)
}

/** A letter that is on no case yet, read again for a person to look at. Throws NotFound. */
export async function readHeldLetter(inbox: Inbox, actor: Actor, letterId: number): Promise<HeldLetter> {
  mustBeAbleTo(actor, "see-letters")
  const { letter, raw } = await waiting(inbox.db, letterId)
  const parsed = await readAgain(inbox, letter, raw)
  return { letterId, receivedAt: letter.receivedAt, parsed, raw, checks: letter.checks }
}

export type HeldLetter = {
  readonly letterId: number
  readonly receivedAt: EpochMilliseconds
  readonly parsed: ParsedLetter
  readonly raw: Buffer
  /** What is known of its sender; null for a letter that was read before the desk looked. */
  readonly checks: SenderChecks | null
}

/** `as` is "new", or the reference of the case that the letter belongs to. Gives the number of the case it went to. */
export async function releaseLetter(
  inbox: Inbox,
  actor: Actor,
  letterId: number,
  { as }: { readonly as: string },
  at: EpochMilliseconds,
): Promise<{ readonly caseId: number }> {
  await mustBeAbleToRelease(inbox.db, actor, letterId, at)
  const { letter, raw } = await waiting(inbox.db, letterId)
  const parsed = await readAgain(inbox, letter, raw)
  const queue = mailboxOf(await knownMailboxes(inbox.db), letter.mailboxId, [])?.queue ?? null
  return transaction(inbox.db, async (tx) => {
    mustBeHeld(await lockLetter(tx, letterId))
    const checks = letter.checks ?? notJudged("checks-are-off")
    const delivered: DeliveredLetter = deliveredFrom(letter, raw, actor, { checks, queue })
    const filing =
      as === "new"
        ? await inbox.handlers.open(tx, delivered, parsed, at)
        : await inbox.handlers.update(tx, await inbox.handlers.caseOf(tx, actor, as), delivered, parsed, at)
    await markFiled(tx, letterId, filing)
    await markSettled(tx, letterId, actor.personId, at)
    const target = [`letter:${letterId}`, `case:${filing.caseId}`]
    await record(tx, { action: "letter-released", outcome: "done", ...doneBy(actor), target }, at)
    return { caseId: filing.caseId }
  })
}

/** Sets a held letter aside; it can be found, and is kept. */
export async function ignoreLetter(db: Db, actor: Actor, letterId: number, at: EpochMilliseconds): Promise<void> {
  await mustBeAbleToRelease(db, actor, letterId, at)
  await transaction(db, async (tx) => {
    mustBeHeld(await lockLetter(tx, letterId))
    await markIgnored(tx, letterId, "set aside by a colleague")
    await markSettled(tx, letterId, actor.personId, at)
    const target = [`letter:${letterId}`]
    await record(tx, { action: "letter-ignored", outcome: "done", ...doneBy(actor), target }, at)
  })
}

async function mustBeAbleToRelease(db: Db, actor: Actor, letterId: number, at: EpochMilliseconds): Promise<void> {
  if (may(actor, "release-letter")) return
  const target = [`letter:${letterId}`]
  await record(db, { action: "letter-released", outcome: "refused", ...doneBy(actor), target }, at)
  mustBeAbleTo(actor, "release-letter")
}

async function waiting(db: Db, letterId: number): Promise<{ letter: LetterRow; raw: Buffer }> {
  const letter = await findLetter(db, letterId)
  const raw = letter === undefined ? undefined : await rawLetter(db, letterId, letter.size)
  if (letter === undefined || raw === undefined) throw new NotFound()
  return { letter, raw }
}

function mustBeHeld(letter: LetterRow | undefined): void {
  if (letter === undefined) throw new NotFound()
  if (letter.state !== "held") throw new Refused(`This letter is not held any more: it is ${letter.state}.`)
}

async function readAgain(inbox: Inbox, letter: LetterRow, raw: Buffer): Promise<ParsedLetter> {
  const read = await parsedTwice(inbox.parser, raw, letter.envelope)
  return isQuarantined(read) ? unread(read, raw) : read
}

// A letter that no program may read can still be somebody's: its bytes go along as they came.
function unread(read: Quarantine, raw: Buffer): ParsedLetter {
  const bytes = new Uint8Array(raw)
  return {
    messageId: read.messageId,
    inReplyTo: [],
    references: [],
    from: read.from,
    fromProblem: read.from === null ? "has no usable From" : null,
    to: [],
    cc: [],
    subject: read.subject,
    date: null,
    text: "",
    fresh: "",
    quoted: "",
    html: null,
    attachments: [{ name: "letter.eml", mediaType: "message/rfc822", size: bytes.length, bytes }],
    classification: { kind: "automatic", why: read.quarantined },
    mayBeAnswered: false,
    report: null,
    bodyHash: "",
  }
}
