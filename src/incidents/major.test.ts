// A major incident from its declaration to its review: who may, what its clock promises, and what stands in its history.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { findByReference, majorIncidents, settleDueCase, verifyCases } from "../cases/index.ts"
import { transaction } from "../database/index.ts"
import { Invalid, NotAllowed, Refused } from "../errors.ts"
import { replayHistories } from "../insight/index.ts"
import { type Actor, addStaff, system } from "../people/index.ts"
import {
  confirmRestoration,
  decideGold,
  declareMajor,
  formGold,
  joinParent,
  nameLead,
  resolveIncident,
  reviewMajor,
  tellAll,
} from "./index.ts"

let desk: TestDesk
let leader: Actor
const tom = "tom.reid@desk.example"
before(async () => {
  desk = await testDesk()
  leader = await desk.actor("team-leader")
  const password = "violet kettle under 41 bridges"
  await transaction(desk.db, (tx) => addStaff(tx, { name: "Tom Reid", email: tom, role: "lead-engineer", password }, 0))
})
after(() => desk.close())

const ask = (found: { reference: string }, at: string, actor = leader) => desk.ask(actor, found, at)
const declared = async (at: string) => {
  const found = await desk.open("2026-03-30T09:00")
  return await declareMajor(desk.db, await ask(found, at), { reason: "Nobody can sign in", lead: tom })
}
const progress = async (found: { reference: string }, at: string) => {
  const { clocks, timeline } = await desk.answer(found, at)
  const outcomes = timeline.filter((each) => each.sentence.startsWith("The update to everyone"))
  return { due: clocks.find(({ name }) => name === "progress")?.dueAt, outcomes: outcomes.map((each) => each.type) }
}

test("a team leader declares, not an adviser; the first update falls due an hour of opening time later", async () => {
  const found = await desk.open("2026-03-30T09:00")
  const adviser = await desk.actor("adviser")
  const given = { reason: "Nobody can sign in", lead: "me" }
  await assert.rejects(
    async () => declareMajor(desk.db, await ask(found, "2026-03-30T16:30", adviser), given),
    NotAllowed,
  )
  await assert.rejects(
    async () => declareMajor(desk.db, await ask(found, "2026-03-30T16:30"), { ...given, lead: "nobody@desk.example" }),
    Invalid,
  )
  const before = await desk.answer(found, "2026-03-30T16:30")
  assert.ok(!before.clocks.some(({ name }) => name === "progress"))
  await declareMajor(desk.db, await ask(found, "2026-03-30T16:30"), given)
  assert.equal((await progress(found, "2026-03-30T16:31")).due, "2026-03-31T08:30:00+01:00")
  await assert.rejects(async () => declareMajor(desk.db, await ask(found, "2026-03-30T16:31"), given), Refused)
  const running = await majorIncidents(desk.db, leader, 9)
  assert.deepEqual(
    running.map(({ reference, nextDueAt }) => [reference, nextDueAt]),
    [[found.reference, instant("2026-03-31T08:30")]],
  )
  assert.deepEqual(await majorIncidents(desk.db, { ...leader, queues: ["second-line"] }, 9), [])
})

test("each update in time is a promise kept, a late one is missed, and what is told next counts from then", async () => {
  const found = await declared("2026-03-30T10:00")
  await tellAll(desk.db, await ask(found, "2026-03-30T10:40"), { body: "We are looking for the cause." })
  assert.deepEqual(await progress(found, "2026-03-30T10:41"), {
    due: "2026-03-30T11:40:00+01:00",
    outcomes: ["clock-met"],
  })
  await settleDueCase(desk.db, found.caseId, await desk.rules(), instant("2026-03-30T11:45"))
  await tellAll(desk.db, await ask(found, "2026-03-30T11:50"), { body: "It is the network." })
  const late = await progress(found, "2026-03-30T11:51")
  assert.equal(late.due, "2026-03-30T12:50:00+01:00")
  assert.deepEqual(
    late.outcomes.filter((type) => type !== "clock-warned"),
    ["clock-met", "clock-missed"],
  )
  assert.equal((await findByReference(desk.db, system, found.reference)).state.queue, "lead-engineer")
})

