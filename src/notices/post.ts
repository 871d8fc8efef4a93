// Sends mail that is about no case: each second what is due, some at a time. Doing it twice is harmless, dying at any step is too: the
// row says what is owed, and an attempt that nobody ends is made again.

import MailComposer from "nodemailer/lib/mail-composer"
import type { Db } from "../database/index.ts"
import { inLanes } from "../jobs/index.ts"
import type { EpochMilliseconds, Now } from "../time/epoch.ts"
import { domainOf, isOwnAddress } from "./addresses.ts"
import { addressAllowance } from "./allowance.ts"
import type { Answer } from "./answer.ts"
import { htmlPage, plainText } from "./block.ts"
import { oneLine, usableAddress } from "./clean.ts"
import { pauseAfter } from "./deliver.ts"
import { type Letterhead, spokenIn } from "./letterhead.ts"
import { macOf } from "./mac.ts"
import { type MailWords, type MailWriters, mailFacts } from "./mail.ts"
import { mailDate } from "./mail-date.ts"
import {
  claimMails,
  countAutomatic,
  type DueMail,
  deleteMailsBefore,
  endMail,
  type MailEnd,
  postponeMail,
} from "./mail-store.ts"
import type { Outgoing } from "./outgoing.ts"
import type { Rendered } from "./render.ts"

export type Posting = {
  readonly db: Db
  readonly outgoing: Outgoing
  readonly writers: MailWriters
  readonly now: Now
  readonly onError: (error: unknown) => void
}

const atOnce = 40
const lanes = 4
const patience = 2 * 24 * 3_600_000
const keptMilliseconds = 14 * 24 * 3_600_000

/** Sends some of what is due; gives how many were tried. */
export async function sendDueMails(posting: Posting): Promise<number> {
  const { db, outgoing, now, onError } = posting
  const at = now()
  const due = await claimMails(db, at, at + outgoing.leaseMilliseconds * lanes, atOnce)
  await inLanes(due, lanes, (mail) => attempt(posting, mail).catch(onError))
  return due.length
}

/** Deletes mail of some weeks ago. */
export async function forgetMails(db: Db, at: EpochMilliseconds): Promise<void> {
  await deleteMailsBefore(db, at - keptMilliseconds)
}

async function attempt(posting: Posting, mail: DueMail): Promise<void> {
  const { db, outgoing, now } = posting
  const end = (state: MailEnd["state"], reason: string | null, caught: Buffer | null = null) =>
    endMail(db, mail, { state, reason, caught }, now())
  if (outgoing.relay === null && posting.writers[mail.kind]?.secret === "staff-link")
    return void (await end("dropped", "no-relay"))
  const words = await wordsFor(posting, mail)
  if (typeof words === "string") return void (await end("dropped", words))
  const rendered = await renderedMail(mail, words, await letterheadNow(outgoing, now()))
  if (outgoing.relay === null) return void (await end("sent", null, rendered.bytes))
  const answer = await outgoing.relay.send(rendered)
  if (answer.is === "accepted") await end("sent", null)
  else if (answer.is === "refused" || now() >= mail.createdAt + patience) await end("failed", reasonOf(answer))
  else await postponeMail(db, mail, now() + pauseAfter(mail.attempts), reasonOf(answer))
}

// A charter that comes into force while the desk runs names the desk at once.
async function letterheadNow({ letterhead, contactAt }: Outgoing, at: EpochMilliseconds): Promise<Letterhead> {
  return { ...letterhead, ...(await contactAt(at)) }
}

// What stands in the way of a mail, in a word; or what it says.
async function wordsFor(posting: Posting, mail: DueMail): Promise<MailWords | string> {
  const { db, outgoing, writers, now } = posting
  const { key, mailAddress } = outgoing.letterhead
  const address = usableAddress(mail.address)
  const writer = writers[mail.kind]
  if (address === undefined) return "unusable-address"
  if (isOwnAddress(mailAddress, address)) return "own-address"
  if (writer === undefined) return "unknown-kind"
  const letterhead = await letterheadNow(outgoing, now())
  const words = await writer.write(
    db,
    { address, facts: mailFacts.parse(mail.facts), letterhead, language: spokenIn(letterhead, mail.language) },
    now(),
  )
  if (words === undefined) return "nothing-to-say"
  const isCounted = writer.isUnasked && mail.attempts === 1
  if (isCounted && !(await countAutomatic(db, addressAllowance(key, mail.kind, address), now()))) return "limit"
  return words
}

function reasonOf(answer: Answer): string {
  return answer.is === "accepted" ? "accepted" : answer.is === "refused" ? `refused ${answer.code}` : answer.trouble
}

/** A mail as the bytes that a relay gets: the same at every attempt. */
export async function renderedMail(
  mail: Pick<DueMail, "mailId" | "address" | "createdAt" | "language">,
  words: MailWords,
  letterhead: Letterhead,
): Promise<Rendered> {
  const { key, mailAddress, deskName, zone } = letterhead
  const subject = oneLine(words.subject)
  const blocks = [...words.blocks, { kind: "paragraph", text: oneLine(deskName) } as const]
  const mac = macOf(key, "mail-message-id", [mail.mailId])
  const messageId = `<mail.${mail.mailId}.${mac}@${domainOf(mailAddress)}>`
  const composer = new MailComposer({
    from: { name: oneLine(deskName), address: mailAddress },
    to: { name: "", address: mail.address },
    subject,
    messageId,
    date: mailDate(mail.createdAt, zone),
    headers: controlHeaders(words),
    text: plainText(blocks),
    html: htmlPage(subject, blocks, spokenIn(letterhead, mail.language).code),
    baseBoundary: mac,
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { messageId, from: mailAddress, to: mail.address, bytes: await composer.compile().build() }
}

// RFC 3834 for what nobody answers; RFC 2369 and 8058 where one click stops it. The relay signs them with DKIM, as 8058 asks.
function controlHeaders({ unsubscribe }: MailWords): Record<string, string> {
  const automatic = { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply" }
  if (unsubscribe === undefined) return automatic
  const list = { ...automatic, "List-Unsubscribe": `<${unsubscribe}>` }
  // One click is a promise over https alone.
  return unsubscribe.startsWith("https://") ? { ...list, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } : list
}
