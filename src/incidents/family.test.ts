// Cases that belong together: merged, split, parent and child, everyone told, likely duplicates, candidates adopted.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import {
  candidates,
  childCounts,
  contentOf,
  findByReference,
  gatherCandidates,
  likelyDuplicates,
  settleDueCase,
  unionOf,
  verifyCases,
} from "../cases/index.ts"
import { transaction } from "../database/index.ts"
import { Invalid, NotAllowed, NotFound, Refused } from "../errors.ts"
import { replayHistories } from "../insight/index.ts"
import { type Actor, system } from "../people/index.ts"
import {
  addChildren,
  adoptCandidate,
  adoptMore,
  holdIncident,
  joinParent,
  leaveParent,
  mergeIncident,
  receiveMessage,
  redactContent,
  reopenIncident,
  replyToCustomer,
  resolveIncident,
  separateIncident,
  splitIncident,
  tellAll,
  tellChildren,
} from "./index.ts"

let desk: TestDesk
let leader: Actor
before(async () => {
  desk = await testDesk()
  leader = await desk.actor("team-leader")
})
after(() => desk.close())

const ask = (found: { reference: string }, at: string, actor = leader) => desk.ask(actor, found, at)
const clocksOf = async (found: { reference: string }, at: string) =>
  Object.fromEntries((await desk.answer(found, at)).clocks.map(({ name, state, endedAt }) => [name, [state, endedAt]]))
const sentencesOf = async (found: { reference: string }, at: string) =>
  (await desk.answer(found, at)).timeline.map((each) => each.sentence)
const open = (at: string, email: string, subject = "Cannot open the module") =>
  desk.open(at, { requester: { name: "Sam", email }, subject })

async function pair(email: string) {
  const one = await open("2026-03-30T09:00", email)
  const other = await open("2026-03-30T09:30", email)
  return { one, other }
}

// Whatever the tests above have done stands the verification, and the proof of every outcome.
async function mustVerify(at: string): Promise<void> {
  const found: string[] = []
  await verifyCases(desk.db, await desk.rules(), instant(at), ({ reference, what }) =>
    found.push(`${reference}: ${what}`),
  )
  assert.deepEqual(found, [])
  const differences: unknown[] = []
  const question = { selection: {}, at: instant(at) }
  await replayHistories(desk.db, question, { onRange: ({ differences: some }) => void differences.push(...some) })
  assert.deepEqual(differences, [])
}

test("a merge is on both histories, mails nobody, and what is done on the one meets or misses the promises of the other", async () => {
  const { one, other } = await pair("merge@force.example")
  const merged = await mergeIncident(desk.db, await ask(one, "2026-03-30T10:00"), other.reference)
  assert.equal(merged.reference, other.reference)
  for (const { caseId } of [one, other]) assert.deepEqual(await unionOf(desk.db, caseId), [other.caseId, one.caseId])
  assert.match((await sentencesOf(one, "2026-03-30T10:01")).at(-1) ?? "", new RegExp(`into ${other.reference}`))
  assert.match((await sentencesOf(other, "2026-03-30T10:01")).at(-1) ?? "", new RegExp(`merged ${one.reference} into`))
  await replyToCustomer(desk.db, await ask(other, "2026-03-30T11:00"), { body: "We look into it." })
  assert.deepEqual((await clocksOf(one, "2026-03-30T11:01"))["first-reply"], ["met", "2026-03-30T11:00:00+01:00"])
  const before = await findByReference(desk.db, system, one.reference)
  assert.equal(before.state.resolvedAt, null)
  await resolveIncident(desk.db, await ask(other, "2026-03-30T12:00"), { outcome: "fixed", body: "It works." })
  const { state } = await findByReference(desk.db, system, one.reference)
  assert.equal(state.resolvedAt, instant("2026-03-30T12:00"))
  await reopenIncident(desk.db, await ask(other, "2026-03-31T09:00"), "It does not")
  assert.equal((await findByReference(desk.db, system, one.reference)).state.resolvedAt, null)
  await mustVerify("2026-03-31T09:01")
})

