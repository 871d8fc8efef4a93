// The few statements that the demonstration has of its own: whether the desk is empty, and what a running desk would have done meanwhile.

import { type ChangedCase, findCase } from "../cases/index.ts"
import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import { system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

/** Of several processes that start on one empty database, one fills it and the others wait for that. */
export async function lockDemonstration(tx: Tx): Promise<void> {
  await run(tx, sql`select pg_advisory_xact_lock(7243010)`)
}

/** Whether nobody works here yet, and nothing has come in. */
export async function isEmptyDesk(on: Reads): Promise<boolean> {
  const found = await row<{ empty: boolean }>(
    on,
    sql`select not exists (select from people) and not exists (select from cases) and not exists (select from letters) as empty`,
  )
  return found?.empty === true
}

/** The case that the sweep would have looked at first, and when. */
export async function firstDueCase(
  on: Reads,
  until: EpochMilliseconds,
): Promise<{ caseId: number; nextAt: EpochMilliseconds } | undefined> {
  return await row(
    on,
    sql`select case_id as "caseId", next_at as "nextAt" from cases where next_at <= ${instant(until)} order by next_at, case_id limit 1`,
  )
}

/** The notices that wait to be sent, oldest first, with the address that each goes to. */
export async function waitingNotices(
  on: Reads,
  at: EpochMilliseconds,
): Promise<{ caseId: number; noticeId: number; recipient: string }[]> {
  return await rows(
    on,
    sql`select n.case_id as "caseId", n.notice_id as "noticeId", convert_from(address.bytes, 'UTF8') as recipient
      from notices n join content address on address.case_id = n.case_id and address.content_id = n.recipient_content_id
      where n.state = 'waiting' and n.next_attempt_at <= ${instant(at)} order by n.created_at, n.case_id, n.notice_id`,
  )
}

/** The case that a letter was filed on, as a verb would have given it. */
export async function letterCase(on: Reads, letterId: number): Promise<ChangedCase | undefined> {
  const found = await row<{ caseId: number }>(
    on,
    sql`select case_id as "caseId" from letters where letter_id = ${letterId} and case_id is not null`,
  )
  const filed = found && (await findCase(on, system, found.caseId))
  if (filed === undefined) return undefined
  const { caseId, reference, references, fold } = filed
  return { caseId, reference, references, state: fold }
}

/** The content that holds what the customer wrote first. */
export async function firstWordsOf(on: Reads, caseId: number): Promise<number> {
  const found = await row<{ contentId: number }>(
    on,
    sql`select min(content_id) as "contentId" from content where case_id = ${caseId} and kind = 'body'`,
  )
  if (found === undefined) throw new Error(`case ${caseId} has no words`)
  return found.contentId
}

/** The jobs of the week are done: what they were about has been read and sent. */
export async function forgetDoneJobs(tx: Tx): Promise<void> {
  await run(tx, sql`delete from pgboss.job where name in ('read-letter', 'send-notice') and state = 'created'`)
}

/** The email addresses of some people who are here and may sign in. */
export async function presentStaff(on: Reads, emails: readonly string[]): Promise<ReadonlySet<string>> {
  const found = await rows<{ email: string }>(
    on,
    sql`select email from people where email = any(${emails}::text[]) and disabled_at is null`,
  )
  return new Set(found.map((each) => each.email))
}
