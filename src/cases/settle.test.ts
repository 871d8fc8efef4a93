// Time passes: what falls due is announced once, whatever crashes and however many ask.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { transaction } from "../database/index.ts"
import { classifyIncident, holdIncident, resolveIncident } from "../incidents/index.ts"
import { shippedHolidays } from "../time/index.ts"
import { dueCases, learnHolidays, moveDeadlines, settleDueCase } from "./index.ts"

let desk: TestDesk
before(async () => {
  desk = await testDesk()
})
after(() => desk.close())

async function sweep(at: string): Promise<void> {
  const rules = await desk.rules()
  for (const caseId of await dueCases(desk.db, instant(at), 100))
    await settleDueCase(desk.db, caseId, rules, instant(at))
}

async function types(found: Awaited<ReturnType<TestDesk["open"]>>, at: string): Promise<string[]> {
  return (await desk.answer(found, at)).timeline.map((each) => each.type)
}

test("a forgotten case is warned of, missed, and climbs the chain, each once though eight workers ask at once", async () => {
  const opened = await desk.open("2026-03-27T09:00", { priority: 1 })
  const rules = await desk.rules()
  const ask = (at: string) =>
    Promise.all(Array.from({ length: 8 }, () => settleDueCase(desk.db, opened.caseId, rules, instant(at))))
  await ask("2026-03-27T09:45")
  await ask("2026-03-27T10:00")
  assert.deepEqual(await types(opened, "2026-03-27T10:00"), ["opened", "clock-warned", "clock-warned"])
  await ask("2026-03-27T10:00:00.001")
  const answer = await desk.answer(opened, "2026-03-27T10:01")
  assert.deepEqual(
    answer.timeline.map((each) => each.type),
    ["opened", "clock-warned", "clock-warned", "clock-missed", "escalated", "clock-missed", "escalated"],
  )
  await sweep("2026-03-27T12:00")
  assert.equal((await types(opened, "2026-03-27T12:00")).length, 7)
})

test("a hold that was set to end ends then, however late it is looked at", async () => {
  const adviser = await desk.actor("adviser")
  const opened = await desk.open("2026-03-02T09:00", { priority: 4 })
  await holdIncident(desk.db, await desk.ask(adviser, opened, "2026-03-02T10:00"), {
    for: "customer",
    until: instant("2026-03-03T09:00"),
  })
  await sweep("2026-03-03T11:00")
  const answer = await desk.answer(opened, "2026-03-03T11:00")
  assert.equal(answer.state, "in-progress")
  const restore = answer.clocks.find((each) => each.name === "restore")
  assert.equal(restore?.dueAt, "2026-03-03T16:00:00+00:00")
  assert.deepEqual(restore?.certificate.paused, [["2026-03-02T10:00:00+00:00", "2026-03-03T09:00:00+00:00"]])
})

test("F54 a holiday announced late moves running clocks and says so once; a clock that has ended stays as it was judged", async () => {
  const adviser = await desk.actor("adviser")
  const running = await desk.open("2026-10-08T16:00", { priority: 2 })
  const ended = await desk.open("2026-10-08T16:00", { priority: 2 })
  await resolveIncident(desk.db, await desk.ask(adviser, ended, "2026-10-08T16:30"), {
    outcome: "fixed",
    body: "Done.",
  })
  const before = await desk.answer(running, "2026-10-08T16:30")
  assert.equal(before.clocks.find((each) => each.name === "restore")?.dueAt, "2026-10-09T11:00:00+01:00")
  const learnedAt = instant("2026-10-08T17:30")
  const list = shippedHolidays().filter((each) => each.withdrawnAt === null)
  const added = { division: "england-and-wales" as const, date: "2026-10-09", title: "A day of mourning" }
  await transaction(desk.db, (tx) => learnHolidays(tx, [...list, added], learnedAt))
  for (const _twice of [1, 2])
    await moveDeadlines(desk.db, { learnedAt, after: 0 }, await desk.rules(), instant("2026-10-08T17:31"))
  const moved = await desk.answer(running, "2026-10-08T17:31")
  assert.equal(moved.clocks.find((each) => each.name === "restore")?.dueAt, "2026-10-12T11:00:00+01:00")
  const told = moved.timeline.filter((each) => each.type === "clock-moved")
  assert.deepEqual(told.filter((each) => each.sentence.includes("is due Monday 12 October 2026 at 11am")).length, 2)
  assert.equal(new Set(told.map((each) => each.sentence)).size, told.length)
  const stayed = await desk.answer(ended, "2026-10-12T09:00")
  assert.equal(stayed.clocks.find((each) => each.name === "restore")?.dueAt, "2026-10-09T11:00:00+01:00")
  assert.equal(stayed.timeline.filter((each) => each.type === "clock-moved").length, 0)
})

test("a first priority given late is due at once where its time has passed", async () => {
  const adviser = await desk.actor("adviser")
  const opened = await desk.open("2026-03-27T09:00")
  await classifyIncident(desk.db, await desk.ask(adviser, opened, "2026-03-27T11:00"), { priority: 1 })
  const answer = await desk.answer(opened, "2026-03-27T11:00")
  assert.equal(answer.clocks.find((each) => each.name === "respond")?.dueAt, "2026-03-27T11:00:00+00:00")
  await sweep("2026-03-27T11:00:00.001")
  const swept = await desk.answer(opened, "2026-03-27T11:01")
  assert.equal(swept.clocks.find((each) => each.name === "respond")?.state, "missed")
})
