// Every statement of a notice on its way out: inserted with the verb, claimed, recorded. What people read of them is in list.ts.

import { notHeld } from "../backup/index.ts"
import { instant, type Reads, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { letterHeadBytes } from "./answered.ts"
import { type Counted, counting, roomAt } from "./automatic-mail-store.ts"
import { type NewNotice, type Notice, type NoticeKind, noticeFacts } from "./notice.ts"

export type NoticeKey = { readonly caseId: number; readonly noticeId: number }

/** How long the verb's own job has before the sweep looks after a notice: the lease of an attempt, in the desk's time. */
export const defaultLeaseMilliseconds = 25_000

/** The notices of one verb about one case, numbered from `firstNoticeId` in their order. */
export type ToldNotices = {
  readonly caseId: number
  readonly firstNoticeId: number
  readonly notices: readonly NewNotice[]
  readonly at: EpochMilliseconds
}

/**
 * The insert of the notices of one verb or of several, to stand in a CTE (`told as (${insertNotices(...)})`) beside the jobs of
 * sendNoticeJobs(). `onlyIf` limits it: it may speak of `new.case_id`, say to leave out a claim that did not succeed.
 */
export function insertNotices(
  told: readonly ToldNotices[],
  onlyIf: Sql = sql`true`,
  leaseMilliseconds: number = defaultLeaseMilliseconds,
): Sql {
  const all = told.flatMap(({ caseId, firstNoticeId, notices, at }) =>
    notices.map((notice, index) => ({ ...notice, caseId, noticeId: firstNoticeId + index, at })),
  )
  return sql`insert into notices (case_id, notice_id, kind, is_automatic, recipient_content_id, body_content_id, facts, created_at,
      next_attempt_at, look_at)
    select new.case_id, new.notice_id, new.kind, new.is_automatic, new.recipient, new.body, new.facts, new.at, new.at, new.look_at
    from unnest(${all.map((each) => each.caseId)}::bigint[], ${all.map((each) => each.noticeId)}::int[],
      ${all.map((each) => each.kind)}::text[], ${all.map((each) => each.isAutomatic)}::boolean[],
      ${all.map((each) => each.recipient)}::int[], ${all.map((each) => each.body)}::int[],
      ${all.map((each) => JSON.stringify(noticeFacts.parse(each.facts)))}::jsonb[],
      ${all.map((each) => instant(each.at))}::timestamptz[],
      ${all.map((each) => instant(each.at + leaseMilliseconds))}::timestamptz[])
      as new (case_id, notice_id, kind, is_automatic, recipient, body, facts, at, look_at)
    where ${onlyIf}`
}

export type Claim = {
  readonly at: EpochMilliseconds
  /** Until when the attempt is taken to be alive. */
  readonly until: EpochMilliseconds
  /** Keyed hashes of the address and of the case, and how many automatic mails an hour each may have. */
  readonly address: Counted
  readonly case: Counted
  /** By what the address would be known among those that take no mail. */
  readonly undeliverableMac: Buffer
}

export type ClaimedNotice = Omit<Notice, "facts"> & {
  /** As stored: to be parsed by noticeFacts. */
  readonly facts: unknown
  /** The number of this attempt: what it records counts only while no later attempt has begun. */
  readonly attempt: number
  readonly possibleDuplicate: boolean
  /** False for an automatic mail over a limit. */
  readonly maySend: boolean
  /** When its address may have another of this allowance; null where it may at once. */
  readonly roomAt: EpochMilliseconds | null
  /** Mail to the address has come back for good. */
  readonly isUndeliverable: boolean
  /** The address of the mailbox that the case came to, as which the desk writes about it; null: its usual one. */
  readonly mailAddress: string | null
  /** The addresses of all mailboxes: mail to one of them would be the desk talking to itself. */
  readonly mailboxAddresses: readonly string[]
}

/**
 * Begins an attempt, unless another has or it is no longer due. Counts an automatic mail towards its limits once, in the same
 * statement: the row of an address is locked by its update, so that of many at once no more than `most` pass.
 */
export async function claimNotice(on: Reads, key: NoticeKey, claim: Claim): Promise<ClaimedNotice | undefined> {
  const { at, until } = claim
  const found = await row<ClaimedRow>(
    on,
    sql`with due as (
        select case_id, notice_id, is_automatic and not is_counted as to_count from notices
        where case_id = ${key.caseId} and notice_id = ${key.noticeId} and state = 'waiting' and next_attempt_at <= ${instant(at)}
          and ${notHeld}
        for update skip locked
      ),
      by_address as (${counting(claim.address, at)}),
      by_case as (${counting(claim.case, at, sql`exists (select from by_address)`)}),
      claimed as (
        update notices n set attempts = n.attempts + 1, is_attempting = true, next_attempt_at = ${instant(until)}, look_at = ${instant(until)},
          possible_duplicate = n.possible_duplicate or n.is_attempting,
          is_counted = n.is_counted or (exists (select from by_address) and exists (select from by_case))
        from due where n.case_id = due.case_id and n.notice_id = due.notice_id
        returning n.*
      )
      select claimed.case_id, claimed.notice_id, claimed.kind, claimed.is_automatic, claimed.facts, claimed.created_at, claimed.attempts,
        claimed.possible_duplicate, claimed.is_counted, (select ${roomAt(claim.address, at)} where not exists (select from by_address)) as room_at,
        exists (select from undeliverable where address_mac = ${claim.undeliverableMac}) as is_undeliverable,
        (select mailboxes.address from letters join mailboxes using (mailbox_id) where letters.case_id = claimed.case_id
          order by letters.letter_id limit 1) as mail_address,
        array(select address from mailboxes where removed_at is null) as mailbox_addresses, recipient.bytes as recipient, body.bytes as body, subject.bytes as subject,
        name.bytes as name, (select fold ->> 'language' from cases where cases.case_id = claimed.case_id) as language, substring(letter.bytes from 1 for ${letterHeadBytes}) as letter_head
      from claimed
      left join content recipient on recipient.case_id = claimed.case_id and recipient.content_id = claimed.recipient_content_id
      left join content body on body.case_id = claimed.case_id and body.content_id = claimed.body_content_id
      left join content subject on subject.case_id = claimed.case_id and subject.content_id = (claimed.facts ->> 'subject')::int
      left join content name on name.case_id = claimed.case_id and name.content_id = (claimed.facts ->> 'name')::int
      left join content letter on letter.case_id = claimed.case_id and letter.content_id = (claimed.facts ->> 'letter')::int`,
  )
  return found === undefined ? undefined : claimedFrom(found)
}

type ClaimedRow = {
  case_id: number
  notice_id: number
  kind: NoticeKind
  is_automatic: boolean
  facts: unknown
  created_at: number
  attempts: number
  possible_duplicate: boolean
  is_counted: boolean
  room_at: number | null
  is_undeliverable: boolean
  mail_address: string | null
  mailbox_addresses: string[]
  recipient: Buffer | null
  body: Buffer | null
  subject: Buffer | null
  name: Buffer | null
  letter_head: Buffer | null
  language: string | null
}

function claimedFrom(found: ClaimedRow): ClaimedNotice {
  return {
    caseId: found.case_id,
    noticeId: found.notice_id,
    kind: found.kind,
    isAutomatic: found.is_automatic,
    facts: found.facts,
    createdAt: found.created_at,
    attempt: found.attempts,
    possibleDuplicate: found.possible_duplicate,
    maySend: !found.is_automatic || found.is_counted,
    roomAt: found.room_at,
    isUndeliverable: found.is_undeliverable,
    mailAddress: found.mail_address,
    mailboxAddresses: found.mailbox_addresses,
    recipient: text(found.recipient),
    body: text(found.body),
    subject: text(found.subject),
    name: text(found.name),
    letterHead: found.letter_head,
    language: found.language,
  }
}

function text(bytes: Buffer | null): string | null {
  return bytes === null ? null : bytes.toString("utf8")
}

/** Keeps an attempt alive. False once another has begun, or the matter is settled. */
export async function renewAttempt(
  on: Reads,
  key: NoticeKey,
  attempt: number,
  until: EpochMilliseconds,
): Promise<boolean> {
  const renewed = await run(
    on,
    sql`update notices set next_attempt_at = ${instant(until)}, look_at = ${instant(until)} where ${isAttempt(key, attempt)}`,
  )
  return renewed === 1
}

export type Settlement = {
  readonly state: "sent" | "failed"
  readonly at: EpochMilliseconds
  readonly messageId: string | null
  readonly renderedContentId: number | null
  readonly reason: string | null
  readonly possibleDuplicate: boolean
}

/** Ends the matter. False where this attempt has been overtaken: then nothing of it may stand. */
export async function settleNotice(tx: Tx, key: NoticeKey, attempt: number, end: Settlement): Promise<boolean> {
  const settled = await run(
    tx,
    sql`update notices set state = ${end.state}, is_attempting = false, message_id = ${end.messageId}, reason = ${end.reason},
        rendered_content_id = ${end.renderedContentId}, sent_at = ${end.state === "sent" ? instant(end.at) : null},
        possible_duplicate = ${end.possibleDuplicate}
      where ${isAttempt(key, attempt)}`,
  )
  return settled === 1
}

/** Ends the matter of a notice that waits. False where it does not. */
export async function giveUpWaiting(tx: Tx, { caseId, noticeId }: NoticeKey, reason: string): Promise<boolean> {
  const ended = await run(
    tx,
    sql`update notices set state = 'failed', is_attempting = false, reason = ${reason}
      where case_id = ${caseId} and notice_id = ${noticeId} and state = 'waiting'`,
  )
  return ended === 1
}

export type Postponement = {
  readonly until: EpochMilliseconds
  readonly reason: string
  readonly messageId: string | null
  readonly mayHaveArrived: boolean
}

/** Ends an attempt, to be followed by another. */
export async function postponeNotice(on: Reads, key: NoticeKey, attempt: number, later: Postponement): Promise<void> {
  await run(
    on,
    sql`update notices set is_attempting = false, next_attempt_at = ${instant(later.until)}, look_at = ${instant(later.until)},
        reason = ${later.reason}, message_id = ${later.messageId}, possible_duplicate = possible_duplicate or ${later.mayHaveArrived}
      where ${isAttempt(key, attempt)}`,
  )
}

function isAttempt(key: NoticeKey, attempt: number): Sql {
  return sql`case_id = ${key.caseId} and notice_id = ${key.noticeId} and state = 'waiting' and is_attempting and attempts = ${attempt}`
}

/** Keeps a notice for the mailbox page. */
export async function catchNotice(tx: Tx, key: NoticeKey, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`insert into caught_mail (case_id, notice_id, caught_at) values (${key.caseId}, ${key.noticeId}, ${instant(at)})`,
  )
}

