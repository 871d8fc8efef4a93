import assert from "node:assert/strict"
import { test } from "node:test"
import { floodGauge } from "./flood.ts"

let now = 0
function come(letters: number, milliseconds: number, flood: { add: () => void }): void {
  for (let letter = 0; letter < letters; letter++) {
    now += milliseconds / letters
    flood.add()
  }
}

test("letters now and then are no flood, many in a second are, and a second or two later it is over", () => {
  const flood = floodGauge(() => now)
  come(40, 2000, flood)
  assert.equal(flood.isHigh(), false)
  come(500, 1000, flood)
  assert.equal(flood.isHigh(), true)
  now += 3000
  assert.equal(flood.isHigh(), false)
})

test("a flood without end goes first for five minutes, and another after it for five again", () => {
  const flood = floodGauge(() => now)
  come(20_000, 299_000, flood)
  assert.equal(flood.isHigh(), true)
  come(500, 5000, flood)
  assert.equal(flood.isHigh(), false)
  now += 10_000
  come(500, 1000, flood)
  assert.equal(flood.isHigh(), true)
})
