// Where a case stands and what a row says, and what comes of it: the whole table, and that no deed is ever an illegal move.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { incidentLifecycle } from "../incidents/index.ts"
import { stateAfter } from "../lifecycle/index.ts"
import { type Deed, deedsOf, type Known, type Place } from "./deeds.ts"
import { type Move, moves } from "./mapping.ts"

const nothing: Known = { state: "new", hold: null, priority: 3, team: undefined, owner: undefined, isAnswered: false }
const plain = { said: "", isAnswer: false, priority: 3, team: undefined, owner: undefined } as const

function deeds(state: Place, move: Move, hold: Known["hold"] = state === "on-hold" ? "customer" : null): string {
  return deedsOf({ ...plain, move }, { ...nothing, state, hold })
    .deeds.map((each) => each.type)
    .join(" ")
}

test("each move from each state", () => {
  const table: Record<Move, Record<Place, string>> = {
    new: { new: "", "in-progress": "", "on-hold": "resumed", resolved: "reopened", closed: "reopened" },
    "in-progress": { new: "began", "in-progress": "", "on-hold": "resumed", resolved: "reopened", closed: "reopened" },
    "on-hold-for-customer": {
      new: "held",
      "in-progress": "held",
      "on-hold": "",
      resolved: "reopened held",
      closed: "reopened held",
    },
    "on-hold-for-supplier": {
      new: "held",
      "in-progress": "held",
      "on-hold": "resumed held",
      resolved: "reopened held",
      closed: "reopened held",
    },
    "on-hold-for-change": {
      new: "held",
      "in-progress": "held",
      "on-hold": "resumed held",
      resolved: "reopened held",
      closed: "reopened held",
    },
    resolved: { new: "resolved", "in-progress": "resolved", "on-hold": "resolved", resolved: "", closed: "" },
    closed: {
      new: "resolved closed",
      "in-progress": "resolved closed",
      "on-hold": "resolved closed",
      resolved: "closed",
      closed: "",
    },
    note: { new: "noted", "in-progress": "noted", "on-hold": "noted", resolved: "noted", closed: "noted" },
    unchanged: { new: "", "in-progress": "", "on-hold": "", resolved: "", closed: "" },
  }
  const places: Place[] = ["new", "in-progress", "on-hold", "resolved", "closed"]
  for (const move of moves)
    for (const state of places) assert.equal(deeds(state, move), table[move][state], `${state}: ${move}`)
})

test("a new owner begins the work where the row says so; nobody owns or classifies what has ended", () => {
  const row = { ...plain, move: "in-progress" as const, owner: "R. Oak", team: "North", priority: 1 as const }
  assert.deepEqual(deedsOf(row, nothing).deeds, [
    { type: "classified", priority: 1, state: "new" },
    { type: "handed", begins: true, team: "North", owner: "R. Oak", state: "in-progress" },
  ])
  const late = { ...row, move: "resolved" as const }
  assert.deepEqual(deedsOf(late, { ...nothing, state: "closed" }).deeds, [])
  assert.deepEqual(
    deedsOf({ ...row, move: "in-progress" }, { ...nothing, state: "closed" }).deeds.map((each) => each.type),
    ["reopened", "classified", "handed"],
  )
})

test("an answer is the first one once, and resolving is one", () => {
  const asked = { ...plain, move: "on-hold-for-customer" as const, isAnswer: true }
  const first = deedsOf(asked, nothing)
  assert.deepEqual(
    first.deeds.map((each) => [each.type, each.state]),
    [
      ["responded", "in-progress"],
      ["held", "on-hold"],
    ],
  )
  assert.deepEqual(deedsOf(asked, first.known).deeds, [])
  assert.equal(deedsOf({ ...plain, move: "resolved" }, nothing).known.isAnswered, true)
})

const moveOf: Partial<Record<Deed["type"], string>> = {
  responded: "reply",
  classified: "classify",
  noted: "note",
  held: "hold",
  resumed: "resume",
  resolved: "resolve",
  reopened: "reopen",
  closed: "close",
}

test("whatever the rows say, each deed is a legal move of an incident, and saying it again is nothing new", () => {
  const row = fc.record({
    move: fc.constantFrom(...moves.filter((each) => each !== "note")),
    said: fc.constant("x"),
    isAnswer: fc.boolean(),
    priority: fc.constantFrom(1, 2, 3, 4, undefined),
    team: fc.constantFrom("North", "South", undefined),
    owner: fc.constantFrom("R. Oak", "L. Elm", undefined),
  })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
      let known = nothing
      for (const each of rows) {
        let state: string = known.state
        const { deeds: done, known: after } = deedsOf(each, known)
        for (const deed of done) {
          const move = moveOf[deed.type]
          if (move !== undefined) assert.equal(stateAfter(incidentLifecycle, "INC", state, move), deed.state)
          state = deed.state
        }
        assert.equal(after.state, state)
        assert.deepEqual(deedsOf(each, after).deeds, [])
        known = after
      }
    }),
  )
})
