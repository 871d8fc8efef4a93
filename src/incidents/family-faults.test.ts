// Cases that belong together, where things go wrong: two at once, out of somebody's sight, erased meanwhile, asked for twice.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { contentOf, findByReference, insertFileChecks, uncheckedFiles, unionOf, verifyCases } from "../cases/index.ts"
import { rows, sql, transaction } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import { type Actor, system } from "../people/index.ts"
import {
  addChildren,
  adoptMore,
  joinParent,
  leaveParent,
  mergeIncident,
  redactContent,
  replyToCustomer,
  resolveIncident,
  separateIncident,
  splitIncident,
  tellAll,
  tellChildren,
} from "./index.ts"
import { mergedLimit } from "./merge.ts"

let desk: TestDesk
let leader: Actor
before(async () => {
  desk = await testDesk()
  leader = await desk.actor("team-leader")
})
after(() => desk.close())

const ask = (found: { reference: string }, at: string, actor = leader) => desk.ask(actor, found, at)
const open = (at: string, email: string) => desk.open(at, { requester: { name: "Sam", email } })
const stateOf = async ({ reference }: { reference: string }) =>
  (await findByReference(desk.db, system, reference)).state
const narrow = (): Actor => ({ ...leader, queues: ["contact-centre"] })
/** Puts a case into another team's queue behind the desk's back, and back again. */
const moved = (caseId: number, queue: string) =>
  desk.db.pool.query("update cases set queue = $2 where case_id = $1", [caseId, queue])

test("a merge is undone, and a child taken out, by whoever sees the case, wherever the other has gone", async () => {
  const [one, other, child, parent] = await Promise.all([
    open("2026-03-30T09:00", "gone@force.example"),
    open("2026-03-30T09:00", "gone@force.example"),
    open("2026-03-30T09:00", "child@force.example"),
    open("2026-03-30T09:00", "parent@force.example"),
  ])
  await mergeIncident(desk.db, await ask(one, "2026-03-30T10:00"), other.reference)
  await joinParent(desk.db, await ask(child, "2026-03-30T10:00"), parent.reference)
  for (const { caseId } of [other, parent]) await moved(caseId, "second-line")
  await separateIncident(desk.db, await ask(one, "2026-03-30T10:01", narrow()))
  await leaveParent(desk.db, await ask(child, "2026-03-30T10:01", narrow()))
  assert.deepEqual([(await stateOf(other)).absorbed, (await stateOf(parent)).children], [[], 0])
})

test("A18 nobody merges into, joins or adopts what they cannot see, and it is the right case that is not there", async () => {
  const [seen, hidden] = [
    await open("2026-03-30T09:00", "same@a.example"),
    await open("2026-03-30T09:00", "same@a.example"),
  ]
  await moved(hidden.caseId, "second-line")
  const asked = await ask(seen, "2026-03-30T10:00", narrow())
  const hiddenAsked = await ask(hidden, "2026-03-30T10:00", narrow())
  const isAt = (field: string) => (error: unknown) => error instanceof Invalid && error.fields[0]?.field === field
  await assert.rejects(mergeIncident(desk.db, asked, hidden.reference), isAt("into"))
  await assert.rejects(joinParent(desk.db, asked, hidden.reference), isAt("parent"))
  await assert.rejects(addChildren(desk.db, asked, [hidden.reference]), isAt("children"))
  await assert.rejects(mergeIncident(desk.db, hiddenAsked, seen.reference), NotFound)
  await assert.rejects(joinParent(desk.db, hiddenAsked, seen.reference), NotFound)
  assert.deepEqual([(await stateOf(seen)).children, (await stateOf(hidden)).parent], [undefined, undefined])
  await moved(hidden.caseId, "contact-centre")
})

test("cases are merged into one another only so far that one change is written on few", async () => {
  const chain = await Promise.all(
    Array.from({ length: mergedLimit + 2 }, () => open("2026-03-30T09:00", "chain@force.example")),
  )
  const into = async (index: number) =>
    mergeIncident(
      desk.db,
      await ask(chain[index] ?? { reference: "" }, "2026-03-30T10:00"),
      chain[index + 1]?.reference ?? "",
    )
  for (let index = 0; index < mergedLimit; index++) await into(index)
  await assert.rejects(into(mergedLimit), /21 cases would have been merged/)
  const last = chain[mergedLimit] ?? { caseId: 0, reference: "" }
  assert.equal((await unionOf(desk.db, last.caseId)).length, mergedLimit + 1)
  await replyToCustomer(desk.db, await ask(last, "2026-03-30T10:05"), { body: "We look into it." })
  assert.equal((await stateOf(chain[0] ?? last)).firstMessageAt, instant("2026-03-30T10:05"))
})

