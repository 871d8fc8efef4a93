// By which calendar a verb counts.

import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { charterBook, readCharter } from "../charter/index.ts"
import { Invalid } from "../errors.ts"
import { dueAt, durationFrom, instantFrom, shippedHolidays, zoned } from "../time/index.ts"
import { calendarSource, startOf } from "./calendars.ts"

const text = readFileSync(join(import.meta.dirname, "../../charters/college-learn.yaml"), "utf8")
const london = (at: string) => instantFrom(at, "Europe/London")
const version = (number: number, text: string, from: string) => ({
  number,
  text,
  sha256: "",
  inForceFrom: london(from),
  publishedAt: london("2026-01-01T00:00"),
  charter: readCharter(text, "charter.yaml"),
})

const later = text.replaceAll("08:00 to 17:00", "10:00 to 17:00")
const athens = later.replaceAll("zone: Europe/London", "zone: Europe/Athens")
const book = charterBook([
  version(1, text, "2026-02-01T00:00"),
  version(2, later, "2026-03-01T00:00"),
  version(3, athens, "2026-05-01T00:00"),
])
const source = calendarSource(book, true, shippedHolidays())

function due(from: string): string {
  const start = startOf(source, "contact-centre", from)
  const at = dueAt(start.calendar, start.from, durationFrom("1h"), { knownAt: london("2026-11-21T12:00") })
  return `${start.charterVersion} ${zoned(start.calendar, at)}`
}

test("a promise counts by the charter in force when it was made, and the first version holds for all time before it", () => {
  assert.notEqual(later, text)
  assert.equal(due("2020-01-06T00:00"), "1 2020-01-06T09:00:00+00:00")
  assert.equal(due("2026-02-27T16:30"), "1 2026-03-02T08:30:00+00:00")
  assert.equal(due("2026-03-02T00:00"), "2 2026-03-02T11:00:00+00:00")
})

test("a local time is read in the zone of the calendar that is in force then", () => {
  assert.equal(due("2026-05-05T12:00"), "3 2026-05-05T13:00:00+03:00")
  assert.equal(due("2026-05-05T12:00+01:00"), "3 2026-05-05T15:00:00+03:00")
})

test("a calendar that the charter does not have is refused, with those that it has", () => {
  for (const name of ["", "contact centre", "__proto__", "constructor", "x".repeat(10_000)])
    assert.throws(() => source(name, london("2026-03-27T16:30")), {
      constructor: Invalid,
      message: /it has contact-centre/,
    })
})
