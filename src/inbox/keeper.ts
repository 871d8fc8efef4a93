// Letters that come at the same moment are kept by one statement: a commit costs the same for one as for many (measured: with
// eight senders a third of PostgreSQL's work for a letter). Nobody waits for company: what is there goes as soon as the last
// statement is done, and a large letter goes by itself, so that no small one waits for it.

import { setTimeout as pause } from "node:timers/promises"
import type { Db } from "../database/index.ts"
import { type Flood, floodGauge } from "./flood.ts"
import { keepLetters, type NewLetter } from "./store.ts"

type Waiting = { readonly letter: NewLetter; readonly settled: PromiseWithResolvers<number> }

const lettersAtOnce = 64
const bytesAtOnce = 4 * 1024 * 1024
const largeBytes = 1024 * 1024

/** Keeps a letter and adds the job that reads it; gives its number once both are committed, and only then may it be acknowledged. */
export function keepLetter(db: Db, letter: NewLetter): Promise<number> {
  const settled = Promise.withResolvers<number>()
  floodOf(db).add()
  if (letter.raw.length > largeBytes) void keepAll(db, [{ letter, settled }])
  else lineOf(db).add({ letter, settled })
  return settled.promise
}

/**
 * Waits while letters pour in: taking them comes before reading them (measured: with both at once a third as many are taken),
 * but for a minute at most: the job that waits must end in its time.
 */
export async function untilCalm(db: Db): Promise<void> {
  const latest = performance.now() + calmMilliseconds
  while (floodOf(db).isHigh() && performance.now() < latest) await pause(100)
}

const calmMilliseconds = 60_000

const floods = new WeakMap<Db, Flood>()

function floodOf(db: Db): Flood {
  const flood = floods.get(db) ?? floodGauge(() => performance.now())
  floods.set(db, flood)
  return flood
}

type Line = { readonly add: (waiting: Waiting) => void }

const lines = new WeakMap<Db, Line>()

function lineOf(db: Db): Line {
  const line = lines.get(db) ?? startLine(db)
  lines.set(db, line)
  return line
}

function startLine(db: Db): Line {
  const waiting: Waiting[] = []
  let isBusy = false
  const next = async (): Promise<void> => {
    isBusy = true
    while (waiting.length > 0) await keepAll(db, waiting.splice(0, countThatFit(waiting)))
    isBusy = false
  }
  return {
    add: (one) => {
      waiting.push(one)
      if (!isBusy) void next()
    },
  }
}

function countThatFit(waiting: readonly Waiting[]): number {
  let bytes = 0
  const beyond = waiting.slice(0, lettersAtOnce).findIndex(({ letter }, index) => {
    bytes += letter.raw.length
    return index > 0 && bytes > bytesAtOnce
  })
  return beyond === -1 ? Math.min(waiting.length, lettersAtOnce) : beyond
}

// Settles every letter, and never throws. One that the database will not have must not take its companions with it.
async function keepAll(db: Db, some: readonly Waiting[]): Promise<void> {
  try {
    const ids = await keepLetters(
      db,
      some.map((each) => each.letter),
    )
    for (const [index, { settled }] of some.entries()) settled.resolve(ids[index] ?? 0)
  } catch (error) {
    if (some.length > 1 && isAboutWhatWasSent(error)) for (const each of some) await keepAll(db, [each])
    else for (const { settled } of some) settled.reject(error)
  }
}

// PostgreSQL's classes for data that it cannot take and limits that it passes; anything else would meet every letter alike.
function isAboutWhatWasSent(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(22|23|54)/.test(String(error.code))
}
