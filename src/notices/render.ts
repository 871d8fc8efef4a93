// A notice as the bytes that a relay gets: plain text and HTML, with a header that nothing from outside can add a line to.
// The same notice under the same letterhead gives the same bytes at every attempt.

import MailComposer from "nodemailer/lib/mail-composer"
import { domainOf, messageIdFor, replyAddressFor } from "./addresses.ts"
import { answeredIn } from "./answered.ts"
import { htmlPage, plainText } from "./block.ts"
import { oneLine } from "./clean.ts"
import { type Letterhead, spokenIn } from "./letterhead.ts"
import { mailDate } from "./mail-date.ts"
import type { AttachedFile, Notice } from "./notice.ts"
import { subjectLine, wordsOf } from "./words.ts"

export type Rendered = {
  readonly messageId: string
  readonly from: string
  readonly to: string
  readonly bytes: Buffer
}

/** Renders a notice to `to`, an address that usableAddress() has found good. */
export async function rendered(
  notice: Notice,
  to: string,
  letterhead: Letterhead,
  files: readonly AttachedFile[] = [],
): Promise<Rendered> {
  const { key, mailAddress } = letterhead
  const messageId = messageIdFor(key, domainOf(mailAddress), notice.caseId, notice.noticeId, to)
  const language = spokenIn(letterhead, notice.facts.language ?? notice.language)
  const subject = subjectLine(notice, language)
  const words = wordsOf(notice, { letterhead, language })
  const composer = new MailComposer({
    from: { name: oneLine(letterhead.deskName), address: mailAddress },
    to: { name: "", address: to },
    replyTo: { name: oneLine(letterhead.deskName), address: replyAddressFor(key, mailAddress, notice.caseId, to) },
    subject,
    messageId,
    date: mailDate(notice.createdAt, letterhead.zone),
    ...answeredIn(notice.letterHead),
    headers: controlHeaders(notice),
    text: plainText(words),
    html: htmlPage(subject, words, language.code),
    attachments: files.map(attachment),
    baseBoundary: messageId.replace(/[^a-z0-9]/g, "").slice(-32),
    newline: "win",
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { messageId, from: mailAddress, to, bytes: await composer.compile().build() }
}

// As bytes to be saved, whatever the name says: a mail program then neither runs nor shows it by itself.
function attachment({ name, bytes }: AttachedFile, index: number) {
  return {
    filename: oneLine(name ?? "") || `file-${index + 1}`,
    content: bytes,
    contentType: "application/octet-stream",
    contentDisposition: "attachment" as const,
  }
}

// RFC 3834: who answers automatically says so, and asks not to be answered so. Not "All", which would suppress the delivery
// reports that we want.
function controlHeaders({ isAutomatic }: Notice): Record<string, string> {
  const asks = { "X-Auto-Response-Suppress": "OOF, AutoReply" }
  return isAutomatic ? { ...asks, "Auto-Submitted": "auto-replied" } : asks
}
