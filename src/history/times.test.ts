import assert from "node:assert/strict"
import { test } from "node:test"
import { Invalid } from "../errors.ts"
import { timeReader } from "./times.ts"

function read(pattern: string, text: string, zone = "Europe/London"): string | undefined {
  const at = timeReader({ zone, pattern })(text)
  return at === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(at).toString()
}

test("times are read by the pattern, bare ones in the zone", () => {
  const cases: [string, string, string, string?][] = [
    ["d/M/yyyy HH:mm", "29/2/2016 01:16", "2016-02-29T01:16:00Z"],
    ["d/M/yyyy HH:mm", "4/7/2016 14:38", "2016-07-04T13:38:00Z"],
    ["d/M/yyyy HH:mm", "4/7/2016 14:38", "2016-07-04T17:38:00Z", "America/Sao_Paulo"],
    ["dd/MM/yyyy HH:mm:ss", "04/07/2016 14:38:09", "2016-07-04T13:38:09Z"],
    ["M/d/yyyy h:mm a", "7/4/2016 12:05 AM", "2016-07-03T23:05:00Z"],
    ["M/d/yyyy h:mm a", "7/4/2016 12:05 PM", "2016-07-04T11:05:00Z"],
    ["M/d/yyyy h:mm a", "7/4/2016 3:05 p.m.", "2016-07-04T14:05:00Z"],
    ["yyyy-MM-dd HH:mm:ss.SSS", "2016-07-04 14:38:09.250", "2016-07-04T13:38:09.25Z"],
    ["yyyy-MM-dd HH:mm:ss XXX", "2016-07-04 14:38:09 +02:00", "2016-07-04T12:38:09Z"],
    ["iso", "2010-01-13T08:40:25.000+02:00", "2010-01-13T06:40:25Z"],
    ["iso", "2016-07-04 14:38", "2016-07-04T13:38:00Z"],
    // An hour that spring skips, and one that autumn has twice: `compatible`, as everywhere.
    ["d/M/yyyy HH:mm", "27/3/2016 01:30", "2016-03-27T01:30:00Z"],
    ["d/M/yyyy HH:mm", "30/10/2016 01:30", "2016-10-30T00:30:00Z"],
  ]
  for (const [pattern, text, expected, zone] of cases) assert.equal(read(pattern, text, zone), expected, text)
})

test("what is no time of the pattern is none, and a day that no calendar has is none", () => {
  for (const text of [
    "",
    "?",
    "29/2/2015 01:16",
    "31/4/2016 01:16",
    "1/13/2016 01:16",
    "1/1/2016 24:00",
    "1/1/16 01:16",
    "1/1/2016",
    "1/1/2016 01:16 x",
    "x".repeat(100_000),
  ])
    assert.equal(read("d/M/yyyy HH:mm", text), undefined, text.slice(0, 30))
  assert.equal(read("M/d/yyyy h:mm a", "7/4/2016 13:05 PM"), undefined)
})

test("a pattern that leaves something out, says it twice, or has unknown letters is refused by name", () => {
  for (const pattern of [
    "",
    "d/M/yyyy",
    "yyyy-MM-dd h:mm",
    "d/M/yyyy H:mm a",
    "d/d/M/yyyy HH:mm",
    "d/M/yyyy HH:mm Q",
    "%d",
  ])
    assert.throws(
      () => timeReader({ zone: "Europe/London", pattern }),
      (error) => error instanceof Invalid && error.fields[0]?.field === "pattern",
      pattern,
    )
  assert.throws(
    () => timeReader({ zone: "Europe/Atlantis", pattern: "iso" }),
    (error) => error instanceof Invalid && error.fields[0]?.field === "zone",
  )
})
