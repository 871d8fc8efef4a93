// The statements that a benchmark asks of a scratch database, beside those of the desk.

import { type Db, row, rows, sql } from "../database/index.ts"

export async function letterStates(db: Db): Promise<{ state: string; count: number }[]> {
  return await rows(db, sql`select state, count(*) as count from letters group by state order by state`)
}

export async function stateOfLetter(db: Db, messageId: string): Promise<string | undefined> {
  const found = await row<{ state: string }>(
    db,
    sql`select state from letters where message_id = ${messageId} order by letter_id desc limit 1`,
  )
  return found?.state
}

export type SentNotice = { readonly caseId: number; readonly noticeId: number; readonly address: string }

/** Notices that are out, with where they went. */
export async function sentNotices(db: Db, limit: number): Promise<SentNotice[]> {
  return await rows(
    db,
    sql`select n.case_id as "caseId", n.notice_id as "noticeId", convert_from(c.bytes, 'UTF8') as address
    from notices n join content c on c.case_id = n.case_id and c.content_id = n.recipient_content_id
    where n.state = 'sent' order by n.case_id, n.notice_id limit ${limit}`,
  )
}

export type StormCounts = {
  readonly failed: number
  readonly notices: number
  readonly marked: number
  readonly told: number
}

/** What a storm of bounces came to: notices that count as failed, all notices, addresses marked, and what the candidate tells of. */
export async function stormCounts(db: Db): Promise<StormCounts> {
  const found = await row<StormCounts>(
    db,
    sql`select (select count(*) from notices where state = 'failed') as failed, (select count(*) from notices) as notices,
      (select count(*) from undeliverable) as marked,
      (select coalesce(max(contacts), 0) from candidates where kind = 'bounces') as told`,
  )
  return found ?? { failed: 0, notices: 0, marked: 0, told: 0 }
}
