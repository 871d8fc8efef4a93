// A case whose history was imported: judged by the version that the import named, and silent until the import has ended.

import assert from "node:assert/strict"
import { test } from "node:test"
import { defaultCharterText, instant } from "../../test/support/desk.ts"
import { charterBook, readCharter } from "../charter/index.ts"
import { derivedClocks, rulebook } from "../clocks/index.ts"
import { shippedHolidays } from "../time/index.ts"
import { decided, folded, type Happening, momentsOf, rulesFor, settled, type Unfolding, unfolded } from "./index.ts"

const charter = readCharter(defaultCharterText, "college-learn.yaml")
const version = (number: number, from: string) => ({
  number,
  inForceFrom: instant(from),
  publishedAt: 0,
  sha256: "",
  text: "",
  charter,
})
const rules = rulebook(charterBook([version(1, "2016-01-01T00:00"), version(2, "2025-01-01T00:00")]), shippedHolidays())
const ref = { content: 1, sha256: "" }

function opened(at: string, imported = true): Unfolding {
  const data = {
    kind: "incident",
    channel: "web" as const,
    receivedAt: instant(at),
    queue: "contact-centre",
    state: "new",
    requester: {},
    subject: ref,
    body: ref,
    files: [],
    answered: false,
    notices: [],
    classification: { priority: 1 as const, clause: "priority-1", charter: 2, alreadyPast: [] },
    ...(imported ? { imported: { import: 7, charter: 2, key: ref } } : {}),
  }
  const event = {
    type: "opened" as const,
    data,
    by: imported ? ("elsewhere" as const) : 1,
    at: instant(at),
    seq: 1,
  }
  return { state: folded(undefined, event), added: [event] }
}

function types({ added }: Unfolding): string[] {
  return added.map((each) => each.type)
}

const ended: Happening = { type: "import-ended", data: { import: 7 } }

test("what falls due before the end of the import is recorded as imported, and nothing follows from it", () => {
  const at = instant("2026-03-27T12:00")
  const own = settled(opened("2026-03-27T09:00", false), rules, at)
  assert.deepEqual(types(own), ["opened", "clock-missed", "escalated", "clock-missed", "escalated"])
  const brought = settled(opened("2026-03-27T09:00"), rules, at)
  assert.deepEqual(types(brought), ["opened", "clock-missed", "clock-missed"])
  const missed = brought.added.flatMap((each) => (each.type === "clock-missed" ? [each.data.imported] : []))
  assert.deepEqual(missed, [true, true])
  assert.equal(brought.state.queue, "contact-centre")
})

test("a warning that was to come before the end of the import never comes; a deadline after it is an ordinary one", () => {
  const brought = unfolded(opened("2026-03-27T09:00"), [ended], "system", instant("2026-03-27T09:50"))
  const later = settled(brought, rules, instant("2026-03-27T09:59"))
  assert.deepEqual(types(later), ["opened", "import-ended"])
  const due = settled(later, rules, instant("2026-03-27T10:01"))
  assert.deepEqual(types(due).slice(2), ["clock-missed", "escalated", "clock-missed", "escalated"])
  assert.ok(due.added.every((each) => each.type !== "clock-missed" || each.data.imported === undefined))
})

test("promises of before the end of the import are judged by the version that it names, later ones by the version in force", () => {
  const brought = opened("2016-03-27T09:00")
  assert.equal(rulesFor(brought.state, rules).versionAt(instant("2016-03-27T09:00")).number, 2)
  assert.equal(
    rulesFor(opened("2016-03-27T09:00", false).state, rules).versionAt(instant("2016-03-27T09:00")).number,
    1,
  )
  const after = unfolded(opened("2016-03-29T09:00"), [ended], "system", instant("2016-03-29T10:00"))
  const noted: Happening = { type: "noted", data: { body: ref } }
  const updated = decided(after, [noted], 1, rules, instant("2016-03-30T10:00"))
  const clocks = derivedClocks(
    momentsOf(updated.state),
    updated.state.clocks,
    rulesFor(updated.state, rules),
    instant("2016-03-30T10:00"),
  )
  const versions = Object.fromEntries(clocks.map((each) => [each.name, each.charterVersion]))
  assert.deepEqual(versions, { respond: 2, restore: 2, "first-reply": 2, review: 1 })
})

test("somebody in the other system is a person: their answer is the first reply, and restarts the review", () => {
  const at = instant("2026-03-27T09:30")
  const answered: Happening = { type: "responded", data: { state: "in-progress" } }
  const { state, added } = settled(decided(opened("2026-03-27T09:00"), [answered], "elsewhere", rules, at), rules, at)
  assert.equal(state.firstMessageAt, at)
  assert.equal(state.updatedAt, at)
  assert.deepEqual(types({ state, added }), ["opened", "clock-met", "responded", "clock-met", "clock-met"])
})
