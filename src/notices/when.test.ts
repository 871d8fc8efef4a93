import assert from "node:assert/strict"
import { test } from "node:test"
import { deadlineInWords, instantInWords, mailDate } from "./when.ts"

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds

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

test("the date of a message is RFC 5322's, with the zone's offset of that day", () => {
  assert.equal(mailDate(at("2026-09-07T08:05:09.5Z"), "Europe/London"), "Mon, 7 Sep 2026 09:05:09 +0100")
  assert.equal(mailDate(at("2026-12-31T23:59:59Z"), "Europe/London"), "Thu, 31 Dec 2026 23:59:59 +0000")
})
