// Replays every selected history at one moment of the database: in this thread where they are few, otherwise in threads of their own, a
// range at a time. Answers come in the order of cases, and a slow reader slows the threads: memory stays bounded.

import { once } from "node:events"
import { availableParallelism } from "node:os"
import { Worker } from "node:worker_threads"
import { type Charter, charterVersions } from "../charter/index.ts"
import { addressOf, type Db, type Tx, transaction } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { keysInDatabase } from "../proof/index.ts"
import { type EpochMilliseconds, loadHolidays, type PublishedDay } from "../time/index.ts"
import { withProposed } from "./holidays.ts"
import { type Basics, rangeReplayer, type Told } from "./replay-range.ts"
import type { ThreadAnswer, ThreadAsk, ThreadTask } from "./replay-thread.ts"
import { type Range, rangesOf, type Selection, shareOneMoment } from "./store.ts"
import { addTally, emptyTally, type Tally } from "./tally.ts"

/** What is asked: a charter, holidays, or both, of some cases, judged up to an instant. */
export type Question = {
  readonly charter?: Charter
  readonly holidays?: readonly PublishedDay[]
  readonly selection: Selection
  readonly at: EpochMilliseconds
}

export type Listening = {
  /** Told of each range, one after the other, in the order of cases. */
  readonly onRange: (told: Told, done: number, ranges: number) => Promise<void> | void
  /** How many threads may work at once; two, or as many as there are processors, unless given. */
  readonly threads?: number
  /** How many cases one range has. */
  readonly casesInRange?: number
}

const usualCasesInRange = 4000
// Without limits a thread lets its heap grow before it tidies up: with these a million cases take no more memory than a thousand.
const resourceLimits = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 8 }
/** How many ranges may wait for one before them that takes long. */
const rangesAhead = 6

/** Gives what was counted. Throws Refused where no charter has been published. */
export async function replayHistories(db: Db, question: Question, listening: Listening): Promise<Tally> {
  return await transaction(db, async (tx) => {
    const snapshot = await shareOneMoment(tx)
    const basics = await basicsOf(tx, question)
    const ranges = await rangesOf(tx, question.selection, listening.casesInRange ?? usualCasesInRange)
    const threads = Math.min(listening.threads ?? Math.min(2, availableParallelism()), ranges.length)
    if (ranges.length <= 1) return await replayHere(tx, basics, ranges, listening)
    return await replayInThreads({ url: addressOf(db), snapshot, basics }, ranges, threads, listening)
  })
}

async function basicsOf(tx: Tx, { charter, holidays: proposed, selection, at }: Question): Promise<Basics> {
  const versions = await charterVersions(tx)
  if (versions.length === 0)
    throw new Refused("No charter has been published yet, so there is nothing to hold a proposal against.")
  const holidays = await loadHolidays(tx)
  const proposedHolidays = proposed && withProposed(holidays, proposed)
  return { versions, holidays, charter, proposedHolidays, keys: await keysInDatabase(tx), selection, at }
}

async function replayHere(tx: Tx, basics: Basics, ranges: readonly Range[], { onRange }: Listening): Promise<Tally> {
  const replaying = rangeReplayer(basics)
  for (const [index, range] of ranges.entries())
    await onRange(await replaying.replay(tx, range), index + 1, ranges.length)
  return replaying.tally()
}

async function replayInThreads(
  task: ThreadTask,
  ranges: readonly Range[],
  threads: number,
  { onRange }: Listening,
): Promise<Tally> {
  const workers = Array.from(
    { length: threads },
    () => new Worker(new URL("./replay-thread.ts", import.meta.url), { workerData: task, env: {}, resourceLimits }),
  )
  const inTurn = orderly(ranges.length, onRange)
  const sum = emptyTally()
  let next = 0
  const lane = async (worker: Worker) => {
    await answerOf(worker)
    for (let index = next++; index < ranges.length; index = next++) {
      await inTurn.room(index)
      ask(worker, ranges[index] ?? null)
      const answer = await answerOf(worker)
      if (answer.is === "told") await inTurn.give(index, answer.told)
    }
    ask(worker, null)
    const last = await answerOf(worker)
    if (last.is === "done") addTally(sum, last.tally)
    await once(worker, "exit")
  }
  try {
    await Promise.all(workers.map(lane))
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()))
  }
  return sum
}

function ask(worker: Worker, range: Range | null): void {
  worker.postMessage({ range } satisfies ThreadAsk)
}

// `once` rejects when the thread fails instead.
async function answerOf(worker: Worker): Promise<ThreadAnswer> {
  const [answer] = (await once(worker, "message")) as [ThreadAnswer]
  return answer
}

/** Hands ranges on in their order, and keeps few waiting. */
function orderly(ranges: number, onRange: Listening["onRange"]) {
  const waiting = new Map<number, Told>()
  let given = 0
  let moved = Promise.withResolvers<void>()
  let giving: Promise<void> = Promise.resolve()
  const giveOn = async () => {
    for (let told = waiting.get(given); told !== undefined; told = waiting.get(given)) {
      waiting.delete(given)
      given += 1
      await onRange(told, given, ranges)
      moved.resolve()
      moved = Promise.withResolvers<void>()
    }
  }
  return {
    room: async (index: number) => {
      while (index >= given + rangesAhead) await moved.promise
    },
    give: async (index: number, told: Told) => {
      waiting.set(index, told)
      giving = giving.then(giveOn)
      await giving
    },
  }
}
