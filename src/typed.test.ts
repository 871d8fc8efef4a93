import assert from "node:assert/strict"
import { test } from "node:test"
import { line } from "./typed.ts"

const title = line("Enter a title", "The title", 10)
const faultOf = (typed: unknown) => title.safeParse(typed).error?.issues[0]?.message

test("a line is one line, whatever was typed into it", () => {
  assert.equal(title.parse(" a\r\n b\u2028c\u0000d "), "a b c d")
  assert.equal(title.parse("ab\u202ecd\ud800"), "abcd\ufffd")
})

test("a line that is missing, empty or too long is said to be", () => {
  for (const typed of [undefined, "", " \n\u2029 ", ["a"]]) assert.equal(faultOf(typed), "Enter a title")
  assert.equal(faultOf("x".repeat(11)), "The title must be 10 characters or fewer")
})
