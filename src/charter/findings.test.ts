import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { test } from "node:test"
import { shippedHolidays } from "../time/index.ts"
import { clausesOf } from "./clauses.ts"
import { findings } from "./findings.ts"
import { readCharterSource } from "./read.ts"
import { found, november2026, only } from "./testing/spoiled.ts"

test("the linter has nothing to say about the minimal charter", () => {
  assert.deepEqual(found({}), [])
})

test("a target looser than the first response is named, with a contact for which it is later", () => {
  const { level, clause, reason } = only(
    found({ "{ 1: 1h, 2: 4h }": "{ 1: 1h, 2: 19h }" }),
    "looser-than-first-response",
  )
  assert.deepEqual([level, clause], ["warning", "respond"])
  // 19 hours from a closing reach into the third day; the second working day closes before.
  assert.match(
    reason,
    /target of priority 2, 19h, .* 2wd \(first-reply\): .* received \w+ \d+ \w+ 2026 17:00 it is due .* 09:00/,
  )
})

test("a target that only ever ties with the first response is not looser", () => {
  const all = found({ "{ 1: 1h, 2: 4h }": "{ 1: 1h, 2: 18h }", "{ 1: 45m, 2: 3h }": "{ 1: 45m, 2: 3h }" })
  assert.deepEqual(
    all.filter((each) => each.rule === "looser-than-first-response"),
    [],
  )
})

test("two priorities with the same target are named", () => {
  const { level, clause, reason } = only(
    found({ "{ 1: 2h, 2: 8h }": "{ 1: 2h, 2: 2h }", "{ 1: 1h, 2: 6h }": "{ 1: 1h, 2: 1h }" }),
    "same-target",
  )
  assert.deepEqual([level, clause, reason], ["warning", "restore", "priorities 1 and 2 have the same target, 2h"])
})

const weekdaysOnly = {
  "      saturday: [08:00 to 17:00]\n      sunday: [08:00 to 17:00]\n": "",
  "divisions: []": "divisions: [england-and-wales]",
}

test("a target that a weekend stretches over 72 hours is named with the weekend and the hours", () => {
  const waits = found(weekdaysOnly, shippedHolidays()).filter((each) => each.rule === "long-wait")
  assert.deepEqual(
    waits.map(({ level, clause }) => [level, clause]),
    ["respond", "respond", "restore", "restore", "first-reply"].map((clause) => ["warning", clause]),
  )
  const eightHours = waits[3]?.reason ?? ""
  assert.match(eightHours, /the target of priority 2, 8h, can be met only after more than 72 hours/)
  assert.match(
    eightHours,
    /119 hours from Thursday 24 December 2026 17:00 to Tuesday 29 December 2026 16:00 \(Christmas Day, Boxing Day\)/,
  )
  assert.match(
    eightHours,
    /119 hours from Thursday 13 April 2028 17:00 to Tuesday 18 April 2028 16:00 \(Good Friday, Easter Monday\)/,
  )
})

test("without a holiday an ordinary weekend does not stretch 8 hours over 72, and it does stretch two working days", () => {
  const waits = found({ ...weekdaysOnly, "divisions: []": "divisions: []" }).filter((each) => each.rule === "long-wait")
  assert.deepEqual(
    waits.map(({ clause }) => clause),
    ["first-reply"],
  )
  assert.match(waits[0]?.reason ?? "", /\(any weekend\)$/)
})

test("a calendar without holidays for next year is named, with the parts of the country that lack them", () => {
  const all = { "divisions: []": "divisions: [england-and-wales, scotland]" }
  const until = (last: number, division: string) =>
    shippedHolidays().filter((each) => each.division !== division || Number(each.date.slice(0, 4)) <= last)
  const { level, clause, reason } = only(found(all, until(2026, "scotland")), "no-holidays-next-year")
  assert.deepEqual([level, clause], ["warning", "calendar_desk"])
  assert.equal(reason, "the calendar has no holidays for next year, 2027, in scotland: import them")
  assert.deepEqual(
    found(all, until(2027, "scotland")).filter((each) => each.rule === "no-holidays-next-year"),
    [],
  )
})

