// Replays of a real database: the demonstration's week, and a desk in small whose cases are known one by one.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { defaultCharterText, instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { correctOutcome, settleDueCase } from "../cases/index.ts"
import { readCharter } from "../charter/index.ts"
import { closeDatabase, openDatabase, transaction } from "../database/index.ts"
import { fillDemonstration } from "../demo/index.ts"
import { testLetterhead } from "../demo/test-letterhead.ts"
import { classifyIncident, replyToCustomer, resolveIncident } from "../incidents/index.ts"
import { receiveMessage } from "../incidents/receive.ts"
import { type Actor, system } from "../people/index.ts"
import { headKeyFrom } from "../proof/index.ts"
import { type Question, replayHistories, reportOf } from "./index.ts"
import type { Told } from "./replay-range.ts"

let desk: TestDesk
let owner: pg.Client
let adviser: Actor
const at = instant("2026-06-01T09:00")

before(async () => {
  desk = await testDesk()
  owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
  adviser = await desk.actor("adviser")
})
after(async () => {
  await owner.end()
  await desk.close()
})

function charterWith(...changes: readonly (readonly [string, string])[]) {
  return readCharter(
    changes.reduce((text, [from, to]) => {
      assert.ok(text.includes(from), from)
      return text.replaceAll(from, to)
    }, defaultCharterText),
    "proposal",
  )
}

async function replayed(question: Partial<Question>, options: { threads?: number; casesInRange?: number } = {}) {
  const told: Told = { changes: [], differences: [], corrected: [] }
  const onRange = (range: Told) => {
    told.changes.push(...range.changes)
    told.differences.push(...range.differences)
    told.corrected.push(...range.corrected)
  }
  const tally = await replayHistories(desk.db, { selection: {}, at, ...question }, { onRange, ...options })
  return { ...told, report: reportOf(tally) }
}

/** Opens, answers and resolves; the instants are London's. */
async function worked(opened: string, contact: Parameters<TestDesk["open"]>[1], answered: string, resolved: string) {
  const found = await desk.open(opened, contact)
  await replyToCustomer(desk.db, await desk.ask(adviser, found, answered), { body: "We are looking." })
  await settleDueCase(desk.db, found.caseId, await desk.rules(), instant(resolved))
  const done = { outcome: "fixed", body: "It works." } as const
  await resolveIncident(desk.db, await desk.ask(adviser, found, resolved), done)
  return found
}

const saying = ({ changes }: { changes: Told["changes"] }) =>
  changes.map(({ caseId, clock, actual, proposed, because }) => [
    caseId,
    clock,
    actual.verdict,
    proposed.verdict,
    because.join(" "),
  ])

test("the demonstration's week is proved by its replay, and its own charter changes nothing", async () => {
  const week = await testDesk()
  try {
    await fillDemonstration(week.db, instant("2026-03-27T16:59"), testLetterhead)
    const told: Told[] = []
    const question = { charter: charterWith(), selection: {}, at: instant("2026-03-27T17:00") }
    const tally = await replayHistories(week.db, question, { onRange: (range) => void told.push(range) })
    assert.deepEqual(told, [{ changes: [], differences: [], corrected: [] }])
    const { cases, verdicts } = reportOf(tally)
    assert.equal(cases, 14)
    const missed = verdicts.filter((row) => row.actual.missed > 0).map(({ clock, actual }) => [clock, actual.missed])
    assert.deepEqual(missed, [
      ["respond", 1],
      ["restore", 1],
      ["restore", 1],
      ["first-reply", 1],
    ])
  } finally {
    await week.close()
  }
})

test("a longer target for priority 4 changes what was missed for its sake, and nothing else", async () => {
  const four = await worked("2026-03-23T09:00", { priority: 4 }, "2026-03-23T10:00", "2026-03-24T11:00")
  await worked("2026-03-23T09:00", { priority: 3 }, "2026-03-23T10:00", "2026-03-24T11:00")
  await worked("2026-03-23T09:00", { priority: 4 }, "2026-03-23T10:00", "2026-03-25T16:30")
  await worked("2026-03-23T09:00", { priority: 4 }, "2026-03-23T10:00", "2026-03-23T16:30")
  const found = await replayed({ charter: charterWith(["3: 8h, 4: 8h", "3: 8h, 4: 16h"]) })
  assert.deepEqual(found.differences, [])
  assert.deepEqual(saying(found), [[four.caseId, "restore", "missed", "met", "target"]])
  const [change] = found.changes
  assert.deepEqual([change?.actual.amount, change?.proposed.amount], ["8h", "16h"])
  assert.equal(change?.proposed.dueAt, instant("2026-03-24T16:00"))
  const restore = found.report.verdicts.find((row) => row.clock === "restore" && row.priority === 4)
  assert.deepEqual(restore, {
    month: "2026-03",
    clock: "restore",
    priority: 4,
    actual: { kept: 1, missed: 2, open: 0 },
    proposed: { kept: 2, missed: 1, open: 0 },
  })
})

