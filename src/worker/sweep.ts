// Each second: what has fallen due by itself. The database says which cases; the lock and the rules say what.

import { dueCases, settleDueCase } from "../cases/index.ts"
import { freshRules } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import { addJobs, inLanes } from "../jobs/index.ts"
import { dueNotices } from "../notices/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

const casesAtOnce = 200
const inParallel = 4
const noticesAtOnce = 500

/** Settles every case that has something due at `at`; gives how many. A case that fails is told of, and holds up no other. */
export async function sweepCases(
  db: Db,
  at: EpochMilliseconds,
  onError: (error: unknown, caseId: number) => void,
): Promise<number> {
  const rules = await freshRules(db)
  const failed = new Set<number>()
  let settled = 0
  for (;;) {
    const due = (await dueCases(db, at, casesAtOnce + failed.size)).filter((caseId) => !failed.has(caseId))
    if (due.length === 0) return settled
    const before = settled
    await inLanes(due, inParallel, async (caseId) => {
      try {
        await settleDueCase(db, caseId, rules, at)
        settled += 1
      } catch (error) {
        failed.add(caseId)
        onError(error, caseId)
      }
    })
    // Another worker may hold what is left: it will be there next second.
    if (settled === before) return settled
  }
}

/** Gives the notices whose next attempt is due a job again. */
export async function sweepNotices(db: Db, at: EpochMilliseconds, leaseMilliseconds: number): Promise<number> {
  const count = await transaction(db, async (tx) => {
    const due = await dueNotices(tx, at, noticesAtOnce, leaseMilliseconds)
    await addJobs(
      tx,
      due.map(({ caseId, noticeId }) => ({ name: "send-notice", data: { case: caseId, notice: noticeId } })),
    )
    return due.length
  })
  await fail("sweep.after_notices")
  return count
}
