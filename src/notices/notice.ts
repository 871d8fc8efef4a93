// What somebody is to be told: who, in which kind of message, and the facts that its words are made of. Never the words.

import { z } from "zod"
import { clockNames, forces } from "../charter/index.ts"
import type { Job } from "../jobs/job.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { languageCode } from "../words/index.ts"

/**
 * acknowledgement: we have it, and this happens next. reply, resolution: a person's words. follow-up: an answer to an old case
 * opened a new one. split: a part of what was written became a case of its own. link: a fresh private link, asked for. copy: what the
 * customer wrote, asked for from their own mailbox.
 */
export const noticeKinds = ["acknowledgement", "reply", "resolution", "follow-up", "split", "link", "copy"] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** waiting: not yet accepted by the relay. sent: accepted. failed: given up, with a reason. */
export const noticeStates = ["waiting", "sent", "failed"] as const
export type NoticeState = (typeof noticeStates)[number]

/** Why a notice failed. The sentence for each is in reasons.ts. */
export const failureCodes = [
  "refused",
  "expired",
  "limit",
  "redacted",
  "unusable-address",
  "own-address",
  "undeliverable",
  "bounced",
  "held-back",
  "sent-before",
] as const
export type FailureCode = (typeof failureCodes)[number]

const reference = z.string().regex(/^[A-Z]{2,5}-[0-9]{4}-[0-9]{1,15}$/)
const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const contentId = z.int().positive()

const promise = z.strictObject({
  clock: z.enum(clockNames),
  dueAt: z.int(),
  clauseId: slug,
  /** How binding the clause is; the sentence is worded after it. */
  force: z.enum(forces).optional(),
  charterVersion: z.int(),
})

/** Ids, enumerations, numbers and instants only: what a redaction could not reach must not stand here. */
export const noticeFacts = z.strictObject({
  reference,
  /** The content that holds the customer's subject: shown in a person's message alone. */
  subject: contentId.nullable(),
  /** The content that holds the customer's name: shown in a person's message alone. */
  name: contentId.nullable(),
  promise: promise.optional(),
  outcome: slug.optional(),
  /** The reference of the older case that this one follows, or was split off from. */
  follows: reference.optional(),
  /**
   * Whether a reply goes to the person whose case it is. Only they get the private link, which opens the whole case; all other
   * kinds go to nobody else.
   */
  isRequester: z.boolean().optional(),
  /** The content that holds the raw letter which is answered, so that the customer's mail program keeps both together. */
  letter: contentId.optional(),
  /** What is attached: the contents that hold the name and the bytes of each file. */
  files: z.array(z.strictObject({ name: contentId, bytes: contentId })).optional(),
  /** A resolution asks how satisfied the customer is: the first one of a case does. */
  asksSatisfaction: z.literal(true).optional(),
  /** Where it was asked for in another language than the case began in. */
  language: z.string().regex(languageCode).optional(),
})
export type NoticeFacts = z.infer<typeof noticeFacts>

export type NewNotice = {
  readonly kind: NoticeKind
  /** Whether no person wrote it: then it echoes nothing, is marked as automatic, and its address gets so many of its kind an hour. */
  readonly isAutomatic: boolean
  /** The content that holds the address. There is no notice without one. */
  readonly recipient: number
  /** The content that holds what a person wrote. */
  readonly body: number | null
  readonly facts: NoticeFacts
}

/** A notice as stored, with the words of its case that it may use; a redacted one is null. */
export type Notice = {
  readonly caseId: number
  readonly noticeId: number
  readonly kind: NoticeKind
  readonly isAutomatic: boolean
  readonly facts: NoticeFacts
  readonly createdAt: EpochMilliseconds
  readonly recipient: string | null
  readonly body: string | null
  readonly subject: string | null
  readonly name: string | null
  /** The first part of the letter that is answered: its header. */
  readonly letterHead: Buffer | null
  /** What its customer used the desk in; null where nobody knows: English. */
  readonly language: string | null
}

/** A file on its way out. `name` is null where the name has been erased; an erased file is not attached. */
export type AttachedFile = { readonly name: string | null; readonly bytes: Buffer }

export const sendNoticeJob = "send-notice"

/** The jobs that go into the verb's own statement beside the rows of `insertNotices`. */
export function sendNoticeJobs(caseId: number, firstNoticeId: number, notices: readonly NewNotice[]): Job[] {
  return notices.map((_, index) => ({ name: sendNoticeJob, data: { case: caseId, notice: firstNoticeId + index } }))
}