test("the promises of a case that was merged are missed where nothing is done in time", async () => {
  const { one, other } = await pair("missed@force.example")
  await mergeIncident(desk.db, await ask(one, "2026-03-30T10:00"), other.reference)
  await settleDueCase(desk.db, one.caseId, await desk.rules(), instant("2026-04-01T18:00"))
  assert.equal((await clocksOf(one, "2026-04-01T18:00"))["first-reply"]?.[0], "missed")
  await mustVerify("2026-04-01T18:00")
})

test("A18 cases of two people are not merged, and a case that somebody cannot see is to them as if it were not there", async () => {
  const mine = await open("2026-03-30T09:00", "mine@force.example")
  const theirs = await open("2026-03-30T09:00", "theirs@other.example")
  await assert.rejects(
    async () => mergeIncident(desk.db, await ask(mine, "2026-03-30T10:00"), theirs.reference),
    Refused,
  )
  const narrow = { ...leader, queues: ["second-line"] }
  await assert.rejects(
    async () => mergeIncident(desk.db, await ask(mine, "2026-03-30T10:00", narrow), theirs.reference),
    (error: unknown) => error instanceof NotFound || error instanceof Invalid,
  )
  await assert.rejects(
    async () => addChildren(desk.db, await ask(mine, "2026-03-30T10:00"), ["INC-2026-999999"]),
    Invalid,
  )
  const same = await open("2026-03-30T09:00", "MINE@force.example")
  await assert.rejects(
    async () =>
      mergeIncident(desk.db, await ask(same, "2026-03-30T10:00", await desk.actor("auditor")), mine.reference),
    NotAllowed,
  )
  await mergeIncident(desk.db, await ask(same, "2026-03-30T10:00"), mine.reference)
})

test("a case that was merged is worked on where it went, and no other verb touches it; undone, it is by itself again", async () => {
  const { one, other } = await pair("undo@force.example")
  await mergeIncident(desk.db, await ask(one, "2026-03-30T10:00"), other.reference)
  await assert.rejects(
    async () => replyToCustomer(desk.db, await ask(one, "2026-03-30T10:01"), { body: "No" }),
    Refused,
  )
  await assert.rejects(async () => mergeIncident(desk.db, await ask(other, "2026-03-30T10:01"), one.reference), Refused)
  const rules = await desk.rules()
  const message = {
    channel: "email" as const,
    receivedAt: instant("2026-03-30T10:05"),
    correspondence: { body: "And another thing" },
  }
  const placed = await transaction(desk.db, (tx) =>
    receiveMessage(tx, one.caseId, message, { rules, at: instant("2026-03-30T10:05") }),
  )
  assert.equal(placed.caseId, other.caseId)
  await separateIncident(desk.db, await ask(one, "2026-03-30T10:10"))
  await replyToCustomer(desk.db, await ask(one, "2026-03-30T10:11"), { body: "Yes" })
  assert.match((await sentencesOf(other, "2026-03-30T10:12")).at(-1) ?? "", /out of this case again/)
  await mustVerify("2026-03-30T10:12")
})

test("a wait for the customer is carried, and ends by itself on the case that was merged as well", async () => {
  const { one, other } = await pair("wait@force.example")
  await mergeIncident(desk.db, await ask(one, "2026-03-30T10:00"), other.reference)
  await holdIncident(desk.db, await ask(other, "2026-03-30T10:10"), {
    for: "customer",
    until: instant("2026-03-30T12:10"),
  })
  const waits = async () => (await findByReference(desk.db, system, one.reference)).state.waits
  assert.deepEqual(await waits(), [[instant("2026-03-30T10:10"), instant("2026-03-30T12:10")]])
  await settleDueCase(desk.db, one.caseId, await desk.rules(), instant("2026-03-30T12:10"))
  await mustVerify("2026-03-30T12:11")
})

