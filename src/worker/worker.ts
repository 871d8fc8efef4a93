// The worker: jobs, the sweep each second, the spool, and the housekeeping.

import { isHeld } from "../backup/index.ts"
import {
  forgetChanges,
  forgetKeys,
  gatherCandidates,
  keepSearchUp,
  moveDeadlines,
  noticeRecorder,
} from "../cases/index.ts"
import { freshRules } from "../clocks/index.ts"
import type { Db } from "../database/index.ts"
import type { Scanner } from "../files/index.ts"
import { forgetReports } from "../front/index.ts"
import { type Inbox, readLetter, requeueUnread } from "../inbox/index.ts"
import { adoptMore, doDueOrders, forgetBulks, tellChildren } from "../incidents/index.ts"
import { doReplay, forgetReplays } from "../insight/index.ts"
import { type JobHandlers, startJobWorker } from "../jobs/index.ts"
import {
  forgetAutomaticMail,
  forgetMails,
  forgetUndeliverable,
  handBack,
  type MailWriters,
  type Outgoing,
  sendDueMails,
  sendNotice,
} from "../notices/index.ts"
import { forgetCustomerLinks, forgetFormUses } from "../people/index.ts"
import { forgetSubscriptions } from "../status/index.ts"
import { tidyCalls } from "../telephone/index.ts"
import type { EpochMilliseconds, Now } from "../time/index.ts"
import { deleteDeliveriesBefore, deliveriesKeptMs, type Posts, postDelivery } from "../webhooks/index.ts"
import { forgetAttendance, forgetDrafts } from "../writing/index.ts"
import { everySecond } from "./every.ts"
import { openRests, type Rests } from "./rests.ts"
import { seldom } from "./seldom.ts"
import { sweepCases, sweepDeliveries, sweepNotices } from "./sweep.ts"
import { startWritingRounds } from "./writing-rounds.ts"

export type WorkerParts = {
  readonly db: Db
  readonly now: Now
  readonly inbox: Inbox
  readonly outgoing: Outgoing
  /** How other systems are told. */
  readonly webhooks: Posts
  /** Who writes mail that is about no case. */
  readonly mailWriters?: MailWriters
  /** Whether people are waiting for this process right now. */
  readonly isBusy: () => boolean
  /** False while nothing may be announced, because the clock is in doubt. */
  readonly mayAnnounce?: () => boolean
  /** Called each time that the sweep has come round. */
  readonly onRound?: (round: number) => Promise<void>
  /** Checks uploaded files for viruses, where one is set; and who is told whether it answers. */
  readonly scanner?: Scanner | undefined
  readonly onScanner?: (isThere: boolean) => void
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
const bulkKeptMilliseconds = 30 * daysMilliseconds
const lateMilliseconds = 30_000

export async function startWorker(parts: WorkerParts): Promise<Worker> {
  const { db, isBusy, onError } = parts
  const jobs = await startJobWorker({ db, handlers: handlersOf(parts), isBusy, onError })
  let sweptAt = performance.now()
  const rests = openRests()
  const gather = seldom(() => gatherCandidates(db, parts.now()))
  const searching = seldom(() => keepSearchUp(db), undefined, 10)
  let isOver = false
  const rounds = everySecond(
    async (round) => {
      if (parts.mayAnnounce?.() ?? true) await sweepRound(parts, rests, round, () => isOver)
      if (round % 15 === 0) await gather()
      if (round % 3 === 0) await searching()
      sweptAt = performance.now()
      await parts.onRound?.(round)
    },
    (error) => onError(error, "sweep"),
  )
  const writing = startWritingRounds({ ...parts, onGone: jobs.wake })
  // By themselves: a relay that is slow must not hold up the sweep.
  const post = everySecond(
    async () => void (await sendMails(parts)),
    (error) => onError(error, "mail"),
  )
  return {
    wake: jobs.wake,
    ready: async () => {
      if (performance.now() - sweptAt > lateMilliseconds) throw new Error("the sweep has not come round")
    },
    stop: async () => {
      isOver = true
      await Promise.all([rounds.stop(), writing.stop(), post.stop(), jobs.stop()])
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
    await doDueOrders(db, now(), (error) => onError(error, "bulk action"))
    await sweepNotices(db, now(), outgoing.leaseMilliseconds)
    await sweepDeliveries(db, now(), parts.webhooks.leaseMilliseconds)
  }
  if (round % 15 === 0) await requeueUnread(db, 1)
  if (round % 60 === 0) await forget(db, now())
}

function sendMails({ db, outgoing, now, mailWriters: writers = {}, onError }: WorkerParts): Promise<number> {
  return sendDueMails({ db, outgoing, writers, now, onError: (error) => onError(error, "mail") })
}

async function forget(db: Db, at: EpochMilliseconds): Promise<void> {
  await forgetKeys(db, at - keysKeptMilliseconds, 10_000)
  await forgetAutomaticMail(db, at)
  await forgetUndeliverable(db, at)
  await forgetReports(db, at)
  await forgetReplays(db, at)
  await tidyCalls(db, at)
  await forgetBulks(db, at - bulkKeptMilliseconds)
  await deleteDeliveriesBefore(db, at - deliveriesKeptMs, 10_000)
  await forgetChanges(db)
  await forgetDrafts(db, at)
  await forgetAttendance(db, at)
  await forgetFormUses(db, at)
  await forgetMails(db, at)
  await forgetCustomerLinks(db, at)
  await forgetSubscriptions(db, at)
}

function handlersOf({ db, now, inbox, outgoing, webhooks }: WorkerParts): JobHandlers {
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
    "post-webhook": (data) => postDelivery(db, numberIn(data, "delivery"), webhooks),
    "tell-children": async (data) => {
      const told = { parent: numberIn(data, "case"), body: numberIn(data, "body"), after: numberIn(data, "after") }
      await tellChildren(db, told, await freshRules(db), now())
    },
    "adopt-candidate": async (data) => {
      const by = numberIn(data, "by")
      const adoption = {
        parent: numberIn(data, "case"),
        candidateId: numberIn(data, "candidate"),
        after: numberIn(data, "after"),
        by,
      }
      await adoptMore(db, adoption, await freshRules(db), now())
    },
    "what-if": (data) => doReplay(db, numberIn(data, "replay"), now),
  }
}

function numberIn(data: Record<string, unknown>, name: string): number {
  const value = data[name]
  if (typeof value !== "number") throw new Error(`a job has no ${name}`)
  return value
}
