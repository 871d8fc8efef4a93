// What happens to cases by themselves: time passes (the sweep), a holiday becomes known, a notice is settled.

import { movedClocks, type Rulebook } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import { addJobs } from "../jobs/index.ts"
import { system } from "../people/index.ts"
import { type EpochMilliseconds, type HolidayChanges, importHolidays } from "../time/index.ts"
import { changeLockedCase, settleLockedCase } from "./change.ts"
import { casesWithRunningClocks, lockDueCase } from "./due-store.ts"
import { momentsOf } from "./unfold.ts"

export const moveDeadlinesJob = "move-deadlines"
const batch = 200

/** Announces what has fallen due on one case, once, however many workers ask: a warning, a miss with its escalation, the end of a hold. */
export async function settleDueCase(db: Db, caseId: number, rules: Rulebook, at: EpochMilliseconds): Promise<void> {
  await transaction(db, async (tx) => {
    const found = await lockDueCase(tx, caseId, at)
    if (found === undefined) return
    await settleLockedCase(tx, found, rules, at)
    await fail("sweep.before_commit")
  })
  await fail("sweep.after_commit")
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
