// Every statement on the hold after a restore, and on what it holds back.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type Hold = {
  readonly restoredAt: EpochMilliseconds
  readonly lastEventAt: EpochMilliseconds | null
  readonly backup: string
  readonly redactions: number
}

export function presentHold(on: Reads): Promise<Hold | undefined> {
  return row<Hold>(
    on,
    sql`select restored_at as "restoredAt", last_event_at as "lastEventAt", backup, redactions from desk_holds where released_at is null`,
  )
}

/** Begins a hold; one that is not released yet, of a backup made meanwhile, ends with it. */
export async function insertHold(tx: Tx, hold: Hold): Promise<void> {
  await run(tx, sql`delete from desk_holds where released_at is null`)
  await run(
    tx,
    sql`insert into desk_holds (restored_at, last_event_at, backup, redactions)
    values (${instant(hold.restoredAt)}, ${hold.lastEventAt === null ? null : instant(hold.lastEventAt)}, ${hold.backup}, ${hold.redactions})`,
  )
}

export type ReleaseHow = "all" | "none" | "unsent"

/** Ends the hold. False where another did. */
export async function markReleased(
  tx: Tx,
  release: {
    readonly at: EpochMilliseconds
    readonly by: number | null
    readonly how: ReleaseHow
    readonly dropped: number
  },
): Promise<boolean> {
  const ended = await run(
    tx,
    sql`update desk_holds set released_at = ${instant(release.at)}, released_by = ${release.by}, release = ${release.how}, dropped = ${release.dropped}
    where released_at is null`,
  )
  return ended === 1
}

export type HeldNotice = {
  readonly caseId: number
  readonly noticeId: number
  readonly reference: string
  readonly kind: string
  readonly createdAt: EpochMilliseconds
  /** An attempt had begun at the moment that was restored: it may have arrived. */
  readonly mayHaveArrived: boolean
}

/** Messages that wait, oldest first, of the cases that the actor sees. */
export function heldNotices(on: Reads, actor: Actor, limit: number): Promise<HeldNotice[]> {
  return rows<HeldNotice>(
    on,
    sql`select n.case_id as "caseId", n.notice_id as "noticeId", cases.reference, n.kind, n.created_at as "createdAt",
      (n.attempts > 0) as "mayHaveArrived"
    from notices n join cases on cases.case_id = n.case_id
    where n.state = 'waiting' and ${visibleTo(actor)} order by n.created_at, n.case_id, n.notice_id limit ${limit}`,
  )
}

/** The messages that were written by an instant and wait, in batches by number. */
export function waitingNotices(
  on: Reads,
  writtenBy: EpochMilliseconds,
  after: { readonly caseId: number; readonly noticeId: number },
  limit: number,
): Promise<{ caseId: number; noticeId: number; recipient: Buffer | null }[]> {
  return rows(
    on,
    sql`select n.case_id as "caseId", n.notice_id as "noticeId", content.bytes as recipient from notices n
    left join content on content.case_id = n.case_id and content.content_id = n.recipient_content_id
    where n.state = 'waiting' and n.created_at <= ${instant(writtenBy)} and (n.case_id, n.notice_id) > (${after.caseId}, ${after.noticeId})
    order by n.case_id, n.notice_id limit ${limit}`,
  )
}

export type FellDue = { readonly reference: string; readonly dueAt: EpochMilliseconds }

/** Cases in which something fell due by an instant and is not announced yet, earliest first, as far as the actor sees them. */
export function fellDue(on: Reads, actor: Actor, at: EpochMilliseconds, limit: number): Promise<FellDue[]> {
  return rows<FellDue>(
    on,
    sql`select cases.reference, cases.next_at as "dueAt" from cases
    where cases.next_at <= ${instant(at)} and ${visibleTo(actor)} order by cases.next_at limit ${limit}`,
  )
}

export type HeldCounts = { readonly notices: number; readonly cases: number }

export async function heldCounts(on: Reads, at: EpochMilliseconds): Promise<HeldCounts> {
  const found = await row<HeldCounts>(
    on,
    sql`select (select count(*) from notices where state = 'waiting') as notices,
      (select count(*) from cases where next_at <= ${instant(at)}) as cases`,
  )
  return found ?? { notices: 0, cases: 0 }
}
