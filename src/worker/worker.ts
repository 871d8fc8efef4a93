// The worker: jobs, the sweep each second, the spool, and the housekeeping.

import { isHeld } from "../backup/index.ts"
import { forgetKeys, gatherCandidates, moveDeadlines, noticeRecorder } from "../cases/index.ts"
import { freshRules } from "../clocks/index.ts"
import type { Db } from "../database/index.ts"
import { forgetReports } from "../front/index.ts"
import { type Inbox, readLetter, requeueUnread } from "../inbox/index.ts"
import { doReplay, forgetReplays } from "../insight/index.ts"
import { type JobHandlers, startJobWorker } from "../jobs/index.ts"
import { forgetAutomaticMail, forgetUndeliverable, handBack, type Outgoing, sendNotice } from "../notices/index.ts"
import type { EpochMilliseconds, Now } from "../time/index.ts"
import { everySecond } from "./every.ts"
import { openRests, type Rests } from "./rests.ts"
import { seldom } from "./seldom.ts"
import { sweepCases, sweepNotices } from "./sweep.ts"

export type WorkerParts = {
  readonly db: Db
  readonly now: Now
  readonly inbox: Inbox
  readonly outgoing: Outgoing
  /** Whether people are waiting for this process right now. */
  readonly isBusy: () => boolean
  /** False while nothing may be announced, because the clock is in doubt. */
  readonly mayAnnounce?: () => boolean
  /** Called each time that the sweep has come round. */
  readonly onRound?: (round: number) => Promise<void>
  readonly onError: (error: unknown, doing: string) => void
}

export type Worker = {
  /** A hint after a commit; without it the jobs are found within a second. */
  readonly wake: () => void
  /** Throws where the sweep has not come round for half a minute. */
  readonly ready: () => Promise<void>
  readonly stop: () => Promise<void>
}

const daysMilliseconds = 24 * 60 * 60 * 1000
const keysKeptMilliseconds = 7 * daysMilliseconds
const lateMilliseconds = 30_000

export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const { db, isBusy, onError } = parts
  const jobs = await startJobWorker({ db, handlers: handlersOf(parts), isBusy, onError })
  let sweptAt = performance.now()
  const rests = openRests()
  const gather = seldom(() => gatherCandidates(db, parts.now()))
  let isOver = false
  const rounds = everySecond(
    async (round) => {
      if (parts.mayAnnounce?.() ?? true) await sweepRound(parts, rests, round, () => isOver)
      if (round % 15 === 0) await gather()
      sweptAt = performance.now()
      await parts.onRound?.(round)
    },
    (error) => onError(error, "sweep"),
  )
  return {
    wake: jobs.wake,
    ready: async () => {
      if (performance.now() - sweptAt > lateMilliseconds) throw new Error("the sweep has not come round")
    },
    stop: async () => {
      isOver = true
      await Promise.all([rounds.stop(), jobs.stop()])
      // Without it they are found a little later.
      await handBack(db, parts.outgoing, parts.now()).catch((error: unknown) => onError(error, "handing back"))
    },
  }
}

async function sweepRound(parts: WorkerParts, rests: Rests, round: number, isOver: () => boolean): Promise<void> {
  const { db, now, outgoing, onError } = parts
  // After a restore nothing is announced and nothing is sent until somebody has looked.
  if (!(await isHeld(db))) {
    await sweepCases(db, now(), (error, caseId) => onError(error, `sweep of case ${caseId}`), isOver, rests)
    await sweepNotices(db, now(), outgoing.leaseMilliseconds)
  }
  if (round % 15 === 0) await requeueUnread(db, 1)
  if (round % 60 === 0) await forget(db, now())
}

async function forget(db: Db, at: EpochMilliseconds): Promise<void> {
  await forgetKeys(db, at - keysKeptMilliseconds, 10_000)
  await forgetAutomaticMail(db, at)
  await forgetUndeliverable(db, at)
  await forgetReports(db, at)
  await forgetReplays(db, at)
}

function handlersOf({ db, now, inbox, outgoing }: WorkerParts): JobHandlers {
  const recorder = noticeRecorder(db)
  return {
    "read-letter": (data) => readLetter(inbox, numberIn(data, "letter")),
    "read-flood": (data) => readLetter(inbox, numberIn(data, "letter"), true),
    "send-notice": (data) => {
      const notice = { caseId: numberIn(data, "case"), noticeId: numberIn(data, "notice") }
      return sendNotice(db, notice, outgoing, recorder, now)
    },
    "move-deadlines": async (data) => {
      const batch = { learnedAt: numberIn(data, "learnedAt"), after: numberIn(data, "after") }
      await moveDeadlines(db, batch, await freshRules(db), now())
    },
    "what-if": (data) => doReplay(db, numberIn(data, "replay"), now),
  }
}

function numberIn(data: Record<string, unknown>, name: string): number {
  const value = data[name]
  if (typeof value !== "number") throw new Error(`a job has no ${name}`)
  return value
}
