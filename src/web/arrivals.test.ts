import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate as turnOfLoop } from "node:timers/promises"
import { openArrivals } from "./arrivals.ts"

test("F71: no more than so many begin at once, in the order of coming, and a failure gives its place away", async () => {
  const arrivals = openArrivals(3)
  const begun: number[] = []
  let [present, most] = [0, 0]
  const all = Array.from({ length: 20 }, (_none, index) =>
    arrivals.inTurn(async () => {
      begun.push(index)
      present += 1
      most = Math.max(most, present)
      await turnOfLoop()
      present -= 1
      if (index % 4 === 0) throw new Error("gone")
    }),
  )
  const ends = await Promise.allSettled(all)
  assert.equal(most, 3)
  assert.deepEqual(begun, [...begun.keys()])
  assert.equal(ends.filter(({ status }) => status === "rejected").length, 5)
  await arrivals.inTurn(async () => void begun.push(20))
  assert.equal(begun.length, 21)
})
