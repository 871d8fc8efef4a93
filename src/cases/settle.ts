// What happens to cases by themselves: time passes (the sweep), a holiday becomes known, a notice is settled.

import { movedClocks, type Rulebook } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import { addJobs } from "../jobs/index.ts"
import { system } from "../people/index.ts"
import { type EpochMilliseconds, type HolidayChanges, importHolidays } from "../time/index.ts"
import { changeLockedCase, settlement } from "./change.ts"
import { casesWithRunningClocks, lockDueCase, lockDueCases } from "./due-store.ts"
import { type CaseChange, type CaseRow, saveCases } from "./store.ts"
import { momentsOf } from "./unfold.ts"

export const moveDeadlinesJob = "move-deadlines"
const batch = 200

/** Announces what has fallen due on one case, once, however many workers ask: a warning, a miss with its escalation, the end of a hold. */
export async function settleDueCase(db: Db, caseId: number, rules: Rulebook, at: EpochMilliseconds): Promise<void> {
  await settleThose(db, (tx) => lockDueCase(tx, caseId, at), rules, at)
}

/** The same for as many cases as are due, `limit` at most, in one transaction; gives how many. Other workers have others meanwhile. */
export async function settleDueCases(
  db: Db,
  { limit, except }: { readonly limit: number; readonly except: readonly number[] },
  rules: Rulebook,
  at: EpochMilliseconds,
): Promise<number> {
  return await settleThose(db, (tx) => lockDueCases(tx, at, limit, except), rules, at)
}

async function settleThose(
  db: Db,
  locked: (tx: Tx) => Promise<CaseRow[]>,
  rules: Rulebook,
  at: EpochMilliseconds,
): Promise<number> {
  const settled = await transaction(db, async (tx) => {
    const found = await locked(tx)
    if (found.length === 0) return 0
    const changes: CaseChange[] = []
    for (const each of found) changes.push(await settlement(tx, each, rules, at))
    await saveCases(tx, changes)
    await fail("sweep.before_commit")
    return changes.length
  })
  await fail("sweep.after_commit")
  return settled
}

/** Takes over a published list of holidays; running clocks follow by a job of the same transaction. */
export async function learnHolidays(
  tx: Tx,
  published: Parameters<typeof importHolidays>[1],
  at: EpochMilliseconds,
): Promise<HolidayChanges> {
  const changes = await importHolidays(tx, published, at)
  if (changes.added.length > 0) await addJobs(tx, [moveDeadlinesAfter(at)])
  return changes
}

/** The job that a holiday import adds: goes through the cases after a number, and leaves the rest to the next job. */
export function moveDeadlinesAfter(learnedAt: EpochMilliseconds, after = 0) {
  return { name: moveDeadlinesJob, data: { learnedAt, after } }
}

/**
 * One batch: each case in its own transaction, so that a stop loses nothing; the last adds the job for the batch after. A case that
 * fails holds up no other: the rest is done first, then the batch fails, is tried again, and is put aside with an alert.
 */
export async function moveDeadlines(
  db: Db,
  { learnedAt, after }: { learnedAt: EpochMilliseconds; after: number },
  rules: Rulebook,
  at: EpochMilliseconds,
): Promise<void> {
  const cases = await casesWithRunningClocks(db, after, batch)
  const failures: unknown[] = []
  for (const caseId of cases) {
    await transaction(db, (tx) => moveOne(tx, caseId, learnedAt, rules, at)).catch((error) => failures.push(error))
    await fail("deadlines.after_case")
  }
  await fail("deadlines.before_next")
  const last = cases.at(-1)
  if (last !== undefined && cases.length === batch) {
    await transaction(db, (tx) => addJobs(tx, [moveDeadlinesAfter(learnedAt, last)]))
  }
  if (failures.length > 0)
    throw new AggregateError(failures, `the deadlines of ${failures.length} cases could not be moved`)
}

async function moveOne(tx: Tx, caseId: number, learnedAt: number, rules: Rulebook, at: number): Promise<void> {
  await changeLockedCase(tx, caseId, { actor: system, rules, at }, (deciding) => ({
    happenings: movedClocks(momentsOf(deciding.state), deciding.state.clocks, deciding.rules, learnedAt, at),
  }))
  await fail("deadlines.before_commit")
}
