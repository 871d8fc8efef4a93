import assert from "node:assert/strict"
import { test } from "node:test"
import { formModel } from "./form-model.ts"

test("a form shows again what was typed, and says what was wrong in both places", () => {
  const faults = [
    { field: "subject", message: "Enter a subject" },
    { field: "subject", message: "Subject is too short" },
  ]
  const model = formModel({ subject: "", tags: ["a", "b"] }, faults, { subject: "subject-input" })
  assert.equal(model.value["tags"], "a")
  assert.deepEqual(model.values["tags"], ["a", "b"])
  assert.deepEqual(model.error["subject"], { text: "Enter a subject" })
  assert.deepEqual(
    model.errors.map((each) => each.href),
    ["#subject-input", "#subject-input"],
  )
})

test("a fresh form has neither, and a field that was never sent is just not there", () => {
  const model = formModel({})
  assert.deepEqual([model.errors, model.value["constructor"], model.error["toString"]], [[], undefined, undefined])
})
