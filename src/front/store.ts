// Every statement of the customer's pages.

import { instant, type Reads, row, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type Answers, type Attempt, answersShape } from "./report.ts"

export type KeptReport = {
  readonly answers: Answers
  readonly attempt: Attempt | undefined
  readonly caseId: number | null
}

/** A report that is kept at an instant; undefined where there is none, or it has expired. */
export async function findReport(on: Reads, hash: Buffer, at: EpochMilliseconds): Promise<KeptReport | undefined> {
  const found = await row<{ answers: unknown; case_id: number | null }>(
    on,
    sql`select answers, case_id from reports where report_hash = ${hash} and expires_at > ${instant(at)}`,
  )
  if (found === undefined) return undefined
  const { attempt, ...answers } = answersShape.parse(found.answers)
  return { answers, attempt, caseId: found.case_id }
}

export async function insertReport(on: Reads, hash: Buffer, answers: Answers, until: EpochMilliseconds): Promise<void> {
  await run(
    on,
    sql`insert into reports (report_hash, answers, expires_at) values (${hash}, ${JSON.stringify(answers)}::jsonb, ${instant(until)})`,
  )
}

/** Adds answers, or an attempt at one, to a report that has not been sent. False where there is none. */
export async function saveAnswers(
  on: Reads,
  hash: Buffer,
  answers: Answers | { readonly attempt: Attempt },
  at: EpochMilliseconds,
  until: EpochMilliseconds,
): Promise<boolean> {
  const saved = await run(
    on,
    sql`update reports set answers = (answers - 'attempt') || ${JSON.stringify(answers)}::jsonb, expires_at = ${instant(until)}
      where report_hash = ${hash} and case_id is null and expires_at > ${instant(at)}`,
  )
  return saved === 1
}

/** The report is a case now, which has its words. */
export async function markReportSent(on: Reads, hash: Buffer, caseId: number, until: EpochMilliseconds): Promise<void> {
  await run(
    on,
    sql`update reports set answers = '{}', case_id = ${caseId}, expires_at = ${instant(until)} where report_hash = ${hash}`,
  )
}

/** Deletes reports whose time is over; gives how many. */
export async function forgetReports(on: Reads, at: EpochMilliseconds): Promise<number> {
  return await run(on, sql`delete from reports where expires_at <= ${instant(at)}`)
}
