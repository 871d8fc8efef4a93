// Calendars beyond the default two: several openings a day, other zones, openings that a clock change cuts or stretches.

import assert from "node:assert/strict"
import { execFileSync } from "node:child_process"
import { test } from "node:test"
import { Invalid } from "../errors.ts"
import { compiledCalendar } from "./calendar.ts"
import { weekdays } from "./civil.ts"
import { contactCentreRules, dueText, elapsedMilliseconds, hour } from "./fixtures.ts"
import type { CalendarRules, Opening } from "./rules.ts"

function daily(zone: string, ...openings: Opening[]) {
  const week = Object.fromEntries(weekdays.map((day) => [day, openings]))
  return compiledCalendar({ name: "test", zone, divisions: [], week }, [])
}

const split = daily("Europe/London", { opens: "08:00", closes: "12:00" }, { opens: "13:00", closes: "17:00" })

test("a day may have several openings, and an hour between them does not count", () => {
  assert.equal(dueText(split, "2026-03-24T11:30", "1h"), "2026-03-24T13:30:00+00:00")
  assert.equal(dueText(split, "2026-03-24T08:00", "4h"), "2026-03-24T12:00:00+00:00")
  assert.equal(dueText(split, "2026-03-24T12:30", "1wd"), "2026-03-25T17:00:00+00:00")
  assert.equal(elapsedMilliseconds(split, "2026-03-24T00:00", "2026-03-25T00:00"), 8 * hour)
})

test("a day whose openings are all paused is passed over, though the lunch between them is not", () => {
  const pauses = [
    ["2026-03-25T08:00", "2026-03-25T12:00"],
    ["2026-03-25T13:00", "2026-03-25T17:00"],
  ] as const
  assert.equal(dueText(split, "2026-03-24T10:00", "1wd", { pauses }), "2026-03-26T17:00:00+00:00")
})

const night = daily("Europe/London", { opens: "00:30", closes: "02:30" })

test("an opening in which the clocks go forward is an hour shorter (F52)", () => {
  assert.equal(elapsedMilliseconds(night, "2027-03-28T00:00", "2027-03-28T12:00"), hour)
  assert.equal(dueText(night, "2027-03-28T00:00", "1h"), "2027-03-28T02:30:00+01:00")
  assert.equal(dueText(night, "2027-03-28T00:00", "90m"), "2027-03-29T01:00:00+01:00")
})

test("an opening in which the clocks go back is an hour longer (F52)", () => {
  assert.equal(elapsedMilliseconds(night, "2027-10-31T00:00", "2027-10-31T12:00"), 3 * hour)
  assert.equal(dueText(night, "2027-10-31T00:00", "1h"), "2027-10-31T01:30:00+01:00")
  assert.equal(dueText(night, "2027-10-31T00:00", "2h"), "2027-10-31T01:30:00+00:00")
})

test("an opening in the hour that is skipped does not open, and that day is no working day", () => {
  const skipped = daily("Europe/London", { opens: "01:00", closes: "02:00" })
  assert.equal(elapsedMilliseconds(skipped, "2027-03-28T00:00", "2027-03-29T00:00"), 0)
  assert.equal(dueText(skipped, "2027-03-27T12:00", "1wd"), "2027-03-29T02:00:00+01:00")
})

test("openings that a clock change pushes into each other count once", () => {
  const close = daily("Europe/London", { opens: "00:30", closes: "01:15" }, { opens: "02:05", closes: "03:00" })
  assert.equal(elapsedMilliseconds(close, "2027-03-28T00:00", "2027-03-28T12:00"), 1.5 * hour)
})

test("a day that a zone skipped altogether does not exist", () => {
  const apia = compiledCalendar({ name: "apia", zone: "Pacific/Apia", divisions: [], days: ["friday", "saturday"] }, [])
  assert.equal(dueText(apia, "2011-12-29T12:00", "1wd"), "2012-01-01T00:00:00+14:00")
  assert.equal(elapsedMilliseconds(apia, "2011-12-29T12:00", "2012-01-01T00:00"), 24 * hour)
})

test("a zone whose clocks change at midnight keeps its days apart", () => {
  const santiago = daily("America/Santiago", { opens: "22:00", closes: "24:00" })
  assert.equal(elapsedMilliseconds(santiago, "2026-04-04T12:00", "2026-04-05T12:00"), 3 * hour)
  assert.equal(elapsedMilliseconds(santiago, "2026-09-05T12:00", "2026-09-06T12:00"), 2 * hour)
  const early = daily("America/Santiago", { opens: "00:00", closes: "02:00" })
  assert.equal(elapsedMilliseconds(early, "2026-09-06T01:00", "2026-09-06T12:00"), hour)
})

test("a calendar that keeps no holidays is never assumed to", () => {
  assert.equal(dueText(split, "2026-12-24T16:30", "1h"), "2026-12-25T08:30:00+00:00")
})

test("rules that are no calendar are refused in words", () => {
  const broken: Partial<CalendarRules>[] = [
    { zone: "Europe/Londn" },
    { zone: "" },
    { week: { monday: [{ opens: "8:00", closes: "17:00" }] } },
    { week: { monday: [{ opens: "17:00", closes: "08:00" }] } },
    { week: { monday: [{ opens: "08:00", closes: "24:01" }] } },
    {
      week: {
        monday: [
          { opens: "08:00", closes: "12:00" },
          { opens: "11:00", closes: "17:00" },
        ],
      },
    },
  ]
  for (const part of broken)
    assert.throws(() => compiledCalendar({ ...contactCentreRules, ...part }, []), Invalid, JSON.stringify(part))
})

test("the machine's own zone changes nothing (F58)", () => {
  const script = `
    const { contactCentre, freedomOfInformation, dueText, elapsedMilliseconds } = await import(${JSON.stringify(import.meta.resolve("./fixtures.ts"))})
    const asked = ["2026-03-27T16:30", "2026-10-24T23:59:59.999", "2028-02-29T00:00", "2026-03-29T01:30"]
    const promises = ["30m", "24h", "2wd", "3mo"]
    for (const calendar of [contactCentre, freedomOfInformation])
      for (const from of asked) {
        for (const promise of promises) console.log(dueText(calendar, from, promise))
        console.log(elapsedMilliseconds(calendar, from, "2028-12-31T23:59"))
      }`
  const answers = ["UTC", "Europe/London", "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati"].map((TZ) =>
    execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script], {
      env: { TZ },
      encoding: "utf8",
    }),
  )
  assert.equal(answers[0]?.split("\n").length, 41)
  assert.deepEqual(new Set(answers).size, 1)
})
