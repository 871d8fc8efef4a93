// Letters that come at the same moment are kept by one statement: a commit costs the same for one as for many (measured: with
// eight senders a third of PostgreSQL's work for a letter). A large letter goes by itself, so that no small one waits for it.

import { setTimeout as pause } from "node:timers/promises"
import { type Db, perDatabase, together } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import { floodGauge } from "./flood.ts"
import { keepLetters, type NewLetter } from "./keep-store.ts"

const lettersAtOnce = 64
const bytesAtOnce = 4 * 1024 * 1024
const largeBytes = 1024 * 1024

/** Keeps a letter and adds the job that reads it; gives its number once both are committed, and only then may it be acknowledged. */
export async function keepLetter(db: Db, letter: NewLetter): Promise<number> {
  floodOf(db).add()
  await fail("inbox.before_commit")
  const number = await (letter.raw.length > largeBytes ? keepAlone(db, letter) : keepTogether(db)(letter))
  await fail("inbox.after_commit")
  return number
}

const keepTogether = perDatabase((db) =>
  together<NewLetter, number>((some) => keepLetters(db, some), {
    atOnce: lettersAtOnce,
    weight: { of: ({ raw }) => raw.length, most: bytesAtOnce },
    underWay: 1,
  }),
)

async function keepAlone(db: Db, letter: NewLetter): Promise<number> {
  const [number] = await keepLetters(db, [letter])
  if (number === undefined) throw new Error("the database gave a letter no number")
  return number
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

const floodOf = perDatabase(() => floodGauge(() => performance.now()))
