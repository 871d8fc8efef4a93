import assert from "node:assert/strict"
import { test } from "node:test"
import { setImmediate as turn } from "node:timers/promises"
import { seldom } from "./seldom.ts"

test("what took a tenth of a second is counted again after ten, and by one of those who ask at once", async () => {
  let now = 0
  let counted = 0
  const read = seldom(
    async () => {
      counted += 1
      await turn()
      now += 100
      return counted
    },
    () => now,
  )
  assert.deepEqual(await Promise.all([read(), read(), read()]), [1, 1, 1])
  now += 9_900
  assert.equal(await read(), 1)
  now += 200
  assert.equal(await read(), 2)
})

test("a count that failed is not kept", async () => {
  let isDown = true
  const read = seldom(async () => {
    if (isDown) throw new Error("away")
    return 1
  })
  await assert.rejects(read(), /away/)
  isDown = false
  assert.equal(await read(), 1)
})
