// The words by which search finds the word that somebody meant: each that a case says is known, and none is that no case says any more.

import type { Db, Reads, Tx } from "../database/index.ts"
import { knownWordsAfter, saidWordsBetween, unknownWordsBetween, unsaidAmong } from "./word-store.ts"

export type WordsCheck = ReturnType<typeof openWordsCheck>

const atOnce = 5000

/** Goes through the words beside a verification. It holds each word once, and tells how many are wrong, never which. */
export function openWordsCheck() {
  const said = new Set<string>()
  return { unknownBetween, unsaid }

  /** How many words of each case search does not know, of those that it ought to by now. */
  async function unknownBetween(tx: Tx, first: number, last: number): Promise<Map<number, number>> {
    for (const word of await saidWordsBetween(tx, first, last)) said.add(word)
    return new Map((await unknownWordsBetween(tx, first, last)).map((each) => [each.caseId, each.words]))
  }

  /** How many words search knows that no case says: after an erasure they would tell what was erased. Asked when all cases have been seen. */
  async function unsaid(db: Db): Promise<number> {
    let found = 0
    for await (const words of known(db)) {
      const doubtful = words.filter((word) => !said.has(word))
      if (doubtful.length > 0) found += await unsaidAmong(db, doubtful)
    }
    return found
  }
}

async function* known(on: Reads): AsyncGenerator<string[]> {
  for (let words = await knownWordsAfter(on, "", atOnce); words.length > 0; ) {
    yield words
    words = await knownWordsAfter(on, words.at(-1) ?? "", atOnce)
  }
}
