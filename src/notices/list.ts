// What people read of notices: the list, the notices of a case, the mailbox page, and what redaction and metrics ask.

import { instant, joined, type Reads, row, rows, type Sql, sql } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { languages } from "../words/index.ts"
import { type NoticeKind, type NoticeState, noticeFacts } from "./notice.ts"
import { subjectLine } from "./words.ts"

/** A row of the list. `to` is null once the address has been erased. */
export type ListedNotice = {
  readonly id: string
  /** The case's reference. */
  readonly case: string
  readonly to: string | null
  readonly subject: string
  readonly state: NoticeState
  readonly attempts: number
  readonly sentAt: EpochMilliseconds | null
}

/** A notice as the page of its case shows it. */
export type NoticeOfCase = ListedNotice & {
  readonly noticeId: number
  readonly kind: NoticeKind
  readonly isAutomatic: boolean
  readonly createdAt: EpochMilliseconds
  readonly nextAttemptAt: EpochMilliseconds | null
  /** Why it waits or failed, in a sentence. */
  readonly reason: string | null
  readonly possibleDuplicate: boolean
  readonly renderedContentId: number | null
}

export type NoticesAsked = {
  /** A reference of a case, any that it ever had. */
  readonly case?: string | undefined
  readonly state?: NoticeState | undefined
  /** `next` of the page before. */
  readonly after?: string | undefined
  readonly limit: number
}

export type NoticesPage = { readonly items: ListedNotice[]; readonly next: string | null }

/** The notices of the cases that the actor sees, newest first. Throws Invalid where `after` is not one of ours. */
export async function notices(on: Reads, actor: Actor, asked: NoticesAsked): Promise<NoticesPage> {
  const conditions = [
    visibleTo(actor),
    ...(asked.case === undefined ? [] : [ofCase(asked.case)]),
    ...(asked.state === undefined ? [] : [sql`n.state = ${asked.state}`]),
    ...(asked.after === undefined ? [] : [before(asked.after)]),
  ]
  const found = await rows<NoticeRow>(
    on,
    sql`${selected} where ${joined(conditions, " and ", sql`true`)}
      order by n.created_at desc, n.case_id desc, n.notice_id desc limit ${asked.limit + 1}`,
  )
  const items = found.slice(0, asked.limit)
  const last = items.at(-1)
  const next = found.length > asked.limit && last !== undefined ? placeOf(last) : null
  return { items: items.map(listedFrom), next }
}

/** Every notice of a case, in their order. Whoever asks has already been shown the case. */
export async function noticesOfCase(on: Reads, caseId: number): Promise<NoticeOfCase[]> {
  const found = await rows<NoticeRow>(on, sql`${selected} where n.case_id = ${caseId} order by n.notice_id`)
  return found.map(ofCaseFrom)
}

const selected = sql`select n.case_id, n.notice_id, n.kind, n.is_automatic, n.facts, n.created_at, n.state, n.attempts, n.next_attempt_at,
    n.sent_at, n.reason, n.possible_duplicate, n.rendered_content_id, cases.reference, cases.fold ->> 'language' as language, recipient.bytes as recipient, subject.bytes as subject
  from notices n
  join cases on cases.case_id = n.case_id
  left join content recipient on recipient.case_id = n.case_id and recipient.content_id = n.recipient_content_id
  left join content subject on subject.case_id = n.case_id and subject.content_id = (n.facts ->> 'subject')::int`

type NoticeRow = {
  case_id: number
  notice_id: number
  kind: NoticeKind
  is_automatic: boolean
  facts: unknown
  created_at: number
  state: NoticeState
  attempts: number
  next_attempt_at: number
  sent_at: number | null
  reason: string | null
  possible_duplicate: boolean
  rendered_content_id: number | null
  reference: string
  language: string | null
  recipient: Buffer | null
  subject: Buffer | null
}

function listedFrom(found: NoticeRow): ListedNotice {
  const { kind, is_automatic: isAutomatic } = found
  const subject = found.subject?.toString("utf8") ?? null
  const facts = noticeFacts.parse(found.facts)
  const language = languages.of(facts.language ?? found.language ?? undefined)
  return {
    id: `${found.case_id}-${found.notice_id}`,
    case: found.reference,
    to: found.recipient?.toString("utf8") ?? null,
    subject: subjectLine({ kind, isAutomatic, facts, subject }, language),
    state: found.state,
    attempts: found.attempts,
    sentAt: found.sent_at,
  }
}

