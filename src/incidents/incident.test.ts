// A walk through the whole life of an incident, on a real database.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { type TestDesk, testDesk } from "../../test/support/desk.ts"
import { NotAllowed, Refused, Stale } from "../errors.ts"
import {
  classifyIncident,
  closeIncident,
  holdIncident,
  reopenIncident,
  replyToCustomer,
  resolveIncident,
  resumeIncident,
} from "./index.ts"

let desk: TestDesk
before(async () => {
  desk = await testDesk()
})
after(() => desk.close())

test("a letter becomes an incident with the two clocks that need no priority", async () => {
  const opened = await desk.open("2026-03-27T16:30")
  const answer = await desk.answer(opened, "2026-03-27T16:30")
  assert.match(opened.reference, /^INC-2026-\d{6}$/)
  assert.deepEqual(
    answer.clocks.map((each) => [each.name, each.state, each.dueAt]),
    [
      ["first-reply", "running", "2026-03-31T17:00:00+01:00"],
      ["review", "running", "2026-04-07T17:00:00+01:00"],
    ],
  )
})

test("from classified to replied, held, resumed, resolved, reopened and closed", async () => {
  const adviser = await desk.actor("adviser")
  const opened = await desk.open("2026-03-27T16:30")
  const at = (when: string) => desk.ask(adviser, opened, when)
  let found = await classifyIncident(desk.db, await at("2026-03-27T16:31"), { priority: 1 })
  let answer = await desk.answer(found, "2026-03-27T16:31")
  assert.equal(answer.clocks.find((each) => each.name === "restore")?.dueAt, "2026-03-30T08:30:00+01:00")
  found = await replyToCustomer(desk.db, await at("2026-03-27T16:45"), { body: "We are looking into it." })
  answer = await desk.answer(found, "2026-03-27T16:45")
  assert.equal(answer.state, "in-progress")
  assert.deepEqual(
    answer.clocks.map((each) => [each.name, each.state]),
    [
      ["respond", "met"],
      ["restore", "running"],
      ["first-reply", "met"],
      ["review", "running"],
    ],
  )
  found = await holdIncident(desk.db, await at("2026-03-27T16:50"), { for: "customer" })
  answer = await desk.answer(found, "2026-03-27T16:50")
  assert.equal(answer.clocks.find((each) => each.name === "restore")?.state, "paused")
  assert.equal(answer.clocks.find((each) => each.name === "restore")?.dueAt, null)
  await assert.rejects(async () => holdIncident(desk.db, await at("2026-03-27T16:51"), { for: "customer" }), Refused)
  found = await resumeIncident(desk.db, await at("2026-03-30T09:00"))
  answer = await desk.answer(found, "2026-03-30T09:00")
  // 20 minutes had counted when it was put on hold.
  assert.equal(answer.clocks.find((each) => each.name === "restore")?.dueAt, "2026-03-30T09:40:00+01:00")
  found = await resolveIncident(desk.db, await at("2026-03-30T09:30"), { outcome: "fixed", body: "It works again." })
  answer = await desk.answer(found, "2026-03-30T09:30")
  assert.equal(answer.state, "resolved")
  assert.ok(answer.clocks.every((each) => each.state === "met"))
  found = await reopenIncident(desk.db, await at("2026-03-30T10:30"), "It broke again.")
  answer = await desk.answer(found, "2026-03-30T10:30")
  assert.equal(answer.clocks.find((each) => each.name === "restore")?.dueAt, "2026-03-30T10:40:00+01:00")
  found = await resolveIncident(desk.db, await at("2026-03-30T10:41"), { outcome: "fixed", body: "Now it does." })
  found = await closeIncident(desk.db, await at("2026-03-30T10:42"))
  answer = await desk.answer(found, "2026-03-30T10:42")
  assert.equal(answer.clocks.find((each) => each.name === "restore")?.state, "missed")
  assert.ok(answer.timeline.some((each) => each.type === "escalated"))
})

test("an auditor changes nothing, and a form that is older than the case is stale", async () => {
  const [auditor, adviser] = [await desk.actor("auditor"), await desk.actor("adviser")]
  const opened = await desk.open("2026-03-27T09:00")
  await assert.rejects(
    async () => classifyIncident(desk.db, await desk.ask(auditor, opened, "2026-03-27T09:01"), { priority: 1 }),
    NotAllowed,
  )
  await classifyIncident(desk.db, await desk.ask(adviser, opened, "2026-03-27T09:01"), { priority: 2 })
  const stale = { ...(await desk.ask(adviser, opened, "2026-03-27T09:02")), version: 1 }
  await assert.rejects(() => classifyIncident(desk.db, stale, { priority: 3 }), Stale)
})

test("long after its resolution a case is not reopened: a new one follows it", async () => {
  const adviser = await desk.actor("adviser")
  const opened = await desk.open("2026-03-02T09:00")
  await resolveIncident(desk.db, await desk.ask(adviser, opened, "2026-03-02T10:00"), {
    outcome: "fixed",
    body: "Done.",
  })
  const stale = { ...(await desk.ask(adviser, opened, "2026-03-16T17:00:00.001")), version: 1 }
  await assert.rejects(() => reopenIncident(desk.db, stale, "Again."), Stale)
  const following = await reopenIncident(desk.db, await desk.ask(adviser, opened, "2026-03-16T17:00:00.001"), "Again.")
  assert.notEqual(following.reference, opened.reference)
  const answer = await desk.answer(following, "2026-03-17T09:00")
  assert.equal(answer.subject, "Cannot open the module")
})
