// What people type into a search, and what is taken from it.

import assert from "node:assert/strict"
import { test } from "node:test"
import { numbersInWords } from "./asked-words.ts"
import { dueBy, isDueWithin } from "./due-within.ts"
import { filtersInWords } from "./filter-words.ts"
import { slips, slipsBetween } from "./slips.ts"
import { numberSought, numbersIn, numbersOf } from "./spelled-numbers.ts"

const numbers: [typed: string, numbers: string[], words: string][] = [
  ["020 7946 0958", ["8590649702"], ""],
  ["+44 20 7946 0958 login", ["8590649702"], "login"],
  ["+44 (0)20 7946-0958", ["8590649702"], ""],
  ["0044 207 946 0958", ["8590649702"], ""],
  ["(020) 7946.0958", ["8590649702"], ""],
  ['"0207 9460958"', ["8590649702"], ""],
  ["0123456789", ["987654321"], ""],
  ["01234567890 07700900123", ["0987654321", "3210090077"], ""],
  ["error 500", [], "error 500"],
  ["INC-2026-000123", [], "INC-2026-000123"],
  ["-5551234567", [], "-5551234567"],
  ['"room 5551234567 door"', [], '"room 5551234567 door"'],
  ["sam5551234567@force.example", [], "sam5551234567@force.example"],
  ["0000000", ["0000000"], ""],
  [`${"1".repeat(40)}`, [], "1".repeat(40)],
]
for (const [typed, sought, words] of numbers) {
  test(`in ${JSON.stringify(typed.slice(0, 40))} the numbers are found however they are spelled`, () => {
    assert.deepEqual(numbersInWords(typed), { words, numbers: sought })
  })
}

const texts: [text: string, sought: string][] = [
  ["Ring me on 020 7946 0958 after 5.", "+44 20 7946 0958"],
  ["My learner number is 0123 456 789, thanks", "0123456789"],
  ["ids 0123456789 0987654321", "0123-456-789"],
  ["ids 0123456789 0987654321", "0987654321"],
  ["+44 (0)800 692 1122", "08006921122"],
  ["tel:+448006921122", "0800 692 1122"],
  ["0800\u00a0692\u00a01122", "692 1122"],
]
for (const [text, typed] of texts) {
  test(`${JSON.stringify(typed)} is found in ${JSON.stringify(text)}`, () => {
    const sought = numberSought(typed) ?? "none"
    assert.ok(numbersOf([text]).some((each) => each.startsWith(sought)))
  })
}

test("where a number stands is where it is marked", () => {
  const text = "Ring +44 20 7946 0958 now"
  const [found] = numbersIn(text).slice(-1)
  assert.equal(text.slice(found?.from, found?.to), "44 20 7946 0958")
})

test("A32 a table of numbers, a megabyte of digits and of marks cost no time and keep few", () => {
  const began = performance.now()
  assert.ok(numbersOf(["1 ".repeat(500_000), "1".repeat(1_000_000), "1234567\n".repeat(100_000)]).length <= 600)
  numbersInWords("1 ".repeat(250))
  filtersInWords(`${'"'.repeat(251)}${"a:".repeat(120)}`)
  assert.ok(performance.now() - began < 2000)
})

test("a slip is a letter too few or too many, another one, or two that changed places", () => {
  for (const [one, other, count] of [
    ["login", "lgoin", 1],
    ["password", "pasword", 1],
    ["receiv", "reciev", 1],
    ["certif", "certifc", 1],
    ["kitten", "sitting", 3],
    ["", "abc", 3],
  ] as const)
    assert.equal(slipsBetween(one, other), count, `${one} ${other}`)
  for (const each of slips("word")) assert.equal(slipsBetween("word", each), 1, each)
  assert.equal(slips("word").includes("word"), false)
})

test("days are London's, over a change of the clocks too; a span counts on from now", () => {
  const at = Temporal.Instant.from("2026-03-28T23:30:00Z").epochMilliseconds
  const by = (text: string) => {
    const found = dueBy(text, at)
    return found === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(found).toString()
  }
  assert.equal(by("today"), "2026-03-29T00:00:00Z")
  assert.equal(by("tomorrow"), "2026-03-29T23:00:00Z")
  assert.equal(by("overdue"), "2026-03-28T23:29:59.999Z")
  assert.equal(by("4h"), "2026-03-29T03:30:00Z")
  for (const wrong of ["", "0h", "today ", "4y", "99999h", "constructor"])
    assert.equal(isDueWithin(wrong), false, wrong)
})
