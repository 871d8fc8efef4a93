import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { type LanesOptions, openLanes } from "./lanes.ts"

function lanesOf(over: Partial<LanesOptions> = {}) {
  const errors: unknown[] = []
  const lanes = openLanes({ perDomain: 2, altogether: 4, inLine: 100, onError: (error) => errors.push(error), ...over })
  const begun: string[] = []
  const ending = new Map<string, (how?: Error) => void>()
  const take = (domain: string, id: string) =>
    lanes.take(domain, id, () => {
      begun.push(id)
      return new Promise((resolve, reject) => ending.set(id, (how) => (how === undefined ? resolve() : reject(how))))
    })
  const end = async (id: string, how?: Error) => {
    ending.get(id)?.(how)
    for (let turns = 0; turns < 5; turns++) await turn()
  }
  return { lanes, take, begun, end, errors }
}

test("a domain has its share and no more; the rest of it waits in line without being waited for", async () => {
  const { take, begun, end } = lanesOf()
  const first = take("slow", "s1")
  take("slow", "s2")
  await take("slow", "s3")
  await take("slow", "s4")
  take("quick", "q1")
  assert.deepEqual(begun, ["s1", "s2", "q1"])
  await end("s1")
  await first
  assert.deepEqual(begun, ["s1", "s2", "q1", "s3"])
})

test("no more go on altogether than may, and the domains take turns", async () => {
  const { take, begun, end } = lanesOf({ altogether: 2 })
  take("a", "a1")
  take("a", "a2")
  for (const id of ["b1", "b2", "c1", "c2"]) await take(id.charAt(0), id)
  assert.deepEqual(begun, ["a1", "a2"])
  for (const id of ["a1", "a2", "b1", "c1"]) await end(id)
  assert.deepEqual(begun, ["a1", "a2", "b1", "c1", "b2", "c2"])
})

test("the same one stands in line once, and the line has an end", async () => {
  const { take, begun, end } = lanesOf({ perDomain: 1, inLine: 2 })
  take("a", "1")
  for (const id of ["2", "2", "3", "4"]) await take("a", id)
  for (const id of ["1", "2", "3"]) await end(id)
  assert.deepEqual(begun, ["1", "2", "3"])
})

test("what goes wrong reaches who waits for it, or else the log, and holds nobody up", async () => {
  const { take, begun, end, errors } = lanesOf({ perDomain: 1 })
  const first = take("a", "1")
  await take("a", "2")
  await take("a", "3")
  const seen = assert.rejects(first, /one/)
  await end("1", new Error("one"))
  await seen
  await end("2", new Error("two"))
  assert.deepEqual([errors.map(String), begun], [["Error: two"], ["1", "2", "3"]])
})

test("closing waits for what is under way and begins nothing more", async () => {
  const { lanes, take, begun, end } = lanesOf({ perDomain: 1 })
  take("a", "1")
  await take("a", "2")
  let isClosed = false
  const closing = lanes.close().then(() => {
    isClosed = true
  })
  await turn()
  assert.equal(isClosed, false)
  await end("1")
  await closing
  await take("b", "3")
  assert.deepEqual(begun, ["1"])
})
