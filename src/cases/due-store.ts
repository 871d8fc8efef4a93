// Which cases have something due by themselves.

import { type Db, instant, row, rows, sql, type Tx } from "../database/index.ts"
import { type CaseRow, caseColumns } from "./store.ts"

/**
 * Locks cases that have something due, earliest first: a hint, looked at again under the lock. What another worker holds is left to it,
 * and `except` is left alone.
 */
export async function lockDueCases(tx: Tx, at: number, limit: number, except: readonly number[]): Promise<CaseRow[]> {
  return await rows<CaseRow>(
    tx,
    sql`select ${caseColumns}, true as claimed from cases
    where next_at <= ${instant(at)} and case_id <> all(${except}::bigint[]) order by next_at limit ${limit} for update skip locked`,
  )
}

/** Cases that have something due, earliest first, without a lock. */
export async function dueCases(db: Db, at: number, limit: number, except: readonly number[] = []): Promise<number[]> {
  const found = await rows<{ caseId: number }>(
    db,
    sql`select case_id as "caseId" from cases where next_at <= ${instant(at)} and case_id <> all(${except}::bigint[])
    order by next_at limit ${limit}`,
  )
  return found.map((each) => each.caseId)
}

/** Locks a case that still has something due; none where another worker has it or has settled it. */
export async function lockDueCase(tx: Tx, caseId: number, at: number): Promise<CaseRow[]> {
  return await rows<CaseRow>(
    tx,
    sql`select ${caseColumns}, true as claimed from cases
    where case_id = ${caseId} and next_at <= ${instant(at)} for update skip locked`,
  )
}

/** Cases with running clocks, by number, after one: for going through all of them a batch at a time. */
export async function casesWithRunningClocks(db: Db, after: number, limit: number): Promise<number[]> {
  const found = await rows<{ caseId: number }>(
    db,
    sql`select distinct case_id as "caseId" from clocks
    where state in ('running', 'paused') and case_id > ${after} order by case_id limit ${limit}`,
  )
  return found.map((each) => each.caseId)
}

/** How many cases are open, and how many of those are past their next deadline: for metrics. */
export async function openCaseCounts(db: Db, at: number): Promise<{ open: number; overdue: number }> {
  const found = await row<{ open: number; overdue: number }>(
    db,
    sql`select count(*) as open, count(*) filter (where next_due_at < ${instant(at)}) as overdue from cases where is_open`,
  )
  return found ?? { open: 0, overdue: 0 }
}