test("recorded answers are held against the proposed conditions, and a priority that was named stays", async () => {
  const from = instant("2026-04-13T00:00")
  const answered = { answers: { inconvenience: true } }
  const one = await worked("2026-04-13T09:00", answered, "2026-04-13T09:30", "2026-04-13T15:00")
  await worked("2026-04-13T09:00", { priority: 4 }, "2026-04-13T09:30", "2026-04-13T15:00")
  const both = await desk.open("2026-04-13T09:00", { ...answered, priority: 3 })
  await classifyIncident(desk.db, await desk.ask(adviser, both, "2026-04-13T09:10"), { ...answered, priority: 3 })
  const moved = charterWith(
    ["- id: small-group-severe", "- id: inconvenience-before"],
    ["- id: inconvenience\n", "- id: small-group-severe\n"],
    ["- id: inconvenience-before", "- id: inconvenience"],
  )
  const found = await replayed({ charter: moved, selection: { from } })
  assert.deepEqual(saying(found), [[one.caseId, "restore", "met", "missed", "priority target"]])
  assert.deepEqual(found.report.priorities, { answers: 1, named: 2, unmatched: 0, without: 0, changed: 1 })
  const gone = charterWith(["- id: inconvenience\n", "- id: a-nuisance\n"])
  const kept = await replayed({ charter: gone, selection: { from } })
  assert.deepEqual([kept.changes, kept.report.priorities.unmatched], [[], 1])
})

test("a period takes the cases received in it, its end left out; a kind takes the cases of that kind", async () => {
  const charter = charterWith()
  const day = async (from: string, to: string) =>
    (await replayed({ charter, selection: { from: instant(from), to: instant(to) } })).report.cases
  assert.equal(await day("2026-03-23T09:00", "2026-03-23T09:00:00.001"), 4)
  assert.equal(await day("2026-03-23T09:00:00.001", "2026-04-13T09:00"), 0)
  assert.equal(await day("2026-04-13T09:00", "2026-04-14T09:00"), 3)
  assert.equal((await replayed({ charter, selection: { kind: "foi" } })).report.cases, 0)
  assert.equal((await replayed({ charter, selection: { kind: "incident" } })).report.cases, 7)
})

test("proposed holidays replace those of their years alone, and each promise stays under its own version", async () => {
  const friday = await worked("2026-04-17T16:30", { priority: 2 }, "2026-04-17T16:40", "2026-04-20T12:30")
  const from = instant("2026-04-17T00:00")
  const monday = { division: "england-and-wales" as const, date: "2026-04-20", title: "Proposed" }
  const found = await replayed({ holidays: [monday], selection: { from } })
  assert.deepEqual(saying(found), [[friday.caseId, "restore", "missed", "met", "holidays"]])
  const elsewhere = await replayed({ holidays: [{ ...monday, division: "scotland" }], selection: { from } })
  assert.deepEqual(saying(elsewhere), [])
})

test("threads with a few cases each come to the same as one, in the order of cases", async () => {
  const charter = charterWith(["{ 1: 1h, 2: 4h, 3: 8h, 4: 8h }", "{ 1: 1h, 2: 5m, 3: 30m, 4: 20m }"])
  const one = await replayed({ charter })
  const many = await replayed({ charter }, { threads: 2, casesInRange: 1 })
  assert.ok(one.changes.length > 3)
  assert.deepEqual(many, one)
})

test("a fault in the reader of the answer ends the threads, and is its own", async () => {
  const onRange = () => Promise.reject(new Error("the pipe is closed"))
  const asked = replayHistories(desk.db, { charter: charterWith(), selection: {}, at }, { onRange, casesInRange: 1 })
  await assert.rejects(asked, /the pipe is closed/)
})

