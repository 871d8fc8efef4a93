import assert from "node:assert/strict"
import { test } from "node:test"
import { dateFromParts, dateFromText } from "./typed-date.ts"

const parts: readonly [day: string, month: string, year: string, date: string | undefined][] = [
  ["27", "3", "2026", "2026-03-27"],
  ["27", "03", "2026", "2026-03-27"],
  [" 7 ", " 3 ", " 2026 ", "2026-03-07"],
  ["22", "december", "2026", "2026-12-22"],
  ["22", "Dec", "2026", "2026-12-22"],
  ["22", "DEC.", "2026", "2026-12-22"],
  ["2", "sept", "2026", "2026-09-02"],
  ["1", "may", "2026", "2026-05-01"],
  ["1st", "March", "2026", "2026-03-01"],
  ["29", "February", "2028", "2028-02-29"],
  ["29", "February", "2026", undefined],
  ["31", "2", "2026", undefined],
  ["1", "13", "2026", undefined],
  ["1", "decem ber", "2026", undefined],
  ["1", "ma", "2026", undefined],
  ["1", "marchy", "2026", undefined],
  ["", "3", "2026", undefined],
  ["27", "", "2026", undefined],
  ["27", "3", "", undefined],
  ["27", "3", "26", undefined],
  ["27", "3", "1826", undefined],
  ["1e1", "3", "2026", undefined],
  ["-1", "3", "2026", undefined],
  ["1.5", "3", "2026", undefined],
]

for (const [day, month, year, date] of parts)
  test(`the fields "${day}", "${month}" and "${year}" are ${date ?? "no date"}`, () => {
    assert.equal(dateFromParts({ day, month, year })?.toString(), date)
  })

const texts: readonly [text: string, date: string | undefined][] = [
  ["27/3/2026", "2026-03-27"],
  ["27 3 2026", "2026-03-27"],
  ["27.3.2026", "2026-03-27"],
  ["27. 3. 2026", "2026-03-27"],
  ["27-03-2026", "2026-03-27"],
  ["2026-11-22", "2026-11-22"],
  ["27 March 2026", "2026-03-27"],
  [" 27  march  2026 ", "2026-03-27"],
  ["27th March, 2026", "2026-03-27"],
  ["27-Mar-2026", "2026-03-27"],
  ["31/2/2026", undefined],
  ["2026-13-01", undefined],
  ["2026/11/22", undefined],
  ["0/0/0000", undefined],
  ["1e3/1/2026", undefined],
  ["3/2026", undefined],
  ["tomorrow", undefined],
  ["", undefined],
]

for (const [text, date] of texts)
  test(`"${text}" is ${date ?? "no date"}`, () => {
    assert.equal(dateFromText(text)?.toString(), date)
  })
