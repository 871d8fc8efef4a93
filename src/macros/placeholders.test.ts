import assert from "node:assert/strict"
import { test } from "node:test"
import { filled, placeholders, unfilledPlaceholders, unknownPlaceholders } from "./placeholders.ts"

const values = {
  reference: "INC-2026-000012",
  customer: "Sam {phone} Carter",
  subject: null,
  promise: "",
  today: "Friday 27 March 2026",
  desk: "the contact centre",
  phone: "0800 692 1122",
}

test("what is filled in is never read for placeholders again, so no customer can ask for one by their name", () => {
  const { words, missing } = filled("Hello {customer}, about {reference}: call {phone}.", values)
  assert.equal(words, "Hello Sam {phone} Carter, about INC-2026-000012: call 0800 692 1122.")
  assert.deepEqual(missing, [])
})

test("what a case does not have is left standing, and told", () => {
  const { words, missing } = filled("{subject} {promise} {subject} {nonsense}", values)
  assert.equal(words, "{subject} {promise} {subject} {nonsense}")
  assert.deepEqual(missing, ["subject", "promise"])
})

test("a name in braces that is none of ours is a mistake in writing, and one of ours that stands is unfilled", () => {
  assert.deepEqual(unknownPlaceholders("{owner} {customer} {constructor} { x } {}"), ["owner", "constructor"])
  assert.deepEqual(unfilledPlaceholders("{owner} {customer} {customer}"), ["customer"])
})

test("A19 nothing that a customer may not see has a placeholder", () => {
  assert.deepEqual(Object.keys(placeholders), ["reference", "customer", "subject", "promise", "today", "desk", "phone"])
})
