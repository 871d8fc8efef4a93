import assert from "node:assert/strict"
import { test } from "node:test"
import { stateWords, withQuery } from "./filters.ts"

test("an identifier is said in words", () => {
  assert.equal(stateWords("in-progress"), "In progress")
})

test("a query keeps what was asked for, and changes what it is told to", () => {
  assert.equal(withQuery("/desk", { q: "a&b", state: "", after: "1" }, { after: "2" }), "/desk?q=a%26b&after=2")
  assert.equal(withQuery("/desk", { tag: ["x", "y"] }), "/desk?tag=x&tag=y")
  assert.equal(withQuery("/desk", {}, { after: null }), "/desk")
})
