// Case numbers: those asked for at the same moment are taken in one statement, so that opening a case costs no round trip of its own under load.

import { type Db, type Tx, together } from "../database/index.ts"
import { takeCaseNumbers } from "./store.ts"

const takers = new WeakMap<Db, () => Promise<number>>()

/** The next number of the one sequence. Numbers that a crash takes along are gaps, which the contract allows. */
export function takeCaseNumber(on: Db): Promise<number> {
  const known = takers.get(on)
  if (known !== undefined) return known()
  const take = together<null, number>((some) => takeCaseNumbers(on, some.length), { atOnce: 64, underWay: 1 })
  const taker = () => take(null)
  takers.set(on, taker)
  return taker()
}

/** The next number, inside a transaction. */
export async function nextCaseNumber(tx: Tx): Promise<number> {
  const [number] = await takeCaseNumbers(tx, 1)
  if (number === undefined) throw new Error("the sequence of case numbers gave none")
  return number
}
