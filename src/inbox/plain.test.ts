import assert from "node:assert/strict"
import { test } from "node:test"
import { oneLine, runningText, shortened } from "./plain.ts"

test("A23: a subject is one line whatever was encoded in it", () => {
  assert.equal(oneLine("a\r\nBcc: x@evil.example", 100), "a Bcc: x@evil.example")
  assert.equal(oneLine("a\u2028b\u2029c\u0085d\u0000e", 100), "a b c d e")
})

test("A09: what would turn the reading direction or hide is shown by its number", () => {
  assert.equal(oneLine("invoice\u202efdp.exe", 100), "invoice[U+202E]fdp.exe")
  assert.equal(oneLine("a\u200bb\u{e0041}c", 100), "a[U+200B]b[U+E0041]c")
})

test("running text keeps its lines and tabs and nothing else that controls", () => {
  assert.equal(runningText("a\r\nb\rc\td\u0000\u001b[31me\u2066f", 100), "a\nb\nc\td[31me[U+2066]f")
})

test("what is too long ends in an ellipsis and never within a character", () => {
  assert.equal(shortened("abcdef", 4), "abc…")
  assert.equal(shortened("ab😀cd", 4), "ab…")
  assert.equal(runningText("\ud800x", 10), "\ufffdx")
})
