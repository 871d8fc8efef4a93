import assert from "node:assert/strict"
import { test } from "node:test"
import { dateInWords, dayInWords, deadlineInWords, instantInWords, timeInWords } from "./words.ts"

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds

test("dates and times are written as GOV.UK writes them", () => {
  assert.equal(dateInWords(at("2026-03-07T12:00Z")), "7 March 2026")
  assert.equal(dayInWords(at("2026-03-27T12:00Z")), "Friday 27 March 2026")
  const times = {
    "17:00": "5pm",
    "09:05": "9:05am",
    "12:00": "midday",
    "12:01": "12:01pm",
    "00:00": "midnight",
    "00:30": "12:30am",
  }
  for (const [clock, words] of Object.entries(times)) assert.equal(timeInWords(at(`2026-01-05T${clock}Z`)), words)
})

test("the clock is London's, in summer too", () => {
  assert.equal(timeInWords(at("2026-03-30T16:00Z")), "5pm")
  assert.equal(dayInWords(at("2026-06-30T23:30Z")), "Wednesday 1 July 2026")
})

test("a deadline names its day, and midnight is the end of the day before", () => {
  assert.equal(deadlineInWords(at("2026-03-27T17:00Z")), "by 5pm on Friday 27 March 2026")
  assert.equal(deadlineInWords(at("2026-03-28T00:00Z")), "by the end of Friday 27 March 2026")
})

test("deadlines read as GOV.UK writes times", () => {
  const cases: [string, string][] = [
    ["2026-03-27T17:00:00Z", "by 5pm on Friday 27 March 2026"],
    ["2026-03-30T07:30:00Z", "by 8:30am on Monday 30 March 2026"],
    ["2026-03-27T12:00:00Z", "by midday on Friday 27 March 2026"],
    ["2026-03-27T12:05:00Z", "by 12:05pm on Friday 27 March 2026"],
    ["2026-03-27T00:05:00Z", "by 12:05am on Friday 27 March 2026"],
    ["2026-03-27T00:00:00Z", "by the end of Thursday 26 March 2026"],
    ["2026-03-31T23:00:00Z", "by the end of Tuesday 31 March 2026"],
    ["2026-03-27T09:59:59.999Z", "by 9:59am on Friday 27 March 2026"],
  ]
  for (const [instant, words] of cases) assert.equal(deadlineInWords(at(instant), "Europe/London"), words)
})

test("an instant that is no deadline has its date first", () => {
  assert.equal(instantInWords(at("2026-06-01T00:00:00+01:00"), "Europe/London"), "Monday 1 June 2026 at midnight")
})
