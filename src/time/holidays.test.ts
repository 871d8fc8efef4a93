// What is known of the holidays, and how it changes.

import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { after, test } from "node:test"
import fc from "fast-check"
import { testDatabase } from "../../test/support/database.ts"
import { transaction } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { compiledCalendar } from "./calendar.ts"
import { contactCentreRules, dueText, freedomOfInformation, holiday } from "./fixtures.ts"
import { freshHolidays, imported, importHolidays, seedHolidays } from "./holidays.ts"
import { instantFrom } from "./instant.ts"
import { type Holiday, holidaysKnown, knowledgeKey, knowledgeOf } from "./knowledge.ts"
import { type PublishedDay, publishedFrom } from "./published.ts"
import { shippedHolidays } from "./shipped.ts"
import { holidayRevision, loadHolidays } from "./store.ts"

const london = (text: string) => instantFrom(text, "Europe/London")
const { db, close } = await testDatabase()
after(close)

const listed = (...dates: string[]): PublishedDay[] =>
  dates.map((date) => ({ division: "england-and-wales", date, title: "A holiday" }))
const dates = (holidays: readonly Holiday[]) => holidays.map(({ date }) => date)
const importing = (list: readonly PublishedDay[], at: string) =>
  transaction(db, (tx) => importHolidays(tx, list, london(at)))

test("502 days are shipped, of three divisions and eighteen years, two of them announced late", () => {
  const all = shippedHolidays()
  assert.equal(all.length, 502)
  const counts = Map.groupBy(all, ({ division }) => division)
  assert.deepEqual(
    [...counts].map(([division, days]) => [division, days.length]),
    [
      ["england-and-wales", 149],
      ["scotland", 168],
      ["northern-ireland", 185],
    ],
  )
  assert.equal(new Set(all.map(({ division, date }) => `${division} ${date.slice(0, 4)}`)).size, 3 * 18)
  assert.equal(new Set(all.map(({ division, date }) => `${division} ${date}`)).size, 502)
  const late = all.filter(({ knownFrom }) => Number.isFinite(knownFrom))
  assert.deepEqual(
    late.map(({ division, date, knownFrom }) => [division, date, knownFrom]),
    [
      ["england-and-wales", "2022-09-19", london("2022-09-09T00:00")],
      ["scotland", "2022-09-19", london("2022-09-09T00:00")],
      ["scotland", "2026-06-15", london("2026-02-25T00:00")],
      ["northern-ireland", "2022-09-19", london("2022-09-09T00:00")],
    ],
  )
})

test("a day is known from the very instant of its announcement, and counts for a promise made while it stood (F54)", () => {
  const [known, gone] = [london("2027-01-10T12:00"), london("2027-02-10T12:00")]
  const days = [...shippedHolidays(), holiday("2027-03-09", known, gone)]
  const calendar = compiledCalendar(contactCentreRules, days)
  const monday = (from: string, knownAt: string) => dueText(calendar, from, "40wd", { knownAt }).slice(0, 10)
  const [without, within] = ["2027-03-09", "2027-03-10"]
  assert.equal(monday("2027-01-12T09:00", "2027-01-10T11:59:59.999"), without)
  assert.equal(monday("2027-01-12T09:00", "2027-01-10T12:00"), within)
  // Withdrawn: it still counts for who was promised before, and for nobody from the withdrawal on.
  assert.equal(monday("2027-01-12T09:00", "2027-02-10T12:00"), within)
  assert.equal(monday("2027-01-12T09:00", "2028-01-01T00:00"), within)
  const later = (from: string) => dueText(calendar, from, "18wd", { knownAt: "2028-01-01T00:00" }).slice(0, 10)
  assert.equal(later("2027-02-10T11:59:59.999"), "2027-03-08")
  assert.equal(
    dueText(calendar, "2027-02-10T11:59:59.999", "19wd", { knownAt: "2028-01-01T00:00" }).slice(0, 10),
    within,
  )
  assert.equal(dueText(calendar, "2027-02-10T12:00", "19wd", { knownAt: "2028-01-01T00:00" }).slice(0, 10), without)
  // A promise asked about with the knowledge of before it was made.
  assert.equal(monday("2027-01-12T09:00", "2027-01-01T00:00"), without)
})

test("a late holiday moves a deadline back, and its withdrawal never brings it forward (F54)", () => {
  const days = shippedHolidays()
  const from = "2027-03-08T16:00"
  const deadline = (all: Holiday[], knownAt: string) =>
    dueText(compiledCalendar(contactCentreRules, all), from, "4h", { knownAt })
  const announced = [...days, holiday("2027-03-09", london("2027-03-08T16:30"))]
  const withdrawn = [...days, holiday("2027-03-09", london("2027-03-08T16:30"), london("2027-03-08T17:00"))]
  assert.equal(deadline(announced, "2027-03-08T16:29"), "2027-03-09T11:00:00+00:00")
  assert.equal(deadline(announced, "2027-03-08T16:30"), "2027-03-10T11:00:00+00:00")
  assert.equal(deadline(withdrawn, "2027-03-08T18:00"), "2027-03-10T11:00:00+00:00")
})

