// Case numbers: those asked for at the same moment are taken in one statement, so that opening a case costs no round trip of its own under load.

import type { Reads } from "../database/index.ts"
import { takeCaseNumbers } from "./store.ts"

type Waiting = { readonly resolve: (number: number) => void; readonly reject: (cause: unknown) => void }

const waiting = new WeakMap<Reads, Waiting[]>()
const busy = new WeakSet<Reads>()
const atOnce = 64

/** The next number of the one sequence. Numbers that a crash takes along are gaps, which the contract allows. */
export function takeCaseNumber(on: Reads): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  const queue = waiting.get(on) ?? []
  queue.push({ resolve, reject })
  waiting.set(on, queue)
  if (!busy.has(on)) void serve(on, queue)
  return promise
}

async function serve(on: Reads, queue: Waiting[]): Promise<void> {
  busy.add(on)
  // What is asked for while one statement is under way waits for the next.
  while (queue.length > 0) await serveSome(on, queue.splice(0, atOnce))
  busy.delete(on)
}

async function serveSome(on: Reads, some: readonly Waiting[]): Promise<void> {
  try {
    const numbers = await takeCaseNumbers(on, some.length)
    some.forEach((each, index) => {
      const number = numbers[index]
      if (number === undefined) each.reject(new Error("the sequence of case numbers gave too few"))
      else each.resolve(number)
    })
  } catch (error) {
    for (const each of some) each.reject(error)
  }
}
