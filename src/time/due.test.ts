// The contract's sentences about deadlines, each as a row.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Invalid } from "../errors.ts"
import type { Calendar } from "./calendar.ts"
import { due } from "./due.ts"
import { durationFrom } from "./duration.ts"
import { type Asked, contactCentre, counting, dueText, freedomOfInformation } from "./fixtures.ts"
import { instantFrom, zoned } from "./instant.ts"

type Row = readonly [sentence: string, from: string, promise: string, due: string, asked?: Asked]

function rowsOf(calendar: Calendar, list: readonly Row[]): void {
  for (const [sentence, from, promise, expected, asked] of list)
    test(`${calendar.name}: ${sentence}`, () => assert.equal(dueText(calendar, from, promise, asked), expected))
}

rowsOf(contactCentre, [
  ["1 h from Friday 16:30 is Monday 08:30", "2026-03-27T16:30Z", "1h", "2026-03-30T08:30:00+01:00"],
  ["8 h from 09:00 is 17:00 the same day, not 08:00 the next", "2026-03-26T09:00", "8h", "2026-03-26T17:00:00+00:00"],
  ["9 h from 08:00 is 17:00 the same day", "2026-03-26T08:00", "9h", "2026-03-26T17:00:00+00:00"],
  ["a contact at 18:00 starts to count at 08:00", "2026-03-25T18:00", "1h", "2026-03-26T09:00:00+00:00"],
  ["minutes count too", "2026-03-27T16:45", "30m", "2026-03-30T08:15:00+01:00"],
  ["milliseconds are kept", "2026-03-26T16:59:59.999", "1h", "2026-03-27T08:59:59.999+00:00"],
  ["17:00 is closed (F56)", "2026-03-26T17:00", "1h", "2026-03-27T09:00:00+00:00"],
  ["a Saturday is closed (F56)", "2026-03-28T10:00", "1h", "2026-03-30T09:00:00+01:00"],
  ["the eve of Good Friday runs on to Tuesday (F56)", "2026-04-02T16:30", "1h", "2026-04-07T08:30:00+01:00"],
  ["a holiday itself is closed (F56)", "2026-04-03T10:00", "1h", "2026-04-07T09:00:00+01:00"],
  ["the working day after the leap day counts it (F53)", "2028-02-28T16:30", "10h", "2028-03-01T08:30:00+00:00"],
  ["the year's end (F53)", "2026-12-31T16:30", "1h", "2027-01-04T08:30:00+00:00"],
  ["the clocks go forward over Easter (F52)", "2027-03-25T16:00", "2h", "2027-03-30T09:00:00+01:00"],
  ["the clocks go back over a weekend (F52)", "2027-10-29T16:00", "2h", "2027-11-01T09:00:00+00:00"],
  ["the day of from is day 0, whatever day it is", "2026-03-28T10:00", "2wd", "2026-03-31T17:00:00+01:00"],
  ["day 0 is not counted even from its opening", "2026-03-25T07:00", "1wd", "2026-03-26T17:00:00+00:00"],
  ["day 0 is the day in the calendar's zone", "2026-07-06T23:30Z", "1wd", "2026-07-08T17:00:00+01:00"],
  ["first reply within 2 working days over Easter", "2026-04-02T10:00", "2wd", "2026-04-08T17:00:00+01:00"],
  ["minor release notice: 5 working days (F57)", "2026-12-21T09:00", "5wd", "2026-12-30T17:00:00+00:00"],
  ["significant release notice: 15 working days (F57)", "2026-04-20T09:00", "15wd", "2026-05-12T17:00:00+01:00"],
  ["major release notice: 30 working days (F57)", "2026-04-20T09:00", "30wd", "2026-06-03T17:00:00+01:00"],
  ["3 months on is the corresponding date (F57)", "2026-01-15T10:00", "3mo", "2026-04-15T17:00:00+01:00"],
  ["or the month's last day, then the next working day (F57)", "2025-11-30T10:00", "3mo", "2026-03-02T17:00:00+00:00"],
  ["the last day of a leap February (F53)", "2028-01-31T10:00", "1mo", "2028-02-29T17:00:00+00:00"],
  ["a month that ends on a holiday moves past it", "2026-02-03T10:00", "2mo", "2026-04-07T17:00:00+01:00"],
])

