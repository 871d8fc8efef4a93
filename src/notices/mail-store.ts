// Every statement of mail that is about no case.

import { notHeld } from "../backup/index.ts"
import { instant, type Reads, row, rows, run, type Sql, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { type Counted, counting } from "./automatic-mail-store.ts"
import type { NewMail } from "./mail.ts"

/** Inserts mail, due at once. */
export async function insertMails(on: Reads, mails: readonly NewMail[], at: EpochMilliseconds): Promise<void> {
  await run(
    on,
    sql`insert into mails (kind, address, facts, language, created_at, next_attempt_at)
      select new.kind, new.address, new.facts, new.language, ${instant(at)}, ${instant(at)}
      from unnest(${mails.map((each) => each.kind)}::text[], ${mails.map((each) => each.address)}::text[],
        ${mails.map((each) => JSON.stringify(each.facts))}::jsonb[],
        ${mails.map((each) => each.language ?? null)}::text[]) as new (kind, address, facts, language)`,
  )
}

export type DueMail = {
  readonly mailId: number
  readonly kind: string
  readonly address: string
  readonly facts: unknown
  /** What it was asked for in; null: English. */
  readonly language: string | null
  readonly attempts: number
  readonly createdAt: EpochMilliseconds
}

/** Begins an attempt at some mail that is due, oldest first: nobody else does before `until`. */
export function claimMails(on: Reads, at: EpochMilliseconds, until: EpochMilliseconds, limit: number) {
  return rows<DueMail>(
    on,
    sql`update mails m set attempts = m.attempts + 1, next_attempt_at = ${instant(until)}
      from (select mail_id from mails where state = 'waiting' and next_attempt_at <= ${instant(at)} and ${notHeld}
        order by next_attempt_at, mail_id limit ${limit} for update skip locked) due
      where m.mail_id = due.mail_id
      returning m.mail_id as "mailId", m.kind, m.address, m.facts, m.language, m.attempts, m.created_at as "createdAt"`,
  )
}

export type MailEnd = {
  readonly state: "sent" | "failed" | "dropped"
  readonly reason: string | null
  readonly caught: Buffer | null
}

/** Ends the matter of an attempt that is still ours. What was not caught for the mailbox page keeps no address. */
export function endMail(
  on: Reads,
  { mailId, attempts }: Pick<DueMail, "mailId" | "attempts">,
  { state, reason, caught }: MailEnd,
  at: EpochMilliseconds,
): Promise<number> {
  return run(
    on,
    sql`update mails set state = ${state}, reason = ${reason}, caught = ${caught},
        address = case when ${caught !== null} then address end, sent_at = ${state === "sent" ? instant(at) : null}
      where ${isAttempt(mailId, attempts)}`,
  )
}

export function postponeMail(
  on: Reads,
  { mailId, attempts }: Pick<DueMail, "mailId" | "attempts">,
  until: EpochMilliseconds,
  reason: string,
): Promise<number> {
  return run(
    on,
    sql`update mails set next_attempt_at = ${instant(until)}, reason = ${reason} where ${isAttempt(mailId, attempts)}`,
  )
}

function isAttempt(mailId: number, attempts: number): Sql {
  return sql`mail_id = ${mailId} and state = 'waiting' and attempts = ${attempts}`
}

/** Counts an automatic mail towards an allowance. False: the address has had as many as it may within the hour. */
export async function countAutomatic(on: Reads, counted: Counted, at: EpochMilliseconds): Promise<boolean> {
  const found = await row<{ is_within: boolean }>(
    on,
    sql`with due as (select true as to_count), counted as (${counting(counted, at)})
      select exists (select from counted) as is_within`,
  )
  return found?.is_within === true
}

/** Deletes mail of long ago. */
export function deleteMailsBefore(on: Reads, before: EpochMilliseconds): Promise<number> {
  return run(on, sql`delete from mails where created_at < ${instant(before)}`)
}

export type CaughtPost = {
  readonly mailId: number
  readonly kind: string
  readonly address: string
  readonly sentAt: EpochMilliseconds
  readonly bytes: Buffer
}

/** The latest mail that was caught, newest first. */
export function caughtPosts(on: Reads, limit: number) {
  return rows<CaughtPost>(
    on,
    sql`select mail_id as "mailId", kind, address, sent_at as "sentAt", caught as bytes from mails
      where caught is not null order by mail_id desc limit ${limit}`,
  )
}

export function caughtPost(on: Reads, mailId: number) {
  return row<CaughtPost>(
    on,
    sql`select mail_id as "mailId", kind, address, sent_at as "sentAt", caught as bytes from mails
      where caught is not null and mail_id = ${mailId}`,
  )
}
