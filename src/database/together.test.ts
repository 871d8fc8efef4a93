import assert from "node:assert/strict"
import { test } from "node:test"
import { together } from "./together.ts"

/** Work that is under way until it is let go, and says which items went together. */
function slowWork() {
  const goes: number[][] = []
  const held: (() => void)[] = []
  const work = async (some: readonly number[]) => {
    goes.push([...some])
    await new Promise<void>((resolve) => held.push(resolve))
    return some.map((each) => each * 10)
  }
  const letGo = async () => {
    for (const each of held.splice(0)) each()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { goes, work, letGo }
}

test("who asks while work is under way goes together with whoever else does, and each has its own answer", async () => {
  const { goes, work, letGo } = slowWork()
  const ask = together(work, { atOnce: 3, underWay: 1 })
  const answers = Promise.all([1, 2, 3, 4, 5].map(ask))
  for (let round = 0; round < 3; round++) await letGo()
  assert.deepEqual(goes, [[1], [2, 3, 4], [5]])
  assert.deepEqual(await answers, [10, 20, 30, 40, 50])
})

test("no more goes together than may weigh so much, and what is too heavy for company goes alone", async () => {
  const { goes, work, letGo } = slowWork()
  const ask = together(work, { atOnce: 10, weight: { of: (item) => item, most: 10 }, underWay: 1 })
  const answers = Promise.all([1, 4, 6, 1, 50, 2].map(ask))
  for (let round = 0; round < 5; round++) await letGo()
  assert.deepEqual(goes, [[1], [4, 6], [1], [50], [2]])
  assert.deepEqual(await answers, [10, 40, 60, 10, 500, 20])
})

test("an item that the database will not have fails alone, and a database that is away fails all", async () => {
  const failing = (code: string) => async (some: readonly number[]) => {
    if (some.includes(0)) throw Object.assign(new Error("no"), { code })
    return some
  }
  for (const [code, expected] of [
    ["22021", ["fulfilled", "fulfilled", "rejected", "fulfilled"]],
    ["08006", ["fulfilled", "rejected", "rejected", "rejected"]],
  ] as const) {
    const ask = together(failing(code), { atOnce: 10, underWay: 1 })
    const settled = await Promise.allSettled([1, 2, 0, 3].map(ask))
    assert.deepEqual(
      settled.map((each) => each.status),
      expected,
      code,
    )
  }
})