test("a day counts for a promise if, and only if, it was known at some moment from the promise to the question (F54)", () => {
  const moments = fc.integer({ min: 0, max: 12 })
  const days = fc.array(
    fc
      .tuple(fc.integer({ min: 10, max: 14 }), moments, fc.option(fc.integer({ min: 0, max: 6 })))
      .map(([day, known, stood]) => holiday(`2027-05-${day}`, known, stood === null ? null : known + stood)),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(days, fc.array(fc.tuple(moments, moments), { minLength: 20 }), (all, asked) => {
      const knowledge = knowledgeOf(["england-and-wales"], all)
      const byKey = new Map<number, string>()
      for (const [from, knownAt] of asked) {
        const counting = datesWith(all, Math.min(from, knownAt), knownAt)
        assert.deepEqual(new Set(dates(holidaysKnown(knowledge, from, knownAt))), counting)
        // Equal keys share a table, so they must mean equal holidays.
        const key = knowledgeKey(knowledge, from, knownAt)
        const text = [...counting].sort().join(" ")
        assert.equal(byKey.get(key) ?? text, text)
        byKey.set(key, text)
      }
    }),
    { numRuns: 1000 },
  )
})

/** The dates known at any whole moment from the first to the last, looked at one by one. */
function datesWith(all: readonly Holiday[], first: number, last: number): Set<string> {
  const moments = Array.from({ length: last - first + 1 }, (_, each) => first + each)
  const isKnown = (day: Holiday, at: number) =>
    day.knownFrom <= at && (day.withdrawnAt === null || at < day.withdrawnAt)
  return new Set(dates(all.filter((day) => moments.some((at) => isKnown(day, at)))))
}

test("more changes of knowledge than tables are kept give the same answers, in any order", () => {
  const announcements = Array.from({ length: 60 }, (_, each) => london("2027-01-01T00:00") + each * 60_000)
  const day = (each: number) => new Intl.NumberFormat("en", { minimumIntegerDigits: 2 }).format(each)
  const days = announcements.map((at, each) =>
    holiday(`2027-0${2 + Math.floor(each / 28)}-${day((each % 28) + 1)}`, at),
  )
  const calendar = compiledCalendar(contactCentreRules, days)
  const asked = announcements.map((at) => Temporal.Instant.fromEpochMilliseconds(at).toString())
  const deadlines = () => asked.map((knownAt) => dueText(calendar, "2027-01-29T16:00", "8h", { knownAt }))
  const first = deadlines()
  assert.deepEqual(deadlines(), first)
  assert.equal(first[0], "2027-02-02T15:00:00+00:00")
  assert.ok(new Set(first).size > 20)
})

test("an import makes known what was not, and withdraws only days still to come in its years and divisions", () => {
  const known = ["2026-12-24", "2026-12-25", "2026-12-28", "2027-01-01"].map((date) => holiday(date))
  const scotland: Holiday = { ...holiday("2026-12-31"), division: "scotland" }
  const at = london("2026-12-25T10:00")
  const changes = imported([...known, scotland], listed("2026-04-03", "2026-12-29"), at)
  assert.deepEqual(dates(changes.added), ["2026-04-03", "2026-12-29"])
  assert.ok(changes.added.every(({ knownFrom }) => knownFrom === at))
  // Not the day before, not today, not next year, not Scotland.
  assert.deepEqual(dates(changes.withdrawn), ["2026-12-28"])
  assert.equal(changes.withdrawn[0]?.withdrawnAt, at)
})

test("which day it is, is decided in London", () => {
  const known = [holiday("2026-07-01")]
  assert.deepEqual(imported(known, listed("2026-12-25"), london("2026-06-30T23:59")).withdrawn.length, 1)
  assert.deepEqual(imported(known, listed("2026-12-25"), london("2026-07-01T00:30")).withdrawn.length, 0)
})

test("an empty database is given the shipped holidays, once", async () => {
  await transaction(db, seedHolidays)
  const revision = await holidayRevision(db)
  await transaction(db, seedHolidays)
  assert.equal(await holidayRevision(db), revision)
  const byDay = (one: Holiday, other: Holiday) =>
    `${one.division} ${one.date}` < `${other.division} ${other.date}` ? -1 : 1
  assert.deepEqual((await loadHolidays(db)).toSorted(byDay), shippedHolidays().toSorted(byDay))
})

