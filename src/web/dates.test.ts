import assert from "node:assert/strict"
import { test } from "node:test"
import { byWhen, dueIn, govukDate, govukDateTime, govukDay, govukTime, machineTime } from "./dates.ts"

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds

test("dates and times are written as GOV.UK writes them", () => {
  assert.equal(govukDate(at("2026-03-07T12:00Z")), "7 March 2026")
  assert.equal(govukDay(at("2026-03-27T12:00Z")), "Friday 27 March 2026")
  const times = {
    "17:00": "5pm",
    "09:05": "9:05am",
    "12:00": "midday",
    "12:01": "12:01pm",
    "00:00": "midnight",
    "00:30": "12:30am",
  }
  for (const [clock, words] of Object.entries(times)) assert.equal(govukTime(at(`2026-01-05T${clock}Z`)), words)
})

test("the clock is London's, in summer too", () => {
  assert.equal(govukDateTime(at("2026-03-30T16:00Z")), "5pm on 30 March 2026")
  assert.equal(govukDay(at("2026-06-30T23:30Z")), "Wednesday 1 July 2026")
})

test("a deadline names its day, and midnight is the end of the day before", () => {
  assert.equal(byWhen(at("2026-03-27T17:00Z")), "by 5pm on Friday 27 March 2026")
  assert.equal(byWhen(at("2026-03-28T00:00Z")), "by the end of Friday 27 March 2026")
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