test("merges of one another at the same moment end with one case that goes on", async () => {
  const { one, other } = await pair("both@force.example")
  const [first, second] = [await ask(one, "2026-03-30T10:00"), await ask(other, "2026-03-30T10:00")]
  const ends = await Promise.allSettled([
    mergeIncident(desk.db, first, other.reference),
    mergeIncident(desk.db, second, one.reference),
  ])
  assert.deepEqual(ends.map((each) => each.status).toSorted(), ["fulfilled", "rejected"])
})

test("what is split off counts from the day its words came, tells the customer, and is erased with its origin", async () => {
  const found = await desk.open("2026-03-30T09:00", { correspondence: { body: "Two things: one, and two." } })
  const { timeline } = await desk.answer(found, "2026-03-30T09:01")
  const content = timeline[0]?.content?.find((each) => each.text?.startsWith("Two things"))?.id ?? 0
  const split = await splitIncident(desk.db, await ask(found, "2026-03-31T10:00"), {
    content,
    subject: "The second thing",
  })
  assert.equal(split.state.receivedAt, instant("2026-03-30T09:00"))
  assert.equal(split.state.splitFrom, found.caseId)
  const notices = await desk.db.pool.query("select kind from notices where case_id = $1", [split.caseId])
  assert.deepEqual(notices.rows, [{ kind: "split" }])
  const name = timeline[0]?.content?.find((each) => each.text === "Sam Carter")?.id ?? 0
  const wrong = { content: name, subject: "A name is no matter" }
  await assert.rejects(async () => splitIncident(desk.db, await ask(found, "2026-03-31T10:01"), wrong), Invalid)
  await redactContent(desk.db, await ask(found, "2026-03-31T11:00"), {
    content,
    authority: "A. Officer",
    reason: "Personal",
  })
  const left = await desk.db.pool.query(
    "select from content where case_id = $1 and kind = 'body' and bytes is not null",
    [split.caseId],
  )
  assert.equal(left.rowCount, 0)
  await mustVerify("2026-03-31T11:01")
})

test("everyone affected is told once, each on their own case; who is resolved with it is, and the parent is not", async () => {
  const parent = await open("2026-03-30T09:00", "parent@force.example")
  const children = await Promise.all([1, 2, 3].map((each) => open("2026-03-30T09:10", `child${each}@force.example`)))
  const [first] = children
  assert.ok(first)
  await addChildren(
    desk.db,
    await ask(parent, "2026-03-30T10:00"),
    children.slice(0, 2).map((each) => each.reference),
  )
  const joined = await joinParent(desk.db, await ask(children[2] ?? first, "2026-03-30T10:00"), parent.reference)
  assert.equal(joined.state.parent, parent.caseId)
  assert.deepEqual(await childCounts(desk.db, parent.caseId), { all: 3, open: 3, withEmail: 3 })
  const body = "It is the network. Next news at noon."
  const told = await tellAll(desk.db, await ask(parent, "2026-03-30T10:05"), { body, resolves: true })
  const content = told.state.lastContent
  const job = { parent: parent.caseId, body: content, after: 0 }
  for (const at of ["2026-03-30T10:06", "2026-03-30T10:07"])
    await tellChildren(desk.db, job, await desk.rules(), instant(at))
  for (const child of children) {
    const { state, timeline } = await desk.answer(child, "2026-03-30T10:08")
    assert.equal(state, "resolved")
    assert.equal(timeline.filter((each) => each.content?.some(({ text }) => text === body)).length, 1)
  }
  assert.equal((await desk.answer(parent, "2026-03-30T10:08")).state, "in-progress")
  const words = await contentOf(
    desk.db,
    first.caseId,
    (await findByReference(desk.db, system, first.reference)).state.lastContent,
  )
  assert.equal(words?.bytes?.toString("utf8"), body)
  await redactContent(desk.db, await ask(first, "2026-03-30T11:00"), {
    content: words?.contentId ?? 0,
    authority: "A",
    reason: "B",
  })
  const left = await desk.db.pool.query(
    "select from content where convert_from(bytes, 'UTF8') = $1 and kind = 'body'",
    [body],
  )
  assert.equal(left.rowCount, 0)
  await leaveParent(desk.db, await ask(first, "2026-03-30T11:01"))
  assert.equal((await findByReference(desk.db, system, parent.reference)).state.children, 2)
  await mustVerify("2026-03-30T11:02")
})

