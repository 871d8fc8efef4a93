// References as people type them.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { referencesIn, referenceTyped, shortReferenceTyped } from "./spelled-references.ts"

const whole: [typed: string, reference: string | undefined][] = [
  ["INC-2026-000123", "INC-2026-000123"],
  [" inc-2026-123 ", "INC-2026-000123"],
  ["inc 2026 123", "INC-2026-000123"],
  ["INC2026000123", "INC-2026-000123"],
  ["inc 2026 1234567", "INC-2026-1234567"],
  ["inc 12345", undefined],
  ["INC-000123", undefined],
  ["inc20261", undefined],
  ["INC-2026-0", undefined],
  ["INC-2026", undefined],
  ["2026-123", undefined],
]
for (const [typed, reference] of whole) {
  test(`${JSON.stringify(typed)} is ${reference ?? "no whole reference"}`, () => {
    assert.equal(referenceTyped(typed), reference)
  })
}

const short: [typed: string, prefix: string | undefined, caseId: number | undefined][] = [
  ["3", undefined, 3],
  [" 000003 ", undefined, 3],
  ["#3", undefined, 3],
  ["# 000003", undefined, 3],
  ["inc 3", "INC", 3],
  ["INC-3", "INC", 3],
  ["inc#3", "INC", 3],
  ["inc3", "INC", 3],
  ["INC-000123", "INC", 123],
  ["inc 12345", "INC", 12345],
  ["#1234567", undefined, 1234567],
  ["1234567", undefined, undefined],
  ["0123456789", undefined, undefined],
  ["07700 900123", undefined, undefined],
  ["020", undefined, 20],
  ["0", undefined, undefined],
  ["000000", undefined, undefined],
  ["#0", undefined, undefined],
  ["-3", undefined, undefined],
  ["3.5", undefined, undefined],
  ["3 4", undefined, undefined],
  ["error 500 twice", undefined, undefined],
  ['"500"', undefined, undefined],
  ["#99999999999999999999", undefined, undefined],
  ["٣", undefined, undefined],
  ["", undefined, undefined],
]
for (const [typed, prefix, caseId] of short) {
  test(`${JSON.stringify(typed)} is ${caseId === undefined ? "no number of a case" : `the number ${caseId}`}`, () => {
    assert.deepEqual(shortReferenceTyped(typed), caseId === undefined ? undefined : { prefix, caseId })
  })
}

const lists: [typed: string, each: string[]][] = [
  ["INC-2026-000001 INC-2026-000002", ["INC-2026-000001", "INC-2026-000002"]],
  ["inc 2026 1, inc 2026 2", ["inc 2026 1", "inc 2026 2"]],
  ["inc 2026 1 inc 2026 2", ["inc 2026 1", "inc 2026 2"]],
  ["3 000004 #5 # 6", ["3", "000004", "#5", "# 6"]],
  ["inc 3 inc-4 inc5\ninc 6", ["inc 3", "inc-4", "inc5", "inc 6"]],
  ["inc 3 4 5", ["inc 3", "4", "5"]],
  ["3;3, 3", ["3"]],
  ["nonsense and 7", ["nonsense", "and 7"]],
  [" \n,", []],
]
for (const [typed, each] of lists) {
  test(`in ${JSON.stringify(typed)} there are ${each.length}`, () => {
    assert.deepEqual(referencesIn(typed), each)
  })
}

test("every spelling of a reference means the same case, by itself and in a list", () => {
  const spelling = fc
    .record({
      number: fc.integer({ min: 1, max: 999_999 }),
      year: fc.integer({ min: 2000, max: 2099 }),
      spell: fc.constantFrom(
        (year: number, number: string) => `INC-${year}-${number}`,
        (year: number, number: string) => `inc ${year} ${number}`,
        (year: number, number: string) => `inc${year}${number}`,
        (_year: number, number: string) => `inc ${number}`,
        (_year: number, number: string) => `#${number}`,
        (_year: number, number: string) => number,
      ),
    })
    .map(({ number, year, spell }) => ({ number, text: spell(year, String(number).padStart(6, "0")) }))
  const meant = (text: string) =>
    Number(referenceTyped(text)?.slice("INC-2026-".length) ?? shortReferenceTyped(text)?.caseId)
  fc.assert(
    fc.property(
      fc.array(spelling, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(" ", ", ", "\n"),
      (all, between) => {
        for (const { text, number } of all) assert.equal(meant(text), number, text)
        const read = referencesIn(all.map(({ text }) => text).join(between))
        assert.deepEqual(new Set(read.map(meant)), new Set(all.map(({ number }) => number)))
      },
    ),
  )
})