rowsOf(freedomOfInformation, [
  ["open all of each working day", "2026-03-27T10:00", "24h", "2026-03-30T10:00:00+01:00"],
  ["2 working days end at midnight, 00:00 of the next day", "2026-03-27T10:00", "2wd", "2026-04-01T00:00:00+01:00"],
  ["a holiday in any part of the UK closes it", "2021-07-09T10:00", "1wd", "2021-07-14T00:00:00+01:00"],
  ["20 working days over Christmas (F57)", "2023-11-27T10:00", "20wd", "2023-12-29T00:00:00+00:00"],
  ["internal review asked for within 40 working days (F57)", "2026-02-02T10:00", "40wd", "2026-04-01T00:00:00+01:00"],
  ["the last hour of a Friday ends at midnight", "2026-03-27T23:00", "1h", "2026-03-28T00:00:00+00:00"],
  ["a month ends when the day does", "2026-01-30T10:00", "1mo", "2026-03-03T00:00:00+00:00"],
])

const monday = "2026-03-30T09:00"

rowsOf(contactCentre, [
  [
    "overlapping pauses count once",
    monday,
    "1h",
    "2026-03-30T12:30:00+01:00",
    {
      pauses: [
        ["2026-03-30T10:00", "2026-03-30T12:00"],
        ["2026-03-30T09:30", "2026-03-30T11:00"],
      ],
    },
  ],
  [
    "a pause that begins as the deadline falls moves nothing",
    monday,
    "8h",
    "2026-03-30T17:00:00+01:00",
    { pauses: [["2026-03-30T17:00", "2026-04-01T17:00"]] },
  ],
  [
    "a pause before from counts only from then",
    monday,
    "1h",
    "2026-03-30T10:30:00+01:00",
    { pauses: [["2026-03-01T00:00", "2026-03-30T09:30"]] },
  ],
  [
    "a clock paused over a bank holiday does not lose the day",
    "2026-04-02T09:00",
    "4h",
    "2026-04-07T12:00:00+01:00",
    { pauses: [["2026-04-02T09:00", "2026-04-07T08:00"]] },
  ],
  [
    "a working day is passed over if the whole of its open time is paused",
    "2026-03-28T10:00",
    "2wd",
    "2026-04-01T17:00:00+01:00",
    { pauses: [["2026-03-30T08:00", "2026-03-30T17:00"]] },
  ],
  [
    "even by several pauses together",
    "2026-03-28T10:00",
    "2wd",
    "2026-04-01T17:00:00+01:00",
    {
      pauses: [
        ["2026-03-30T12:00", "2026-03-31T07:00"],
        ["2026-03-30T07:00", "2026-03-30T12:00"],
      ],
    },
  ],
  [
    "and only then",
    "2026-03-28T10:00",
    "2wd",
    "2026-03-31T17:00:00+01:00",
    { pauses: [["2026-03-30T08:00:00.001", "2026-03-31T08:00"]] },
  ],
  [
    "a pause over the closing of the last day moves nothing",
    monday,
    "1wd",
    "2026-03-31T17:00:00+01:00",
    { pauses: [["2026-03-31T08:00:00.001", "2026-04-07T12:00"]] },
  ],
  [
    "a pause of weeks passes over each of its working days",
    "2026-03-27T10:00",
    "3wd",
    "2026-04-14T17:00:00+01:00",
    { pauses: [["2026-03-31T08:00", "2026-04-10T17:00"]] },
  ],
  [
    "pauses are ignored for months",
    "2028-01-31T10:00",
    "1mo",
    "2028-02-29T17:00:00+00:00",
    { pauses: [["2028-02-28T00:00", "2028-03-10T00:00"]] },
  ],
])

rowsOf(contactCentre, [
  [
    "the state funeral was not known the day before (F54)",
    "2022-09-16T12:00",
    "8h",
    "2022-09-19T11:00:00+01:00",
    { knownAt: "2022-09-08T23:59:59.999" },
  ],
  [
    "and was from its first moment (F54)",
    "2022-09-16T12:00",
    "8h",
    "2022-09-20T11:00:00+01:00",
    { knownAt: "2022-09-09T00:00" },
  ],
  ["and is known now", "2022-09-16T12:00", "8h", "2022-09-20T11:00:00+01:00"],
  ["Scotland's holiday is not England's (F55)", "2026-06-12T12:00", "1wd", "2026-06-15T17:00:00+01:00"],
])

rowsOf(freedomOfInformation, [
  [
    "Scotland's holiday before it was known (F55)",
    "2026-06-12T12:00",
    "1wd",
    "2026-06-16T00:00:00+01:00",
    { knownAt: "2026-02-24T23:59:59.999" },
  ],
  ["and since (F55)", "2026-06-12T12:00", "1wd", "2026-06-17T00:00:00+01:00", { knownAt: "2026-02-25T00:00" }],
])