test("who leads and the gold group log decisions with their reasons; others do not", async () => {
  const found = await declared("2026-03-30T10:00")
  await nameLead(desk.db, await ask(found, "2026-03-30T10:01"), "me")
  const decision = { decision: "Switch to the second site", reason: "The first will not be back today" }
  await assert.rejects(async () => decideGold(desk.db, await ask(found, "2026-03-30T10:02"), decision), Refused)
  await formGold(desk.db, await ask(found, "2026-03-30T10:03"), [tom])
  const outsider = await desk.actor("engineer")
  await assert.rejects(
    async () => decideGold(desk.db, await ask(found, "2026-03-30T10:04", outsider), decision),
    NotAllowed,
  )
  const { state } = await findByReference(desk.db, system, found.reference)
  const [member = null] = state.major?.gold ?? []
  const gold: Actor = { ...outsider, personId: member }
  await decideGold(desk.db, await ask(found, "2026-03-30T10:05", gold), decision)
  const { timeline } = await desk.answer(found, "2026-03-30T10:06")
  const logged = timeline.find((each) => each.type === "gold-decided")
  assert.deepEqual(
    logged?.content?.map((each) => each.text),
    [decision.decision, decision.reason],
  )
  assert.equal(logged?.audience, "staff")
})

test("nobody is named who could not open the case", async () => {
  const found = await declared("2026-03-30T10:00")
  const jo = "jo.lim@desk.example"
  const password = "violet kettle under 41 bridges"
  const personId = await transaction(desk.db, (tx) =>
    addStaff(tx, { name: "Jo Lim", email: jo, role: "engineer", password }, 0),
  )
  await desk.db.pool.query("update people set sees_own_teams_only = true where person_id = $1", [personId])
  const refused = (field: string) => (error: unknown) =>
    error instanceof Invalid &&
    error.fields[0]?.field === field &&
    /does not see the team/.test(error.fields[0].message)
  await assert.rejects(async () => nameLead(desk.db, await ask(found, "2026-03-30T10:01"), jo), refused("lead"))
  await assert.rejects(
    async () => formGold(desk.db, await ask(found, "2026-03-30T10:01"), [tom, jo]),
    refused("members"),
  )
  await desk.db.pool.query("insert into team_members (queue, person_id, since) values ($1, $2, now())", [
    found.state.queue,
    personId,
  ])
  await nameLead(desk.db, await ask(found, "2026-03-30T10:02"), jo)
})

test("full restoration is confirmed, told and reviewed, in that order; nothing is promised after it", async () => {
  const found = await declared("2026-03-30T10:00")
  await assert.rejects(async () => reviewMajor(desk.db, await ask(found, "2026-03-30T10:10"), "Too early"), Refused)
  await confirmRestoration(desk.db, await ask(found, "2026-03-30T10:30"), { body: "Everything works again." })
  const { timeline, clocks } = await desk.answer(found, "2026-03-30T18:00")
  assert.equal(clocks.find(({ name }) => name === "progress")?.state, "met")
  assert.deepEqual(
    timeline.map((each) => each.type).filter((type) => ["restoration-confirmed", "told-all", "replied"].includes(type)),
    ["restoration-confirmed", "told-all", "replied"],
  )
  await assert.rejects(
    async () => confirmRestoration(desk.db, await ask(found, "2026-03-30T10:31"), { body: "Again" }),
    Refused,
  )
  await reviewMajor(desk.db, await ask(found, "2026-04-02T10:00"), "The second site was out of date.")
  assert.equal(
    (await findByReference(desk.db, system, found.reference)).state.major?.reviewedAt,
    instant("2026-04-02T10:00"),
  )
})

test("a major incident is over with its case, is no child, and takes charge of its children", async () => {
  const found = await declared("2026-03-30T10:00")
  const other = await desk.open("2026-03-30T09:00")
  await assert.rejects(async () => joinParent(desk.db, await ask(found, "2026-03-30T10:01"), other.reference), Refused)
  await joinParent(desk.db, await ask(other, "2026-03-30T10:01"), found.reference)
  const given = { reason: "Again", lead: "me" }
  await assert.rejects(async () => declareMajor(desk.db, await ask(other, "2026-03-30T10:02"), given), Refused)
  await resolveIncident(desk.db, await ask(found, "2026-03-30T10:30"), { outcome: "fixed", body: "Done." })
  assert.equal(
    (await findByReference(desk.db, system, found.reference)).state.major?.endedAt,
    instant("2026-03-30T10:30"),
  )
})

test("histories of major incidents verify, and a replay proves every update that was kept or missed", async () => {
  const at = instant("2026-04-03T10:00")
  const found: string[] = []
  await verifyCases(desk.db, await desk.rules(), at, ({ reference, what }) => found.push(`${reference}: ${what}`))
  assert.deepEqual(found, [])
  const differences: unknown[] = []
  await replayHistories(
    desk.db,
    { selection: {}, at },
    { onRange: ({ differences: some }) => void differences.push(...some) },
  )
  assert.deepEqual(differences, [])
})
