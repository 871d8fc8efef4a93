import assert from "node:assert/strict"
import { test } from "node:test"
import { dueIn, govukDateTime, machineTime } from "./dates.ts"

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds

test("a moment that has passed is told by London's clock, the time first", () => {
  assert.equal(govukDateTime(at("2026-03-30T16:00Z")), "5pm on 30 March 2026")
})

test("how far away is said in words, coarser the further", () => {
  const minute = 60_000
  const words = [
    [30_000, "now"],
    [-30_000, "now"],
    [minute, "in 1 minute"],
    [125 * minute, "in 2 hours 5 minutes"],
    [-60 * minute, "1 hour ago"],
    [11 * 60 * minute + 5 * minute, "in 11 hours"],
    [-50 * 60 * minute, "2 days ago"],
  ] as const
  for (const [away, expected] of words) assert.equal(dueIn(away, 0), expected)
})

test("machines get the instant", () => {
  assert.equal(machineTime(at("2026-03-27T17:00+01:00")), "2026-03-27T16:00:00Z")
})