test("F60 a reply, a merge and its undoing at the same moments leave histories that verify", async () => {
  for (let round = 0; round < 6; round++) {
    const email = `race${round}@force.example`
    const [one, other] = [await open("2026-03-30T09:00", email), await open("2026-03-30T09:00", email)]
    await mergeIncident(desk.db, await ask(one, "2026-03-30T10:00"), other.reference)
    const asked = await Promise.all([ask(one, "2026-03-30T10:01"), ask(other, "2026-03-30T10:01")])
    const ends = await Promise.allSettled([
      separateIncident(desk.db, asked[0]),
      replyToCustomer(desk.db, asked[1], { body: "Both at once" }),
      resolveIncident(desk.db, asked[1], { outcome: "fixed", body: "Done" }),
    ])
    assert.deepEqual(
      ends.map((each) => each.status),
      ["fulfilled", "fulfilled", "fulfilled"],
      JSON.stringify(ends),
    )
  }
})

test("what is asked for twice is split off once, whatever was split off since", async () => {
  const found = await desk.open("2026-03-30T09:00", { correspondence: { body: "One, two and three." } })
  const content = await bodyOf(found)
  const claim = { caller: "test", key: "twice", requestMac: Buffer.alloc(32, 1), status: 200 }
  const first = { ...(await ask(found, "2026-03-30T10:00")), claim }
  const two = await splitIncident(desk.db, first, { content, subject: "Two" })
  await splitIncident(desk.db, await ask(found, "2026-03-30T10:01"), { content, subject: "Three" })
  const again = await splitIncident(desk.db, first, { content, subject: "Two" })
  assert.equal(again.reference, two.reference)
})

test("the files of what is split off are seen from the new case, wait for the scanner as they did, and are erased with the first", async () => {
  const files = [
    { name: "error.png", bytes: Buffer.from("a picture") },
    { name: "later.txt", bytes: Buffer.from("not checked") },
  ]
  const found = await desk.open("2026-03-30T09:00", { correspondence: { body: "Two things, shown here.", files } })
  const [first, second] = await filesOf(found.caseId)
  await transaction(desk.db, (tx) => insertFileChecks(tx, found.caseId, [second ?? 0], 0))
  const split = await splitIncident(desk.db, await ask(found, "2026-03-30T10:00"), {
    content: await bodyOf(found),
    subject: "The second thing",
  })
  const copied = await filesOf(split.caseId)
  assert.deepEqual((await contentOf(desk.db, split.caseId, copied[0] ?? 0))?.bytes, Buffer.from("a picture"))
  assert.deepEqual(await uncheckedFiles(desk.db, split.caseId), [copied[1]])
  const redaction = { content: first ?? 0, authority: "A. Officer", reason: "Personal" }
  await redactContent(desk.db, await ask(found, "2026-03-30T11:00"), redaction)
  assert.equal((await contentOf(desk.db, split.caseId, copied[0] ?? 0))?.bytes, null)
})

test("what was erased while everybody was being told goes to nobody else", async () => {
  const [parent, early, late] = await Promise.all(
    ["p", "c1", "c2"].map((name) => open("2026-03-30T09:00", `${name}@erased.example`)),
  )
  assert.ok(parent && early && late)
  await addChildren(desk.db, await ask(parent, "2026-03-30T10:00"), [early.reference, late.reference])
  const told = await tellAll(desk.db, await ask(parent, "2026-03-30T10:01"), { body: "Too much was said here" })
  const body = told.state.lastContent
  const telling = tellChildren(
    desk.db,
    { parent: parent.caseId, body, after: 0 },
    await desk.rules(),
    instant("2026-03-30T10:02"),
  )
  const erasing = redactContent(desk.db, await ask(parent, "2026-03-30T10:02"), {
    content: body,
    authority: "A",
    reason: "B",
  })
  await Promise.allSettled([telling, erasing])
  const left = await rows(
    desk.db,
    sql`select case_id from content where bytes = ${Buffer.from("Too much was said here")}`,
  )
  assert.deepEqual(left, [])
})

test("an adoption whose parent has ended meanwhile ends as well, instead of failing again and again", async () => {
  const parent = await open("2026-03-30T09:00", "ended@force.example")
  await resolveIncident(desk.db, await ask(parent, "2026-03-30T10:00"), { outcome: "fixed", body: "Done." })
  const adoption = { parent: parent.caseId, candidateId: 1, after: 0, by: leader.personId ?? 0 }
  await adoptMore(desk.db, adoption, await desk.rules(), instant("2026-03-30T10:01"))
  await assert.rejects(
    async () =>
      joinParent(
        desk.db,
        await ask(await open("2026-03-30T09:00", "x@x.example"), "2026-03-30T10:02"),
        parent.reference,
      ),
    Refused,
  )
})

test("all of these histories verify", async () => {
  const found: string[] = []
  await verifyCases(desk.db, await desk.rules(), instant("2026-04-03T10:00"), ({ reference, what }) =>
    found.push(`${reference}: ${what}`),
  )
  assert.deepEqual(found, [])
})

async function bodyOf({ caseId }: { caseId: number }): Promise<number> {
  const [found] = await rows<{ id: number }>(
    desk.db,
    sql`select content_id as id from content where case_id = ${caseId} and kind = 'body' order by content_id limit 1`,
  )
  return found?.id ?? 0
}

async function filesOf(caseId: number): Promise<number[]> {
  const found = await rows<{ id: number }>(
    desk.db,
    sql`select content_id as id from content where case_id = ${caseId} and kind = 'file' order by content_id`,
  )
  return found.map((each) => each.id)
}
