// A move is legal or refused in words; there is no third way.

import assert from "node:assert/strict"
import { test } from "node:test"
import { Refused } from "../errors.ts"
import { diagram, type Lifecycle, legalMoves, stateAfter } from "./index.ts"

const door: Lifecycle = {
  kind: "door",
  first: "shut",
  states: [
    { name: "shut", group: "open", label: "Shut" },
    { name: "ajar", group: "open", label: "Ajar" },
  ],
  moves: [
    { name: "open", right: "note", from: ["shut"], to: "ajar", label: "Open", phrase: "be opened" },
    { name: "knock", right: "note", from: ["shut", "ajar"], to: "same", label: "Knock", phrase: "be knocked at" },
  ],
}

test("a legal move leads to the state of the table, or leaves it as it is", () => {
  assert.equal(stateAfter(door, "INC-2026-000001", "shut", "open"), "ajar")
  assert.equal(stateAfter(door, "INC-2026-000001", "ajar", "knock"), "ajar")
})

test("an illegal move is refused in words", () => {
  assert.throws(
    () => stateAfter(door, "INC-2026-000001", "ajar", "open"),
    (error: unknown) =>
      error instanceof Refused && error.message === "INC-2026-000001 is ajar, so it cannot be opened.",
  )
})

test("the legal moves of a state are those of its row", () => {
  assert.deepEqual(
    legalMoves(door, "ajar").map((each) => each.name),
    ["knock"],
  )
})

test("the picture has each state, each arrow, and the moves that stay", () => {
  const drawn = diagram(door)
  assert.match(drawn, /shut --> ajar: open/)
  assert.match(drawn, /\[\*\] --> shut/)
  assert.match(drawn, /- knock: shut, ajar/)
})
