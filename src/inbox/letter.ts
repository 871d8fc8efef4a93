// What the desk knows of a letter once it has read it, and how much of a letter it is prepared to read.

import type { EpochMilliseconds } from "../time/epoch.ts"

/** Beyond the first four a letter is put aside with a reason (and kept); the others cut what is shown, never what is kept. */
export const limits = {
  depth: 50,
  parts: 1000,
  headersBytes: 256 * 1024,
  lines: 1_500_000,
  recipients: 200,
  references: 100,
  subjectCharacters: 500,
  nameCharacters: 200,
  textCharacters: 1_000_000,
  htmlCharacters: 2_000_000,
  htmlDepth: 200,
  htmlTags: 100_000,
  reportedRecipients: 200,
} as const

/** Who the sending server said that the letter is from and for. `from` is "" for the null sender, null where nobody said. */
export type Envelope = { readonly from: string | null; readonly to: readonly string[] }

/** An address in one canonical spelling: the domain in lower-case ASCII, the part before it as written. */
export type Mailbox = { readonly name: string; readonly address: string }

export type LetterAttachment = {
  readonly name: string
  readonly mediaType: string
  readonly size: number
  readonly bytes: Uint8Array<ArrayBuffer>
}

/**
 * `person` says only that nothing marks the letter as a machine's; `automatic` is written by a program, or reads as if it were,
 * and answers nobody; a `loop` has passed through too many servers.
 */
export type Classification = {
  readonly kind: "person" | "automatic" | "automatic-reply" | "bounce" | "feedback-report" | "loop"
  readonly why: string
}

/** RFC 3464: `action` is failed, delayed, delivered, relayed or expanded, or "" where the report has its own form. */
export type ReportedRecipient = {
  readonly address: string
  readonly action: string
  readonly status: string
  readonly diagnostic: string
}

export type DeliveryReport = {
  readonly recipients: readonly ReportedRecipient[]
  /** The Message-IDs of the letters that the report is about, without angle brackets. */
  readonly messageIds: readonly string[]
}

export type ParsedLetter = {
  readonly messageId: string | null
  readonly inReplyTo: readonly string[]
  readonly references: readonly string[]
  /** Exactly one usable mailbox, or null with the reason in `fromProblem`. Reply-To and Sender are never looked at. */
  readonly from: Mailbox | null
  readonly fromProblem: string | null
  readonly to: readonly Mailbox[]
  readonly cc: readonly Mailbox[]
  readonly subject: string
  /** What the sender's clock said; no promise counts from it. */
  readonly date: EpochMilliseconds | null
  /** The whole text, and the same text in two: what is new, and what it quotes of earlier letters. */
  readonly text: string
  readonly fresh: string
  readonly quoted: string
  /** Sanitised: fetches nothing, runs nothing. Null where there is none that could be shown. */
  readonly html: string | null
  readonly attachments: readonly LetterAttachment[]
  readonly classification: Classification
  /** False for whatever a machine may have sent: such a letter is never answered automatically (RFC 3834). */
  readonly mayBeAnswered: boolean
  readonly report: DeliveryReport | null
  /** SHA-256 (hex) of the body alone: the same letter that came by two ways has other headers and the same body. */
  readonly bodyHash: string
}

/** A letter that is not read further, and why; its bytes are kept. Beside that what its first headers say, as far as they can be read. */
export type Quarantine = {
  readonly quarantined: string
  readonly messageId: string | null
  readonly from: Mailbox | null
  readonly subject: string
}

export function isQuarantined(read: ParsedLetter | Quarantine): read is Quarantine {
  return "quarantined" in read
}
