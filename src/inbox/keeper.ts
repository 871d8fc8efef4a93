// Letters that come at the same moment are kept by one statement: a commit costs the same for one as for many (measured: twice
// the letters a second with eight senders). Nobody waits for company: what is there goes as soon as the last statement is
// done, and a large letter goes by itself, so that no small one waits for it.

import type { Db } from "../database/index.ts"
import { keepLetter, keepLetters, type NewLetter } from "./store.ts"

export type LetterKeeper = {
  /** Resolves with the letter's number once it is committed. */
  readonly keep: (letter: NewLetter) => Promise<number>
}

type Waiting = NewLetter & { readonly settled: PromiseWithResolvers<number> }

const lettersAtOnce = 64
const bytesAtOnce = 4 * 1024 * 1024
const largeBytes = 1024 * 1024

export function letterKeeper(db: Db): LetterKeeper {
  const waiting: Waiting[] = []
  let isRunning = false
  const next = (): void => {
    if (isRunning || waiting.length === 0) return
    isRunning = true
    void keepAll(db, waiting.splice(0, countThatFit(waiting))).finally(() => {
      isRunning = false
      next()
    })
  }
  return {
    keep: (letter) => {
      if (letter.raw.length > largeBytes) return keepLetter(db, letter)
      const settled = Promise.withResolvers<number>()
      waiting.push({ ...letter, settled })
      next()
      return settled.promise
    },
  }
}

function countThatFit(waiting: readonly Waiting[]): number {
  let bytes = 0
  const beyond = waiting.slice(0, lettersAtOnce).findIndex((letter, index) => {
    bytes += letter.raw.length
    return index > 0 && bytes > bytesAtOnce
  })
  return beyond === -1 ? Math.min(waiting.length, lettersAtOnce) : beyond
}

// One letter that the database will not have must not take its companions with it.
async function keepAll(db: Db, letters: readonly Waiting[]): Promise<void> {
  try {
    const ids = await keepLetters(db, letters)
    for (const [index, letter] of letters.entries()) letter.settled.resolve(ids[index] ?? 0)
  } catch (error) {
    if (letters.length > 1 && isAboutWhatWasSent(error)) for (const letter of letters) await keepAll(db, [letter])
    else for (const letter of letters) letter.settled.reject(error)
  }
}

// PostgreSQL's classes for data that it cannot take and limits that it passes; anything else would meet every letter alike.
function isAboutWhatWasSent(error: unknown): boolean {
  return error instanceof Error && "code" in error && /^(22|23|54)/.test(String(error.code))
}