test("a case with children is no child, and nobody has two parents", async () => {
  const [a, b, c] = await Promise.all(["a", "b", "c"].map((each) => open("2026-03-30T09:00", `${each}@tree.example`)))
  assert.ok(a && b && c)
  await joinParent(desk.db, await ask(b, "2026-03-30T10:00"), a.reference)
  await assert.rejects(async () => joinParent(desk.db, await ask(b, "2026-03-30T10:01"), c.reference), Refused)
  await assert.rejects(async () => joinParent(desk.db, await ask(a, "2026-03-30T10:01"), c.reference), Refused)
  await assert.rejects(async () => joinParent(desk.db, await ask(c, "2026-03-30T10:01"), b.reference), Refused)
  await assert.rejects(async () => joinParent(desk.db, await ask(c, "2026-03-30T10:01"), c.reference), Refused)
})

test("F46 a candidate becomes children of one case in one step, for those who may see all of it", async () => {
  const many = await Promise.all(
    Array.from({ length: 130 }, () => open("2026-04-01T10:00", "flood@flood.example", "Everything is slow")),
  )
  const at = instant("2026-04-01T10:01")
  await gatherCandidates(desk.db, at)
  const [candidate] = await candidates(desk.db, leader, at, 1)
  assert.ok(candidate)
  const adviser = await desk.actor("adviser")
  assert.deepEqual(await candidates(desk.db, adviser, at, 9), [])
  assert.deepEqual(await candidates(desk.db, { ...leader, queues: ["second-line"] }, at, 9), [])
  const parent = { reference: candidate.first ?? "" }
  await assert.rejects(
    async () => adoptCandidate(desk.db, await ask(parent, "2026-04-01T10:02", adviser), candidate.candidateId),
    NotAllowed,
  )
  const found = await adoptCandidate(desk.db, await ask(parent, "2026-04-01T10:02"), candidate.candidateId)
  assert.equal(found.state.children, 100)
  const jobs = await desk.db.pool.query("select data from pgboss.job where name = 'adopt-candidate'")
  const { case: parentId, candidate: candidateId, after: last, by } = jobs.rows[0]?.data ?? {}
  const adoption = { parent: parentId, candidateId, after: last, by }
  for (const minute of ["03", "04"])
    await adoptMore(desk.db, adoption, await desk.rules(), instant(`2026-04-01T10:${minute}`))
  assert.equal((await childCounts(desk.db, found.caseId)).all, many.length - 1)
  assert.equal((await findByReference(desk.db, system, found.reference)).state.children, many.length - 1)
  await mustVerify("2026-04-01T10:05")
})

test("likely duplicates are those that say much the same, of those that the person may see", async () => {
  const known = await open("2026-04-02T09:00", "dup@force.example", "Certificates of module 7 cannot be printed")
  const asked = { subject: "cannot print certificate for module 7", email: "DUP@force.example" }
  const [first] = await likelyDuplicates(desk.db, leader, asked, 5)
  assert.equal(first?.reference, known.reference)
  assert.equal(first?.isSameCaller, true)
  assert.deepEqual(await likelyDuplicates(desk.db, { ...leader, queues: ["second-line"] }, asked, 5), [])
  for (const subject of ["", "   ", "the", "'; drop table cases --", '"unclosed -phrase or', "<script>"])
    assert.deepEqual(await likelyDuplicates(desk.db, leader, { subject }, 5), [])
})