test("an answer reaching past the last year known, or before 2011, is assumed (F55)", () => {
  const isAssumed = (calendar: Calendar, from: string, promise: string) =>
    due(calendar, instantFrom(from, calendar), durationFrom(promise), counting(calendar)).assumed
  assert.equal(isAssumed(contactCentre, "2028-12-29T10:00", "7h"), false)
  assert.equal(isAssumed(contactCentre, "2028-12-29T10:00", "8h"), true)
  assert.equal(isAssumed(freedomOfInformation, "2028-12-28T10:00", "1wd"), false)
  assert.equal(isAssumed(freedomOfInformation, "2028-12-28T10:00", "2wd"), true)
  assert.equal(isAssumed(contactCentre, "2010-12-31T23:59:59.999", "1h"), true)
  assert.equal(isAssumed(contactCentre, "2011-01-01T00:00", "1h"), false)
})

test("the certificate counts exactly what was promised, outside the pauses", () => {
  const pauses = [["2026-04-07T07:00", "2026-04-07T10:00"]] as const
  const from = instantFrom("2026-04-02T16:30", contactCentre)
  const certificate = due(contactCentre, from, durationFrom("4h"), counting(contactCentre, { pauses }))
  const shown = (intervals: typeof certificate.counted) =>
    intervals.map((each) => each.map((at) => zoned(contactCentre, at).slice(5, 16)).join(" "))
  assert.deepEqual(shown(certificate.counted), ["04-02T16:30 04-02T17:00", "04-07T10:00 04-07T13:30"])
  assert.deepEqual(shown(certificate.paused), ["04-07T07:00 04-07T10:00"])
  assert.equal(certificate.dueAt, certificate.counted.at(-1)?.[1])
})

test("the certificate of working days shows the openings of each day counted, and none that was passed over", () => {
  const pauses = [["2026-03-31T08:00", "2026-03-31T17:00"]] as const
  const from = instantFrom("2026-03-28T10:00", contactCentre)
  const { counted } = due(contactCentre, from, durationFrom("2wd"), counting(contactCentre, { pauses }))
  const days = counted.map(([opens, closes]) => [zoned(contactCentre, opens), zoned(contactCentre, closes)])
  assert.deepEqual(days, [
    ["2026-03-30T08:00:00+01:00", "2026-03-30T17:00:00+01:00"],
    ["2026-04-01T08:00:00+01:00", "2026-04-01T17:00:00+01:00"],
  ])
})

test("a deadline is never after 2100; the midnight that ends it is not after it", () => {
  assert.equal(dueText(contactCentre, "2100-12-31T16:00", "1h"), "2100-12-31T17:00:00+00:00")
  assert.equal(dueText(freedomOfInformation, "2100-12-30T16:00", "1wd"), "2101-01-01T00:00:00+00:00")
  const later = ["2100-12-31T16:00:00.001 1h", "2100-12-31T10:00 1wd", "2100-12-01T10:00 1mo", "2150-01-01T00:00 30m"]
  const far = ["9999999h", "99999wd", "1200mo", "999999999999mo", `${"9".repeat(400)}h`].map(
    (each) => `2026-03-27T10:00 ${each}`,
  )
  for (const [from = "", promise = ""] of [...later, ...far].map((each) => each.split(" ")))
    assert.throws(() => dueText(contactCentre, from, promise), /after 2100/, `${from} ${promise}`)
  const forEver = [["2026-03-27T10:00", "9999-01-01T00:00"]] as const
  assert.throws(() => dueText(contactCentre, "2026-03-27T10:00", "1h", { pauses: forEver }), /after 2100/)
})

test("a pause that does not end after it begins is refused, whatever is promised", () => {
  const pauses = [["2026-03-27T10:00", "2026-03-27T10:00:00.0009"]] as const
  for (const promise of ["1h", "2wd", "3mo"])
    assert.throws(() => dueText(contactCentre, "2026-03-27T10:00", promise, { pauses }), Invalid)
})

test("an instant too far away to count is refused in words", () => {
  assert.throws(() => dueText(contactCentre, "1799-12-31T10:00", "1h"), /1800 to 2300/)
  assert.throws(() => dueText(contactCentre, "0001-01-01T10:00Z", "1h"), Invalid)
})