test("a clause that promises a time and that no clock uses is named", () => {
  const { level, clause, reason } = only(
    found({
      "security: { clauses: []":
        "security: { clauses: [{ id: checked, force: will, words: Yearly., within: 12mo, calendar: desk }, { id: safe, force: will, words: It is safe. }]",
    }),
    "no-clock",
  )
  assert.deepEqual([level, clause], ["warning", "checked"])
  assert.match(reason, /promises 12mo by the calendar desk, and no clock uses this clause/)
})

test("an outage that keeps the promise and breaks the month's availability is named", () => {
  const { level, clause, reason } = only(
    found({ "percent: 90": "percent: 98", "{ 1: 2h, 2: 8h }": "{ 1: 1h, 2: 8h }" }),
    "availability",
  )
  assert.deepEqual([level, clause], ["warning", "availability-aim"])
  assert.match(reason, /from \w+ 16:30 to \w+ 08:30 lasts 16 hours, keeps the priority 1 promise of 1h \(restore\)/)
  assert.match(reason, /98 per cent of even 31 days allows 14\.9 hours/)
})

const shipped = readCharterSource(
  readFileSync(join(import.meta.dirname, "../../charters/college-learn.yaml"), "utf8"),
  "college-learn.yaml",
).charter

test("the shipped charter names its own, and has no error", () => {
  const own = findings(shipped, shippedHolidays(), november2026)
  assert.deepEqual(
    own.filter((each) => each.level === "error"),
    [],
  )
  const reasons = (rule: string) =>
    own.filter((each) => each.rule === rule).map(({ clause, reason }) => `${clause}: ${reason}`)
  assert.deepEqual(reasons("same-target"), [
    "respond-by-priority: priorities 3 and 4 have the same target, 8h",
    "restore-by-priority: priorities 3 and 4 have the same target, 8h",
  ])
  assert.match(
    reasons("long-wait").join("\n"),
    /restore-by-priority: .*priorities 3 and 4, 8h.*119 hours from Thursday .*Easter Monday/,
  )
  assert.match(reasons("availability").join(), /from Friday 16:30 to Monday 08:30 lasts 64 hours/)
  assert.deepEqual(reasons("looser-than-first-response"), [])
  assert.deepEqual(reasons("no-holidays-next-year"), [])
})

test("in the last year that holidays are known for, the shipped charter says so", () => {
  const lastYear = Temporal.Instant.from("2028-06-01T12:00Z").epochMilliseconds
  const own = findings(shipped, shippedHolidays(), lastYear).filter((each) => each.rule === "no-holidays-next-year")
  assert.deepEqual(
    own.map((each) => each.clause),
    ["calendar_contact-centre", "calendar_second-line", "calendar_freedom-of-information"],
  )
})

test("the shipped charter has the published figures", () => {
  const clock = (name: string) => shipped.clocks.find((each) => each.name === name)
  const byPriority = { "by-priority": { 1: "1h", 2: "4h", 3: "8h", 4: "8h" } }
  assert.deepEqual(clock("respond")?.target, byPriority)
  assert.deepEqual(clock("restore")?.target, byPriority)
  assert.deepEqual(clock("first-reply")?.target, { always: "2wd" })
  assert.deepEqual(clock("review")?.target, { always: "5wd" })
  assert.deepEqual(
    [...shipped.releases.notices, shipped.releases.infrastructure].map((each) => each.notice),
    ["5wd", "15wd", "30wd", "3mo"],
  )
  assert.equal(shipped.availability.aim.percent, 98)
  assert.deepEqual(
    shipped.kinds.map((each) => each.id),
    ["incident", "problem", "enquiry", "request", "complaint", "change", "release", "foi"],
  )
})

test("every promise of the file, wherever it stands, is among its clauses", () => {
  const promises = (inside: unknown): string[] => {
    if (typeof inside !== "object" || inside === null) return []
    const own =
      "force" in inside && "words" in inside ? [String(Reflect.get(inside, "clause") ?? Reflect.get(inside, "id"))] : []
    return [...own, ...Object.values(inside).flatMap(promises)]
  }
  const known = clausesOf(shipped).map((each) => each.id)
  assert.deepEqual(known.toSorted(), promises(shipped).toSorted())
  assert(known.length > 60)
})
