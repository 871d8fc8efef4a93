import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { redactContent } from "../incidents/index.ts"
import type { Actor } from "../people/index.ts"
import { candidateContacts, candidates, continuing, gatherCandidates } from "./candidates.ts"
import type { Gathering } from "./candidates-store.ts"

let desk: TestDesk
let leader: Actor
before(async () => {
  desk = await testDesk()
  leader = await desk.actor("team-leader")
})
after(() => desk.close())

async function come(count: number, at: string, contact: (index: number) => { email: string; subject: string }) {
  const opened = Array.from({ length: count }, (_, index) => {
    const { email, subject } = contact(index)
    return desk.open(at, { requester: { email }, subject })
  })
  return (await Promise.all(opened)).map((each) => each.reference).sort()
}

const told = async (at: string, actor: Actor = leader) =>
  (await candidates(desk.db, actor, instant(at), 9)).map(({ kind, contacts, first }) => ({ kind, contacts, first }))

const gathering: Gathering = {
  kind: "sender",
  common: "a@x.example",
  contacts: 30,
  firstCaseId: 1,
  lastCaseId: 9,
  beganAt: 0,
  lastAt: 9,
}

test("a candidate goes on under its number; another sender, or one whose address was erased, begins a new one", () => {
  const standing = { ...gathering, candidateId: 7 }
  assert.deepEqual(continuing([standing], [gathering]), { begun: [], continued: [{ ...gathering, candidateId: 7 }] })
  assert.deepEqual(continuing([standing], [{ ...gathering, kind: "subject" }]).begun.length, 1)
  assert.deepEqual(continuing([{ ...standing, common: null }], [gathering]).begun.length, 1)
})

test("F46 a flood of one sender is one candidate, with its count, and goes on as the same one", async () => {
  const flood = (index: number) => ({
    email: index % 2 ? "Flood@force.example" : "flood@force.example",
    subject: `S${index}`,
  })
  const first = await come(candidateContacts + 5, "2026-03-25T10:00", flood)
  await come(candidateContacts - 1, "2026-03-25T10:00", () => ({
    email: "few@force.example",
    subject: "Quite another",
  }))
  await gatherCandidates(desk.db, instant("2026-03-25T10:01"))
  assert.deepEqual(await told("2026-03-25T10:01"), [{ kind: "sender", contacts: 25, first: first[0] }])
  await come(10, "2026-03-25T10:30", flood)
  await gatherCandidates(desk.db, instant("2026-03-25T10:31"))
  assert.deepEqual(await told("2026-03-25T10:31"), [{ kind: "sender", contacts: 35, first: first[0] }])
  assert.deepEqual(await told("2026-03-25T11:31"), [])
})

test("many people with one subject are one candidate, whatever its numbers and marks of replies", async () => {
  const references = await come(candidateContacts, "2026-03-26T10:00", (index) => ({
    email: `person${index}@force.example`,
    subject: `${index % 2 ? "RE: Fwd: " : ""}Cannot sign in,  error ${index * 37}`,
  }))
  await gatherCandidates(desk.db, instant("2026-03-26T10:01"))
  assert.deepEqual(await told("2026-03-26T10:01"), [{ kind: "subject", contacts: 20, first: references[0] }])
  assert.deepEqual(await told("2026-03-26T10:01", { ...leader, queues: ["second-line"] }), [])
})

test("a candidate holds no words: when the sender is erased it can no longer be told whose it was", async () => {
  const [first = ""] = await come(candidateContacts, "2026-03-27T10:00", () => ({
    email: "gone@force.example",
    subject: "Unlike",
  }))
  await gatherCandidates(desk.db, instant("2026-03-27T10:01"))
  const ask = await desk.ask(leader, { reference: first }, "2026-03-27T10:02")
  await redactContent(desk.db, ask, { content: 2, authority: "A. Officer", reason: "Personal data" })
  const columns = await desk.db.pool.query("select * from candidates")
  assert.doesNotMatch(JSON.stringify(columns.rows), /example|Unlike|sign in/)
})

test("two workers that gather at once make one candidate of one flood", async () => {
  await come(candidateContacts, "2026-03-30T10:00", () => ({ email: "twice@force.example", subject: "Twice" }))
  const at = instant("2026-03-30T10:01")
  await Promise.all([gatherCandidates(desk.db, at), gatherCandidates(desk.db, at), gatherCandidates(desk.db, at)])
  await gatherCandidates(desk.db, at)
  assert.equal((await told("2026-03-30T10:01")).length, 1)
})
