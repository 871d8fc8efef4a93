import assert from "node:assert/strict"
import { test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { Invalid } from "../../errors.ts"
import { nearDayInWords, spanInWords } from "../../time/index.ts"
import { momentTyped } from "./civil.ts"
import { urgencyOf } from "./urgency.ts"
import { textLimit, visible, visibleLine, visibleText } from "./visible.ts"

const now = instant("2026-03-27T09:00")

test("a deadline says how pressing it is, and never that something late is due soon", () => {
  const cases = [
    ["2026-03-27T08:40", "overdue by 20 minutes", "late"],
    ["2026-03-27T08:59:59.999", "overdue by less than a minute", "late"],
    ["2026-03-27T09:00", "due now", "soon"],
    ["2026-03-27T09:35", "in 35 minutes", "soon"],
    ["2026-03-27T09:59:59.999", "in 59 minutes", "soon"],
    ["2026-03-27T10:00", "in 1 hour", "later"],
    ["2026-03-27T14:05", "in 5 hours 5 minutes", "later"],
    ["2026-03-30T09:00", "in 2 days", "later"],
  ]
  for (const [due = "", words, level] of cases) {
    const urgency = urgencyOf(instant(due), now)
    assert.deepEqual([urgency.words, urgency.level], [words, level], due)
  }
})

test("a day is today's neighbour, or named, and its year only where it is another", () => {
  assert.equal(nearDayInWords(now, now), "today")
  assert.equal(nearDayInWords(instant("2026-03-28T00:00"), now), "tomorrow")
  assert.equal(nearDayInWords(instant("2026-03-26T23:59"), now), "yesterday")
  assert.equal(nearDayInWords(instant("2026-03-30T08:00"), now), "on Monday 30 March")
  assert.equal(nearDayInWords(instant("2025-12-24T08:00"), now), "on Wednesday 24 December 2025")
})

test("the day is London's on both sides of a clock change", () => {
  assert.equal(nearDayInWords(instant("2026-03-29T23:30"), instant("2026-03-29T00:30")), "today")
  assert.equal(
    nearDayInWords(Temporal.Instant.from("2026-06-30T23:30Z").epochMilliseconds, instant("2026-07-01T09:00")),
    "today",
  )
})

test("a span is coarser the longer", () => {
  assert.deepEqual([0, 1, 60, 61, 600, 659, 2880].map(spanInWords), [
    "less than a minute",
    "1 minute",
    "1 hour",
    "1 hour 1 minute",
    "10 hours",
    "10 hours",
    "2 days",
  ])
})

test("A09 what cannot be seen is written out, and what turns a line round turns nothing", () => {
  assert.equal(visible("gpj.\u202eexe\u0000\u2066x"), "gpj.[U+202E]exe[U+0000][U+2066]x")
  assert.equal(visible("two\r\nlines\tand a tab"), "two\nlines\tand a tab")
  assert.equal(visible("family 👩‍👩‍👧 and café"), "family 👩‍👩‍👧 and café")
})

test("A09 a name of a megabyte takes a line, and a text of ten a screenful", () => {
  assert.equal(visibleLine("n".repeat(1_000_000), 200).length, 200)
  assert.equal(visibleLine("a\n\n  b"), "a b")
  const { words, isCut, length } = visibleText("x".repeat(10_000_000))
  assert.deepEqual([words.length, isCut, length], [textLimit, true, 10_000_000])
})

test("a shortened line never ends within a character", () => {
  assert.ok(visibleLine(`${"a".repeat(198)}😀😀`, 200).isWellFormed())
  assert.ok(visible("\ud800").isWellFormed())
})

function typed(day: string, month: string, year: string, time: string) {
  const fields = { "x-day": day, "x-month": month, "x-year": year, "x-time": time }
  const at = momentTyped("x", fields, now)
  return at === undefined
    ? undefined
    : Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO("Europe/London").toPlainDateTime().toString()
}

test("a time of day is read in the ways in which people write one", () => {
  const ways = ["2:30pm", "2.30 PM", "14:30", "1430", "14.30"]
  for (const way of ways) assert.equal(typed("", "", "", way), "2026-03-27T14:30:00", way)
  assert.equal(typed("30", "3", "2026", "9am"), "2026-03-30T09:00:00")
  assert.equal(typed("30", "3", "2026", "12am"), "2026-03-30T00:00:00")
  assert.equal(typed("30", "3", "2026", "midday"), "2026-03-30T12:00:00")
  assert.equal(typed("", "", "", ""), undefined)
})

test("what is no date and no time is refused at its own field", () => {
  const wrong = [
    ["30", "2", "2026", "9am", "x-day"],
    ["30", "3", "26", "9am", "x-day"],
    ["", "3", "2026", "9am", "x-day"],
    ["30", "3", "2026", "", "x-time"],
    ["30", "3", "2026", "25:00", "x-time"],
    ["30", "3", "2026", "13pm", "x-time"],
    ["30", "3", "2026", "9:75", "x-time"],
    ["30", "3", "2026", "soon", "x-time"],
  ]
  for (const [day = "", month = "", year = "", time = "", field] of wrong) {
    assert.throws(
      () => typed(day, month, year, time),
      (error) => error instanceof Invalid && error.fields[0]?.field === field,
      [day, month, year, time].join(" "),
    )
  }
})

test("a month is taken by its name, and a wrong date beside a wrong time has both said", () => {
  for (const month of ["december", "Dec", "12"]) assert.equal(typed("22", month, "2026", "9am"), "2026-12-22T09:00:00")
  const fields = (error: unknown) => (error instanceof Invalid ? error.fields.map(({ field }) => field) : [])
  assert.throws(
    () => typed("31", "2", "2026", "25:00"),
    (error) => fields(error).join() === "x-day,x-time",
  )
})

test("a time that a clock change repeats is the first of the two", () => {
  const typed = { "x-day": "25", "x-month": "10", "x-year": "2026", "x-time": "1:30" }
  assert.equal(momentTyped("x", typed, now), instant("2026-10-25T01:30+01:00"))
})
