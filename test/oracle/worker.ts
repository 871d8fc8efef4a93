/** One thread of the comparison: it takes every nth batch of cases, each batch in other surroundings. */
import { parentPort, workerData } from "node:worker_threads"
import { type Case, caseMaker } from "./cases.ts"
import { type Surroundings, surroundings } from "./command.ts"
import { readHolidays } from "./holidays.ts"
import { add, emptyTally, judgedLines, judgedOptions, type Tally } from "./judgement.ts"

export interface Share {
  seed: number
  via: "cli" | "process"
  varDir: string
  first: number
  end: number
  number: number
  workers: number
}

/** Large enough that starting a process does not count, small enough to be held in memory. */
const batchCases = 20_000

if (parentPort !== null) parentPort.postMessage(await shareOf(workerData as Share))

async function shareOf(share: Share): Promise<Tally> {
  const holidays = readHolidays()
  const make = caseMaker(share.seed, holidays)
  const tally = emptyTally()
  for (const batch of batchesOf(share)) {
    const court = { holidays, varDir: share.varDir, around: aroundOf(batch.first) }
    const cases: Case[] = Array.from({ length: batch.end - batch.first }, (_, offset) => make(batch.first + offset))
    add(tally, await (share.via === "cli" ? judgedLines(court, cases) : judgedOptions(court, cases)))
  }
  return tally
}

function batchesOf({ first, end, number, workers }: Share): { first: number; end: number }[] {
  // A short run is shared out too.
  const size = Math.min(batchCases, Math.ceil((end - first) / workers))
  const starts = Array.from({ length: Math.ceil((end - first) / size) }, (_, batch) => first + batch * size)
  return starts
    .filter((_, batch) => batch % workers === number)
    .map((start) => ({ first: start, end: Math.min(start + size, end) }))
}

function aroundOf(index: number): Surroundings {
  return surroundings[Math.floor(index / batchCases) % surroundings.length] ?? surroundings[0]
}
