// What the worker does for search beside the verbs: notes new words, brings old cases up to date, and keeps both when words are erased.

import { type Db, type Tx, transaction } from "../database/index.ts"
import { rebuildWords } from "./content-store.ts"
import { numbersOf } from "./spelled-numbers.ts"
import {
  addWordsToNote,
  forgetWords,
  lockNextToRenew,
  noteWords,
  numberedTexts,
  replaceNumbers,
  setRenewedTo,
  wordsOfCase,
} from "./word-store.ts"

const notedAtOnce = 200
const renewedAtOnce = 100

/** Notes the words of some cases and renews some old ones: `true` while there is more to do. */
export async function keepSearchUp(db: Db): Promise<boolean> {
  const noted = await transaction(db, (tx) => noteWords(tx, notedAtOnce))
  const renewed = await transaction(db, renewSome)
  return noted === notedAtOnce || renewed > 0
}

/** Search rows of a case whose words are about to be erased: call what this gives once they have been. */
export async function beforeErasure(tx: Tx, caseId: number): Promise<() => Promise<void>> {
  const before = await wordsOfCase(tx, caseId)
  return async () => {
    await rebuildWords(tx, [caseId])
    const left = new Set(await wordsOfCase(tx, caseId))
    await forgetWords(
      tx,
      before.filter((word) => !left.has(word)),
    )
    await renewNumbers(tx, [caseId])
  }
}

async function renewSome(tx: Tx): Promise<number> {
  const caseIds = await lockNextToRenew(tx, renewedAtOnce)
  const last = caseIds.at(-1)
  if (last === undefined) return 0
  await rebuildWords(tx, caseIds)
  await renewNumbers(tx, caseIds)
  await addWordsToNote(tx, caseIds)
  await setRenewedTo(tx, last)
  return caseIds.length
}

async function renewNumbers(tx: Tx, caseIds: readonly number[]): Promise<void> {
  const texts = Map.groupBy(await numberedTexts(tx, caseIds), (each) => each.caseId)
  const numbers = [...texts].flatMap(([caseId, some]) =>
    numbersOf(some.map((each) => each.text)).map((backwards) => ({ caseId, backwards })),
  )
  await replaceNumbers(tx, caseIds, numbers)
}