/**
 * The notices that need a job again, oldest first: what a relay put off, and what a dead process left. Each is given out once
 * in `leaseMilliseconds`, to one worker.
 */
export async function dueNotices(
  on: Reads,
  at: EpochMilliseconds,
  limit: number,
  leaseMilliseconds: number = defaultLeaseMilliseconds,
): Promise<NoticeKey[]> {
  const due = await rows<{ case_id: number; notice_id: number }>(
    on,
    sql`update notices n set look_at = ${instant(at + leaseMilliseconds)}
      from (select case_id, notice_id from notices where state = 'waiting' and look_at <= ${instant(at)}
        order by look_at, case_id, notice_id limit ${limit} for update skip locked) due
      where n.case_id = due.case_id and n.notice_id = due.notice_id
      returning n.case_id, n.notice_id`,
  )
  return due.map((each) => ({ caseId: each.case_id, noticeId: each.notice_id }))
}

/** Lets the sweep find notices at once, which stood in line in a process that ends. */
export async function lookAgain(on: Reads, keys: readonly NoticeKey[], at: EpochMilliseconds): Promise<void> {
  const [cases, notices] = [keys.map((each) => each.caseId), keys.map((each) => each.noticeId)]
  await run(
    on,
    sql`update notices n set look_at = least(look_at, ${instant(at)})
      from unnest(${cases}::bigint[], ${notices}::integer[]) as k (case_id, notice_id)
      where n.case_id = k.case_id and n.notice_id = k.notice_id and state = 'waiting'`,
  )
}

/** Marks a notice as having come back. False where it was not among those that are out, so that a bounce counts once. */
export async function markBounced(tx: Tx, key: NoticeKey, reason: string): Promise<boolean> {
  const marked = await run(
    tx,
    sql`update notices set state = 'failed', is_attempting = false, reason = ${reason}
      where case_id = ${key.caseId} and notice_id = ${key.noticeId}
        and (state = 'sent' or (state = 'waiting' and attempts > 0))`,
  )
  return marked === 1
}
