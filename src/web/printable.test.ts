import assert from "node:assert/strict"
import { test } from "node:test"
import { printable } from "./printable.ts"

test("A50: what could start a line, colour a terminal or turn text around is written out", () => {
  assert.equal(printable("a\nb\r\tc"), "a\\u{a}b\\u{d}\\u{9}c")
  assert.equal(
    printable("\u001b[31m \u009b \u2028 \u202e \u200b \u{e0041} \ud800"),
    "\\u{1b}[31m \\u{9b} \\u{2028} \\u{202e} \\u{200b} \\u{e0041} \ufffd",
  )
  assert.equal(printable("Zoë – naïve 🦊"), "Zoë – naïve 🦊")
})

test("A50: a megabyte becomes a line", () => {
  assert.equal(printable("x".repeat(1_000_000), 10), "xxxxxxxxxx… (1000000 characters)")
})
