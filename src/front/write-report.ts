// Writing a report page by page. What was answered is kept here, in a row that the form's secret address opens in the browser that began it, and not in the pages:
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

/**
 * What opens a report that is being written: the secret of its addresses, and that of the browser that began it. Addresses end up in
 * histories and on pictures of screens; without the browser they open nothing.
 */
export type FormKey = { readonly form: string; readonly browser: string }

/** Begins a report in a browser; gives the secret of its addresses. Those whose time is over go at the same time. */
export async function beginReport(
  db: Db,
  browser: string,
  at: EpochMilliseconds,
  answers: Answers = {},
): Promise<string> {
  await forgetReports(db, at)
  await forgetFormUses(db, at)
  const form = randomBytes(24).toString("base64url")
  await insertReport(db, hashOf({ form, browser }), answers, at + keptMilliseconds)
  return form
}

export async function reportOf(db: Db, key: FormKey, at: EpochMilliseconds): Promise<KeptReport | undefined> {
  return await findReport(db, hashOf(key), at)
}

/**
 * Keeps an answer; gives the form that has it. Where the form has expired or was never there, a new one begins with the answer, so that
 * nobody who wrote for long loses what they wrote. Gives undefined where the report has been sent already.
 */
export async function saveAnswer(
  db: Db,
  key: FormKey,
  answer: Answers,
  at: EpochMilliseconds,
): Promise<string | undefined> {
  if (await saveAnswers(db, hashOf(key), answer, at, at + keptMilliseconds)) return key.form
  const kept = await reportOf(db, key, at)
  return kept === undefined ? await beginReport(db, key.browser, at, answer) : undefined
}

/** Keeps what could not be taken as an answer, for the page to show again. False where it is too long to keep, or the form is gone. */
export async function saveAttempt(db: Db, key: FormKey, attempt: Attempt, at: EpochMilliseconds): Promise<boolean> {
  if (JSON.stringify(attempt).length > attemptLimit) return false
  return await saveAnswers(db, hashOf(key), { attempt }, at, at + keptMilliseconds)
}

const attemptLimit = 100_000

/** What the database knows a form by. */
export function hashOf({ form, browser }: FormKey): Buffer {
  return createHash("sha256")
    .update(JSON.stringify([form, browser]))
    .digest()
}