test("how long an answer is waited for ends with the answer", async () => {
  const hasty = openDatabase({ url: desk.url, connections: 2, answerMs: 5000 })
  const asked = { charter: charterWith(), selection: {}, at }
  await replayHistories(hasty, asked, { onRange: () => undefined })
  const timers = process.getActiveResourcesInfo().filter((each) => each === "Timeout").length
  await closeDatabase(hasty)
  const left = process.getActiveResourcesInfo().filter((each) => each === "Timeout").length
  // A timer that outlived its query would fail, and end the process.
  assert.ok(left <= timers && left <= 1, `${left} timers`)
})

test("a letter that a colleague places on a case is the customer's, and ends no run of the review", async () => {
  const found = await desk.open("2026-05-11T09:00", { priority: 4 })
  const message = {
    channel: "email" as const,
    receivedAt: instant("2026-05-12T09:00"),
    correspondence: { body: "And?" },
  }
  const reading = { rules: await desk.rules(), at: instant("2026-05-12T10:00"), actor: adviser }
  await transaction(desk.db, (tx) => receiveMessage(tx, found.caseId, message, reading))
  const { clocks } = await desk.answer(found, "2026-05-12T10:00")
  assert.equal(clocks.find((each) => each.name === "review")?.state, "running")
  const { differences } = await replayed({ charter: charterWith(), selection: { from: instant("2026-05-11T00:00") } })
  assert.deepEqual(differences, [])
})

test("an outcome with a signed correction is listed; one without is a difference", async () => {
  const found = await worked("2026-05-15T16:30", { priority: 1 }, "2026-05-15T16:40", "2026-05-18T09:30")
  const selection = { from: instant("2026-05-15T00:00") }
  await owner.query(
    `insert into holidays (division, date, title, known_from) values ('england-and-wales', '2026-05-18', 'Forgotten', '-infinity')`,
  )
  await owner.query("update holiday_revision set revision = revision + 1")
  const before = await replayed({ charter: charterWith(), selection })
  const differing = new Set(before.differences.map((each) => ("clock" in each ? each.clock : each.what)))
  assert.deepEqual([...differing].toSorted(), ["first-reply", "respond", "restore", "review"])
  assert.equal(before.report.differing, 1)
  const key = headKeyFrom(Buffer.from("a7".repeat(32), "hex"))
  const because = { authority: "Contact centre manager", reason: "Missing from the list" }
  const { timeline } = await desk.answer(found, "2026-05-20T09:00")
  for (const { seq } of timeline.filter((each) => /^clock-(met|missed)$/.test(each.type))) {
    const ask = await desk.ask(system, found, "2026-05-20T09:00")
    await correctOutcome(desk.db, ask, { event: seq, ...because }, key)
  }
  const after = await replayed({ charter: charterWith(), selection })
  assert.deepEqual(after.differences, [])
  const changed = after.corrected.filter((each) => each.recorded.verdict !== each.corrected.verdict)
  assert.deepEqual(
    changed.map(({ caseId, clock, recorded, corrected }) => [caseId, clock, recorded.verdict, corrected.verdict]),
    [[found.caseId, "restore", "missed", "met"]],
  )
  const restore = after.report.verdicts.find((row) => row.clock === "restore")
  assert.deepEqual(
    [restore?.actual, restore?.proposed],
    [
      { kept: 1, missed: 0, open: 0 },
      { kept: 1, missed: 0, open: 0 },
    ],
  )
})

test("a history that somebody changed is named, and the others are replayed", async () => {
  const selection = { from: instant("2026-05-25T00:00") }
  const [one, two] = [
    await desk.open("2026-05-26T09:00", { priority: 4 }),
    await desk.open("2026-05-26T09:00", { priority: 4 }),
  ]
  await owner.query("update events set body = 'nonsense \"case\":' || case_id where case_id = $1 and seq = 1", [
    one.caseId,
  ])
  const found = await replayed({ charter: charterWith(), selection })
  assert.equal(found.report.cases, 1)
  assert.deepEqual(found.differences, [
    { caseId: one.caseId, what: "has a history that cannot be read: charter verify says where" },
  ])
  assert.ok(two.caseId > one.caseId)
})
