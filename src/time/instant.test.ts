// Instants and lengths of time in, instants and lengths of time out.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { Invalid } from "../errors.ts"
import { civilDate, dateText, dayMilliseconds, dayNumber, dayNumberFrom, monthsLater, weekdayIndex } from "./civil.ts"
import { durationFrom, durationText, durationWords } from "./duration.ts"
import { instantFrom, zoned } from "./instant.ts"

const zone = "Europe/London"
const written = (text: string) => zoned(zone, instantFrom(text, zone))

test("an instant has an offset or Z, or is a local time of the zone", () => {
  const rows = [
    ["2026-03-27T16:30Z", "2026-03-27T16:30:00+00:00"],
    ["2026-07-27T16:30:05+05:30", "2026-07-27T12:00:05+01:00"],
    ["2026-07-27T16:30-0800", "2026-07-28T01:30:00+01:00"],
    ["2026-07-27T16:30+02", "2026-07-27T15:30:00+01:00"],
    ["2026-07-27 16:30", "2026-07-27T16:30:00+01:00"],
    ["2026-07-27t16:30z", "2026-07-27T17:30:00+01:00"],
    ["2028-02-29T00:00", "2028-02-29T00:00:00+00:00"],
  ]
  for (const [text = "", expected] of rows) assert.equal(written(text), expected, text)
})

test("a local time that the clocks skip is read as the hour after, one that they repeat as the first", () => {
  assert.equal(written("2026-03-29T01:30"), "2026-03-29T02:30:00+01:00")
  assert.equal(written("2026-10-25T01:30"), "2026-10-25T01:30:00+01:00")
  assert.equal(written("2026-10-25T01:30+00:00"), "2026-10-25T01:30:00+00:00")
})

test("milliseconds are kept, finer digits cut off, and none are shown where there are none", () => {
  assert.equal(written("2026-03-27T16:30:00.2509999999"), "2026-03-27T16:30:00.250+00:00")
  assert.equal(written("2026-03-27T16:30:00.0009"), "2026-03-27T16:30:00+00:00")
  assert.equal(written("1969-06-01T12:00:00.9999Z"), "1969-06-01T13:00:00.999+01:00")
})

test("what is no instant is refused in words", () => {
  const dates = [
    "2026-02-29T10:00",
    "2026-04-31T10:00Z",
    "2026-13-01T10:00",
    "2026-00-10T10:00",
    "2026-01-00T10:00",
    "2026-03-27",
  ]
  const times = ["2026-03-27T24:00", "2026-03-27T10:60", "2026-03-27T10:00:60", "16:30", "2026-03-27T1630"]
  const tails = [
    "2026-03-27T10:00+25:00",
    "2026-03-27T10:00+01:60",
    "2026-03-27T10:00[Europe/London]",
    "2026-03-27T10:00:00.Z",
  ]
  const others = [
    "",
    "now",
    "yesterday",
    "1774629000000",
    "+012026-03-27T10:00Z",
    "2026-03-27T10:00Z\n",
    "x".repeat(100_000),
  ]
  for (const text of [...dates, ...times, ...tails, ...others])
    assert.throws(() => instantFrom(text, zone), Invalid, text.slice(0, 40))
})

test("reading and writing agree with Temporal in every zone, at any moment", () => {
  const zones = fc.constantFrom(
    "Europe/London",
    "UTC",
    "America/St_Johns",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kathmandu",
  )
  const instants = fc.integer({ min: -6_000_000_000_000, max: 13_000_000_000_000 })
  fc.assert(
    fc.property(zones, instants, (id, at) => {
      const civil = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(id)
      const text = civil.toString({ timeZoneName: "never", smallestUnit: "millisecond" })
      assert.equal(zoned(id, at), text.replace(".000", ""))
      if (civil.offsetNanoseconds % 60_000_000_000 === 0) assert.equal(instantFrom(text, "UTC"), at)
      const local = civil.toPlainDateTime()
      const compatible = local.toZonedDateTime(id, { disambiguation: "compatible" }).epochMilliseconds
      assert.equal(instantFrom(local.toString({ smallestUnit: "millisecond" }), id), compatible)
    }),
    { numRuns: 3000 },
  )
})

test("reading around every clock change agrees with Temporal", () => {
  for (let year = 2010; year <= 2030; year++) {
    for (const change of ["03", "10"]) {
      const first = Temporal.PlainDateTime.from(`${year}-${change}-24T23:00`)
      for (let step = 0; step < 8 * 24 * 4; step++) {
        const local = first.add({ minutes: step * 15 })
        const expected = local.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds
        assert.equal(instantFrom(local.toString(), zone), expected)
      }
    }
  }
})

test("civil dates agree with Temporal over centuries", () => {
  fc.assert(
    fc.property(fc.integer({ min: -100_000, max: 200_000 }), fc.integer({ min: 1, max: 2000 }), (number, months) => {
      const date = Temporal.Instant.fromEpochMilliseconds(number * dayMilliseconds)
        .toZonedDateTimeISO("UTC")
        .toPlainDate()
      assert.equal(dateText(number), date.toString())
      assert.equal(dayNumberFrom(date.toString()), number)
      assert.equal(weekdayIndex(number), date.dayOfWeek - 1)
      assert.equal(dateText(monthsLater(number, months)), date.add({ months }).toString())
      const { year, month, day } = civilDate(number)
      assert.equal(dayNumber(year, month, day), number)
    }),
  )
})

test("a length of time is a whole number, at least 1, of minutes, hours, working days or months", () => {
  assert.deepEqual(durationFrom("30m"), { unit: "working-time", amount: 1_800_000 })
  assert.deepEqual(durationFrom("4h"), { unit: "working-time", amount: 14_400_000 })
  assert.deepEqual(durationFrom("2wd"), { unit: "working-days", amount: 2 })
  assert.deepEqual(durationFrom("3mo"), { unit: "months", amount: 3 })
  for (const text of [
    "0m",
    "00h",
    "1.5h",
    "-1h",
    "+1h",
    "1",
    "h",
    "",
    " 4h",
    "4h\n",
    "4 h",
    "4H",
    "4d",
    "PT4H",
    "1e3h",
    "٤h",
  ])
    assert.throws(() => durationFrom(text), Invalid, text)
})

test("elapsed time is written in hours and smaller, never days", () => {
  const rows: [number, string, string][] = [
    [0, "PT0S", "0 minutes"],
    [25.5 * 3_600_000, "PT25H30M", "25 hours 30 minutes"],
    [3_600_000, "PT1H", "1 hour"],
    [1, "PT0.001S", "0.001 seconds"],
    [61_500, "PT1M1.5S", "1 minute 1.5 seconds"],
    [9_999 * 3_600_000 + 59_999, "PT9999H59.999S", "9999 hours 59.999 seconds"],
  ]
  for (const [milliseconds, text, words] of rows) {
    assert.equal(durationText(milliseconds), text)
    assert.equal(durationWords(milliseconds), words)
  }
})

test("elapsed time is written as Temporal writes it", () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000_000 }), (milliseconds) => {
      const expected = Temporal.Duration.from({ milliseconds }).round({ largestUnit: "hour" }).toString()
      assert.equal(durationText(milliseconds), expected)
    }),
  )
})
