import assert from "node:assert/strict"
import { test } from "node:test"
import { Invalid } from "../errors.ts"
import { mustBeStorable } from "./storable.ts"

test("what a database cannot keep as text is refused, wherever it stands", () => {
  for (const text of ["\0", "a\0b", "\ud83d", "\ude00 alone", "\\\0", "\\\\\ud83d", "\ud83d\\"]) {
    assert.throws(() => mustBeStorable({ body: text }), Invalid, JSON.stringify(text))
    assert.throws(() => mustBeStorable([[text]]), Invalid, JSON.stringify(text))
    assert.throws(() => mustBeStorable({ [text]: 1 }), Invalid, JSON.stringify(text))
  }
})

test("who writes about escapes is not taken for somebody who sends what they stand for", () => {
  for (const text of ["\\u0000", "see \\ud83d\\ude00", "\\\\u0000", "C:\\users\\u0000", "\ud83d\ude00", "", "\\"]) {
    assert.doesNotThrow(() => mustBeStorable({ body: text }), JSON.stringify(text))
  }
  assert.doesNotThrow(() => mustBeStorable(undefined))
})
