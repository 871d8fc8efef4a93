// What becomes of a letter on a case: the handlers that hand parsed letters to the verbs of incidents.

import {
  type ChangedCase,
  type Correspondence,
  findByReference,
  insertFileChecks,
  lastEventOf,
} from "../cases/index.ts"
import { currentRulesIn } from "../clocks/index.ts"
import type { Db, Reads, Tx } from "../database/index.ts"
import { openIncidentIn, receiveMessage, recordBounce } from "../incidents/index.ts"
import { recipientsOf } from "../notices/index.ts"
import type { Actor } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { ParsedLetter } from "./letter.ts"
import type { DeliveredLetter, LetterHandlers } from "./read-letter.ts"
import type { Filing } from "./store.ts"

/**
 * The handlers of a desk. A letter becomes an incident until the desk knows other kinds. With `checksFiles` nobody opens what came with it,
 * nor the letter as it came, before the scanner has looked.
 */
export function letterHandlers(db: Db, { checksFiles = false } = {}): LetterHandlers {
  const filingOf = async (
    tx: Tx,
    changed: ChangedCase,
    letter: DeliveredLetter,
    reason: string,
    at: EpochMilliseconds,
  ) => {
    const { filing, files } = await filed(tx, changed, letter, reason)
    if (checksFiles) await insertFileChecks(tx, filing.caseId, files, at)
    return filing
  }
  return {
    open: async (tx, letter, parsed, at) => {
      const rules = await currentRulesIn(tx, db)
      const opened = await openIncidentIn(tx, contactFrom(letter, parsed, at), { by: "customer", rules, at })
      return filingOf(tx, opened, letter, "a new case", at)
    },
    update: async (tx, caseId, letter, parsed, at) => {
      const rules = await currentRulesIn(tx, db)
      const actor = letter.releasedBy === null ? {} : { actor: letter.releasedBy }
      const changed = await receiveMessage(tx, caseId, messageFrom(letter, parsed, at), { rules, at, ...actor })
      return filingOf(tx, changed, letter, changed.caseId === caseId ? "an update" : "a new case that follows", at)
    },
    bounce: async (tx, { caseId, noticeId }, recipients, letter, parsed, at) => {
      const rules = await currentRulesIn(tx, db)
      const worst = recipients.find((each) => each.action === "failed") ?? recipients[0]
      const report = {
        noticeId,
        status: worst?.status ?? "",
        isFinal: worst?.action === "failed" || worst?.status.startsWith("5") === true,
        receivedAt: receiptOf(letter, at),
        ...saidBy(parsed),
        letter: { id: letter.letterId, raw: letter.raw },
      }
      return filingOf(tx, await recordBounce(tx, caseId, report, { rules, at }), letter, "a notice that came back", at)
    },
    caseOf: async (on: Reads, actor: Actor, reference: string) => (await findByReference(on, actor, reference)).caseId,
    recipientsOf,
  }
}

function contactFrom(letter: DeliveredLetter, parsed: ParsedLetter, at: EpochMilliseconds) {
  const { subject = "(no subject)", ...message } = messageFrom(letter, parsed, at)
  const { from } = parsed
  const queue = letter.queue === null ? {} : { queue: letter.queue }
  const name = from === null || from.name === "" ? {} : { name: from.name }
  return { ...message, ...queue, subject, requester: from === null ? {} : { ...name, email: from.address } }
}

function messageFrom(letter: DeliveredLetter, parsed: ParsedLetter, at: EpochMilliseconds) {
  return {
    channel: "email" as const,
    receivedAt: receiptOf(letter, at),
    ...saidBy(parsed),
    mayBeAnswered: parsed.mayBeAnswered,
    correspondence: correspondenceFrom(letter, parsed),
  }
}

// A clock that was set back since the receipt must not keep a letter from its case: nothing is received later than now.
function receiptOf({ receivedAt }: DeliveredLetter, at: EpochMilliseconds): EpochMilliseconds {
  return Math.min(receivedAt, at)
}

function saidBy({ from, subject }: ParsedLetter) {
  return { ...(from === null ? {} : { from: from.address }), ...(subject === "" ? {} : { subject }) }
}

// A letter that is nothing but quotation is shown as it came.
function correspondenceFrom(letter: DeliveredLetter, parsed: ParsedLetter): Correspondence {
  const isOnlyQuoted = parsed.fresh.trim() === ""
  return {
    body: isOnlyQuoted ? parsed.text : parsed.fresh,
    ...(isOnlyQuoted ? {} : { quoted: parsed.quoted }),
    ...(parsed.html === null ? {} : { html: parsed.html }),
    files: parsed.attachments.map(({ name, bytes }) => ({
      name,
      bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
    })),
    letter: { id: letter.letterId, raw: letter.raw, sender: letter.sender },
  }
}

// Where the words went is read from the event that has just been written: under the case's lock it is the last that can hold a letter.
async function filed(tx: Tx, { caseId }: ChangedCase, letter: DeliveredLetter, reason: string) {
  const event = await lastEventOf(tx, caseId, ["opened", "wrote", "bounced"])
  if (event === undefined || !("letter" in event.data) || event.data.letter?.id !== letter.letterId) {
    throw new Error(`letter ${letter.letterId} did not reach case ${caseId}`)
  }
  const from = event.type === "opened" ? event.data.requester.email : event.data.from
  const filing: Filing = {
    caseId,
    reason,
    letterContentId: event.data.letter.raw.content,
    fromContentId: from?.content ?? null,
    subjectContentId: event.data.subject?.content ?? null,
  }
  const files = "files" in event.data ? event.data.files.map((file) => file.bytes.content) : []
  return { filing, files: [filing.letterContentId, ...files] }
}
