// Writing a report page by page. What was answered is kept here, in a row that the form's secret address opens, and not in the pages:
// so each page is a plain address, "back" and "reload" work, nothing has to be sent twice, and nothing can be changed on the way.

import { createHash, randomBytes } from "node:crypto"
import type { Db } from "../database/index.ts"
import { forgetFormUses } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Answers, Attempt } from "./report.ts"
import { findReport, forgetReports, insertReport, type KeptReport, saveAnswers } from "./store.ts"

/** How long an unfinished report, and the confirmation of a sent one, are kept after the last save. */
export const keptMilliseconds = 4 * 3_600_000
export const keptHours = 4

/** Begins a report; gives the secret of its addresses. Those whose time is over go at the same time. */
export async function beginReport(db: Db, at: EpochMilliseconds, answers: Answers = {}): Promise<string> {
  await forgetReports(db, at)
  await forgetFormUses(db, at)
  const form = randomBytes(24).toString("base64url")
  await insertReport(db, hashOf(form), answers, at + keptMilliseconds)
  return form
}

export async function reportOf(db: Db, form: string, at: EpochMilliseconds): Promise<KeptReport | undefined> {
  return await findReport(db, hashOf(form), at)
}

/**
 * Keeps an answer; gives the form that has it. Where the form has expired or was never there, a new one begins with the answer, so that
 * nobody who wrote for long loses what they wrote. Gives undefined where the report has been sent already.
 */
export async function saveAnswer(
  db: Db,
  form: string,
  answer: Answers,
  at: EpochMilliseconds,
): Promise<string | undefined> {
  if (await saveAnswers(db, hashOf(form), answer, at, at + keptMilliseconds)) return form
  const kept = await reportOf(db, form, at)
  return kept === undefined ? await beginReport(db, at, answer) : undefined
}

/** Keeps what could not be taken as an answer, for the page to show again. False where it is too long to keep, or the form is gone. */
export async function saveAttempt(db: Db, form: string, attempt: Attempt, at: EpochMilliseconds): Promise<boolean> {
  if (JSON.stringify(attempt).length > attemptLimit) return false
  return await saveAnswers(db, hashOf(form), { attempt }, at, at + keptMilliseconds)
}

const attemptLimit = 100_000

/** What the database knows a form by. */
export function hashOf(form: string): Buffer {
  return createHash("sha256").update(form).digest()
}