function ofCaseFrom(found: NoticeRow): NoticeOfCase {
  return {
    ...listedFrom(found),
    noticeId: found.notice_id,
    kind: found.kind,
    isAutomatic: found.is_automatic,
    createdAt: found.created_at,
    nextAttemptAt: found.state === "waiting" ? found.next_attempt_at : null,
    reason: found.reason,
    possibleDuplicate: found.possible_duplicate,
    renderedContentId: found.rendered_content_id,
  }
}

// The number finds the rows by their key; the whole reference makes sure that it is this case's.
function ofCase(reference: string): Sql {
  const number = /-(\d{1,15})$/.exec(reference)?.[1] ?? "0"
  return sql`n.case_id = ${Number(number)} and ${reference} = any(cases.references_all)`
}

// The place of the last row shown: what comes later in the order is the next page, whatever was added meanwhile.
function placeOf({ created_at, case_id, notice_id }: NoticeRow): string {
  return Buffer.from(`${created_at}.${case_id}.${notice_id}`).toString("base64url")
}

function before(after: string): Sql {
  const found = /^(\d{1,14})\.(\d{1,15})\.(\d{1,9})$/.exec(Buffer.from(after, "base64url").toString("latin1"))
  if (found === null) throw new Invalid([{ field: "after", message: "must be the next of the page before" }])
  const [createdAt = 0, caseId = 0, noticeId = 0] = found.slice(1).map(Number)
  return sql`(n.created_at, n.case_id, n.notice_id) < (${instant(createdAt)}::timestamptz, ${caseId}::bigint, ${noticeId}::int)`
}

/** A message of the mailbox page. */
export type CaughtMail = {
  readonly id: number
  readonly case: string
  readonly caughtAt: EpochMilliseconds
  /** The whole message; null once it has been erased. */
  readonly bytes: Buffer | null
}

/** A row of the mailbox page. */
export type ListedMail = Pick<ListedNotice, "case" | "to" | "subject"> & Pick<CaughtMail, "id" | "caughtAt">

/** The latest caught messages that the actor may see, newest first, from below the id `before`. */
export async function caughtMails(
  on: Reads,
  actor: Actor,
  limit: number,
  before: number | null,
): Promise<ListedMail[]> {
  const found = await rows<NoticeRow & { caught_id: number; caught_at: number }>(
    on,
    sql`select mail.caught_id, mail.caught_at, n.* from caught_mail mail
      join lateral (${selected} where n.case_id = mail.case_id and n.notice_id = mail.notice_id and ${visibleTo(actor)}) n on true
      where (${before}::bigint is null or mail.caught_id < ${before}::bigint)
      order by mail.caught_id desc limit ${limit}`,
  )
  return found.map((each) => ({ ...listedFrom(each), id: each.caught_id, caughtAt: each.caught_at }))
}

/** One caught message, if the actor may see it. */
export async function caughtMail(on: Reads, actor: Actor, id: number): Promise<CaughtMail | undefined> {
  const found = await row<{ reference: string; caught_at: number; bytes: Buffer | null }>(
    on,
    sql`select cases.reference, mail.caught_at, content.bytes
      from caught_mail mail
      join cases on cases.case_id = mail.case_id
      join notices n on n.case_id = mail.case_id and n.notice_id = mail.notice_id
      left join content on content.case_id = n.case_id and content.content_id = n.rendered_content_id
      where ${visibleTo(actor)} and mail.caught_id = ${id}`,
  )
  return found && { id, case: found.reference, caughtAt: found.caught_at, bytes: found.bytes }
}

/** For metrics and health: how many notices wait, and since when the oldest does. */
export async function noticeBacklog(on: Reads): Promise<{ waiting: number; oldestAt: EpochMilliseconds | null }> {
  const found = await row<{ waiting: number; oldest_at: number | null }>(
    on,
    sql`select count(*) as waiting, min(created_at) as oldest_at from notices where state = 'waiting'`,
  )
  return { waiting: found?.waiting ?? 0, oldestAt: found?.oldest_at ?? null }
}
