import assert from "node:assert/strict"
import { test } from "node:test"
import { grouped, stateWords, withQuery } from "./filters.ts"

test("an identifier is said in words", () => {
  assert.equal(stateWords("in-progress"), "In progress")
})

test("thousands stand apart", () => {
  assert.deepEqual([150, 10_000, 1_000_000].map(grouped), ["150", "10,000", "1,000,000"])
})

test("a query keeps what was asked for, and changes what it is told to", () => {
  assert.equal(withQuery("/desk", { q: "a&b", state: "", after: "1" }, { after: "2" }), "/desk?q=a%26b&after=2")
  assert.equal(withQuery("/desk", { tag: ["x", "y"] }), "/desk?tag=x&tag=y")
  assert.equal(withQuery("/desk", {}, { after: null }), "/desk")
})
