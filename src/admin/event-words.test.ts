import assert from "node:assert/strict"
import { test } from "node:test"
import "../cases/index.ts"
import { eventTypes } from "../webhooks/index.ts"
import { eventLines } from "./event-words.ts"

test("every type of event that an endpoint can be told of has a line that says what has happened, and none is left over", () => {
  assert.deepEqual(Object.keys(eventLines).toSorted(), eventTypes())
  for (const [type, line] of Object.entries(eventLines)) assert.match(line, /^[A-Z].{15,}\.$/, type)
})
