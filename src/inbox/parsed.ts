// Reads a raw letter: pure, and never in the process that serves people (see parse-worker.ts).

import { createHash } from "node:crypto"
import PostalMime, { type Attachment, decodeWords, type Email } from "postal-mime"
import { cleanFileName, cleanMediaType } from "./attachment-name.ts"
import { classified, mayBeAnswered, type Signs } from "./automatic.ts"
import { type Headers, header, headersIn } from "./headers.ts"
import { readHtml } from "./html.ts"
import type { Classification, DeliveryReport, Envelope, LetterAttachment, ParsedLetter, Quarantine } from "./letter.ts"
import { limits } from "./letter.ts"
import { recipientsIn, senderFrom } from "./mailbox.ts"
import { oneLine, runningText } from "./plain.ts"
import { splitQuoted } from "./quoted.ts"
import { deliveryReportIn, unstandardReport } from "./report.ts"
import { BeyondLimits, structureOf } from "./structure.ts"

/** Never throws for what a letter may hold: a letter beyond the limits comes back as a quarantine with its reason. */
export async function parsed(raw: Uint8Array<ArrayBuffer>, envelope: Envelope): Promise<ParsedLetter | Quarantine> {
  try {
    const { headersEnd, bodyStart } = structureOf(raw)
    const email = await PostalMime.parse(raw, {
      maxNestingDepth: limits.depth,
      maxHeadersSize: limits.headersBytes,
      forceRfc822Attachments: true,
    })
    return letterFrom(headersIn(raw.subarray(0, headersEnd)), email, bodyHash(raw.subarray(bodyStart)), envelope)
  } catch (error) {
    return quarantine(raw, error)
  }
}

const firstHeadersBytes = 64 * 1024

function quarantine(raw: Uint8Array, error: unknown): Quarantine {
  const isLimit = error instanceof Error && error.message.startsWith("Maximum ")
  const words = isLimit ? "is beyond the limits of what is read" : "could not be read"
  const start = raw.subarray(0, firstHeadersBytes)
  const blank = Buffer.from(start)
    .toString("latin1")
    .search(/\r?\n\r?\n/)
  const headers = headersIn(blank === -1 ? start : start.subarray(0, blank))
  const sender = senderFrom(headers.get("from") ?? [])
  return {
    quarantined: error instanceof BeyondLimits ? error.message : words,
    messageId: identifiersIn(headers).messageId,
    from: "mailbox" in sender ? sender.mailbox : null,
    subject: subjectOf(headers),
  }
}

function letterFrom(headers: Headers, email: Email, hash: string, envelope: Envelope): ParsedLetter {
  const words = wordsOf(email)
  const attachments = email.attachments.map(attachmentFrom)
  const sender = senderFrom(headers.get("from") ?? [])
  const from = "mailbox" in sender ? sender.mailbox : null
  const subject = subjectOf(headers)
  const signs = signsOf(headers, envelope, subject, attachments)
  const classification = classified(signs)
  return {
    ...identifiersIn(headers),
    from,
    fromProblem: "problem" in sender ? sender.problem : null,
    ...recipientsOf(headers),
    subject,
    date: dateOf(email),
    ...words,
    attachments,
    classification,
    mayBeAnswered: mayBeAnswered(signs, classification, from?.address ?? null),
    report: reportOf(classification, headers, attachments, words.text),
    bodyHash: hash,
  }
}

// Relays rewrite line ends and what blank lines trail; the same letter by two ways must have one hash.
function bodyHash(body: Uint8Array): string {
  const hash = createHash("sha256")
  let end = body.length
  while (end > 0 && isSpace(body[end - 1])) end--
  let start = 0
  for (let at = body.indexOf(13); at !== -1 && at < end; at = body.indexOf(13, at + 1)) {
    if (body[at + 1] !== 10) continue
    hash.update(body.subarray(start, at))
    start = at + 1
  }
  return hash.update(body.subarray(start, Math.max(start, end))).digest("hex")
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 9 || byte === 10 || byte === 13
}

function subjectOf(headers: Headers): string {
  return oneLine(decodeWords(header(headers, "subject")), limits.subjectCharacters)
}

type Words = Pick<ParsedLetter, "text" | "fresh" | "quoted" | "html">

function wordsOf(email: Email): Words {
  const html = email.html === undefined ? null : readHtml(email.html)
  const written = email.text !== undefined && email.text.trim() !== "" ? email.text : (html?.text ?? "")
  const text = runningText(written, limits.textCharacters).trimEnd()
  return { text, ...splitQuoted(text), html: html === null || html.html === null ? null : html.html.toWellFormed() }
}

function attachmentFrom(attachment: Attachment, index: number): LetterAttachment {
  const bytes = bytesOf(attachment.content)
  const mediaType = cleanMediaType(attachment.mimeType)
  const fallback = mediaType === "message/rfc822" ? `letter-${index + 1}.eml` : `attachment-${index + 1}`
  return { name: cleanFileName(attachment.filename ?? "", fallback), mediaType, size: bytes.length, bytes }
}

function bytesOf(content: Attachment["content"]): Uint8Array<ArrayBuffer> {
  if (typeof content === "string") return new TextEncoder().encode(content)
  return content instanceof ArrayBuffer ? new Uint8Array(content) : new Uint8Array(content)
}

function signsOf(headers: Headers, envelope: Envelope, subject: string, parts: readonly LetterAttachment[]): Signs {
  const returnPath = headers.get("return-path")?.[0]
  const isNull = returnPath !== undefined && /^<\s*>$/.test(returnPath)
  const envelopeFrom = envelope.from ?? (isNull ? "" : null)
  return { headers, envelopeFrom, subject, partTypes: parts.map((part) => part.mediaType) }
}

function identifiersIn(headers: Headers): Pick<ParsedLetter, "messageId" | "inReplyTo" | "references"> {
  const own = header(headers, "message-id")
  const messageId = idsIn(own)[0] ?? (/^[^\s<>]{1,998}$/.test(own) ? own : null)
  return {
    messageId,
    inReplyTo: idsIn(header(headers, "in-reply-to")),
    references: idsIn(header(headers, "references")),
  }
}

function idsIn(value: string): string[] {
  return [...value.matchAll(/<([^<>\s\p{Cc}]{1,998})>/gu)].map((found) => found[1] ?? "").slice(-limits.references)
}

function recipientsOf(headers: Headers): Pick<ParsedLetter, "to" | "cc"> {
  const to = recipientsIn(headers.get("to") ?? [], limits.recipients)
  return { to, cc: recipientsIn(headers.get("cc") ?? [], limits.recipients - to.length) }
}

// postal-mime gives ISO 8601 where it could read the header, and the header itself where not.
function dateOf(email: Email): number | null {
  try {
    return email.date === undefined ? null : Temporal.Instant.from(email.date).epochMilliseconds
  } catch {
    return null
  }
}

function reportOf(
  { kind }: Classification,
  headers: Headers,
  parts: readonly LetterAttachment[],
  text: string,
): DeliveryReport | null {
  if (kind !== "bounce") return null
  return deliveryReportIn(parts, text) ?? unstandardReport(header(headers, "x-failed-recipients"), parts, text)
}
