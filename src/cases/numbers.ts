// Case numbers: those asked for at the same moment are taken in one statement, so that opening a case costs no round trip of its own under load.

import { type Db, perDatabase, type Tx, together } from "../database/index.ts"
import { takeCaseNumbers } from "./store.ts"

/** The next number of the one sequence. Numbers that a crash takes along are gaps, which the contract allows. */
export function takeCaseNumber(db: Db): Promise<number> {
  return taker(db)(null)
}

const taker = perDatabase((db) =>
  together<null, number>((some) => takeCaseNumbers(db, some.length), { atOnce: 64, underWay: 1 }),
)

/** The next number, inside a transaction. */
export async function nextCaseNumber(tx: Tx): Promise<number> {
  const [number] = await takeCaseNumbers(tx, 1)
  if (number === undefined) throw new Error("the sequence of case numbers gave none")
  return number
}