test("a process reads the holidays again only when they have changed", async () => {
  const first = await freshHolidays(db, undefined)
  assert.equal(await freshHolidays(db, first), first)
  await importing([...shippedHolidays(), ...listed("2026-01-05")], "2026-11-20T12:00")
  const next = await freshHolidays(db, first)
  assert.equal(next.holidays.length, first.holidays.length + 1)
})

test("an import is kept with its instant, tells what it changed, and changes nothing when it is repeated", async () => {
  const list = [...shippedHolidays(), ...listed("2027-05-10")]
  const before = await holidayRevision(db)
  const changes = await importing(list, "2026-11-21T12:00")
  assert.deepEqual([dates(changes.added), dates(changes.withdrawn)], [["2027-05-10"], []])
  assert.equal(await holidayRevision(db), before + 1)
  assert.deepEqual(await importing(list, "2026-11-22T12:00"), { added: [], withdrawn: [] })
  assert.equal(await holidayRevision(db), before + 1)
})

test("a day may be withdrawn and announced again, and nothing of that is forgotten", async () => {
  const list = [...shippedHolidays(), ...listed("2027-05-10")]
  await importing(shippedHolidays(), "2026-11-23T12:00")
  await importing(list, "2026-11-24T12:00")
  const days = (await loadHolidays(db)).filter(({ date }) => date === "2027-05-10")
  assert.deepEqual(
    days.map(({ knownFrom, withdrawnAt }) => [knownFrom, withdrawnAt]),
    [
      [london("2026-11-21T12:00"), london("2026-11-23T12:00")],
      [london("2026-11-24T12:00"), null],
    ],
  )
})

test("imports at the same moment follow each other, and announce a day once", async () => {
  const list = [...shippedHolidays(), ...listed("2027-05-10", "2027-05-11")]
  const all = await Promise.all(Array.from({ length: 5 }, () => importing(list, "2026-11-25T12:00")))
  assert.deepEqual(
    all.flatMap(({ added }) => dates(added)),
    ["2027-05-11"],
  )
})

test("an import that fails half way leaves nothing behind", async () => {
  const before = await loadHolidays(db)
  const list = [
    ...shippedHolidays(),
    ...listed("2027-06-01"),
    ...listed("2027-06-02").map((day) => ({ ...day, title: "" })),
  ]
  await assert.rejects(importing(list, "2026-11-26T12:00"))
  assert.deepEqual(await loadHolidays(db), before)
})

test("a list that is none is refused in words", () => {
  const day = { title: "A day", date: "2027-05-10" }
  const bad: unknown[] = [
    "",
    "null",
    "[]",
    "{}",
    "{",
    { scotland: {} },
    { scotland: { events: {} } },
    { scotland: { events: [] } },
    { wales: { events: [day] } },
    { scotland: { events: [{ ...day, date: "2027-02-29" }] } },
    { scotland: { events: [{ ...day, date: "10/05/2027" }] } },
    { scotland: { events: [{ ...day, date: "2010-12-27" }] } },
    { scotland: { events: [{ ...day, date: "2101-01-03" }] } },
    { scotland: { events: [{ ...day, title: "" }] } },
    { scotland: { events: [{ ...day, title: "x".repeat(201) }] } },
    { scotland: { events: [{ ...day, title: "a\u001b[31mred" }] } },
    { scotland: { events: [day, null] } },
    { scotland: { events: Array.from({ length: 2001 }, () => day) } },
  ]
  for (const list of bad) {
    const text = typeof list === "string" ? list : JSON.stringify(list)
    assert.throws(() => publishedFrom(text), Invalid, text.slice(0, 80))
  }
})

const shared = join(import.meta.dirname, "../../../shared/data")
const govUk = join(shared, "calendar/govuk_bank-holidays_api_2012-on.json")

test("GOV.UK's own list changes nothing in what is shipped", { skip: !existsSync(govUk) }, () => {
  const list = publishedFrom(readFileSync(govUk, "utf8"))
  assert.ok(list.length > 400)
  assert.deepEqual(imported(shippedHolidays(), list, london("2026-11-21T12:00")), { added: [], withdrawn: [] })
})

const vectors = join(shared, "foi/foi_working_day_vectors_moj.csv")

test("statutory days of the law agree with those worked out elsewhere (F57)", { skip: !existsSync(vectors) }, () => {
  const rows = readFileSync(vectors, "utf8")
    .split("\n")
    .map((line) => line.split(","))
  const counted = rows.filter(([, rule, , , , anyPart]) => rule === "business_days_after" && anyPart !== "")
  assert.equal(counted.length, 14)
  for (const [start = "", , days = "", , , anyPart = ""] of counted) {
    const ends = dueText(freedomOfInformation, `${start}T12:00`, `${days}wd`)
    const expected = Temporal.PlainDate.from(anyPart).add({ days: 1 }).toString()
    assert.equal(ends.slice(0, 10), expected, `${days} working days from ${start}`)
  }
})
