// Each second: what has fallen due by itself. The database says which cases; the lock and the rules say what.

import { dueCases, settleDueCase, settleDueCases } from "../cases/index.ts"
import { freshRules, type Rulebook } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import { addJobs } from "../jobs/index.ts"
import { dueNotices } from "../notices/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { dueDeliveries } from "../webhooks/index.ts"
import { openRests, type Rests } from "./rests.ts"

const casesAtOnce = 100
const inParallel = 2
const noticesAtOnce = 500
const deliveriesAtOnce = 500
/** So long one round goes on: then the notices have their turn, and the rest its next round. */
const roundMilliseconds = 10_000

/** Settles every case that has something due at `at`; gives how many. A case that fails is told of, and holds up no other. */
export async function sweepCases(
  db: Db,
  at: EpochMilliseconds,
  onError: (error: unknown, caseId: number) => void,
  isOver: () => boolean = () => false,
  rests: Rests = openRests(),
): Promise<number> {
  const failed = new Set(rests.resting())
  const sweep: Sweep = { db, at, rules: await freshRules(db), failed, rests, onError, isOver }
  const lanes = await Promise.all(Array.from({ length: inParallel }, () => sweepLane(sweep)))
  return lanes.reduce((sum, each) => sum + each, 0)
}

type Sweep = {
  readonly db: Db
  readonly at: EpochMilliseconds
  readonly rules: Rulebook
  readonly failed: Set<number>
  readonly rests: Rests
  readonly onError: (error: unknown, caseId: number) => void
  readonly isOver: () => boolean
}

// A batch that is not full was the last: what is left another lane or another worker holds, or it will be there next second.
async function sweepLane(sweep: Sweep): Promise<number> {
  const until = performance.now() + roundMilliseconds
  for (let settled = 0; ; ) {
    const done = await sweepBatch(sweep)
    settled += done
    // Whoever was told to stop leaves the rest to others, or to the next start.
    if (done < casesAtOnce || performance.now() > until || sweep.isOver()) return settled
  }
}

async function sweepBatch(sweep: Sweep): Promise<number> {
  const { db, at, rules, failed } = sweep
  try {
    return await settleDueCases(db, { limit: casesAtOnce, except: [...failed] }, rules, at)
  } catch {
    return await sweepSingly(sweep)
  }
}

// One case spoils the transaction of its batch: each is settled by itself, and the one at fault is found.
async function sweepSingly({ db, at, rules, failed, rests, onError }: Sweep): Promise<number> {
  const due = await dueCases(db, at, casesAtOnce, [...failed])
  for (const caseId of due) {
    try {
      await settleDueCase(db, caseId, rules, at)
    } catch (error) {
      if (!failed.has(caseId)) onError(error, caseId)
      failed.add(caseId)
      rests.failed(caseId)
    }
  }
  return due.length
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

/** Gives the webhook deliveries whose next attempt is due a job again. */
export async function sweepDeliveries(db: Db, at: EpochMilliseconds, leaseMilliseconds?: number): Promise<number> {
  return await transaction(db, async (tx) => {
    const due = await dueDeliveries(tx, at, deliveriesAtOnce, leaseMilliseconds)
    await addJobs(
      tx,
      due.map((delivery) => ({ name: "post-webhook", data: { delivery } })),
    )
    return due.length
  })
}
