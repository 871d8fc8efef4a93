import assert from "node:assert/strict"
import { test } from "node:test"
import { parse } from "csv-parse/sync"
import { csvRow } from "./csv.ts"

test("a table is read back as it was written", () => {
  const cells = ["plain", 'with "quotes"', "with, comma", "two\r\nlines", "", " spaces ", "Łódź"]
  assert.deepEqual(parse(csvRow(cells), { recordDelimiter: "\r\n" }), [cells])
})

for (const hostile of ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "|cmd", "%0A", "＝1", "\n@x"]) {
  test(`A49: ${JSON.stringify(hostile)} is text to a spreadsheet`, () => {
    const [[cell]] = parse(csvRow([hostile]), { recordDelimiter: "\r\n" }) as [[string]]
    assert.equal(cell, `'${hostile}`)
  })
}

test("a number is a number, and nothing is nothing", () => {
  assert.equal(csvRow([-5, null, "x"]), "-5,,x\r\n")
})
