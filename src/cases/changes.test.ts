import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDesk } from "../../test/support/desk.ts"
import { run, sql, transaction } from "../database/index.ts"
import { addNote } from "../incidents/index.ts"
import type { Actor } from "../people/index.ts"
import { changeMark, changesSince, forgetChanges, noteChanges, recentChanges, visibleAmong } from "./index.ts"

const desk = await testDesk()
after(() => desk.close())
const { db } = desk

test("what was opened and what was changed since a mark is found, each case once", async () => {
  const before = await desk.open("2026-03-27T09:00")
  const mark = await changeMark(db)
  assert.deepEqual((await changesSince(db, mark)).cases, [])
  const opened = await desk.open("2026-03-27T09:00")
  const actor = await desk.actor("adviser")
  await addNote(db, await desk.ask(actor, before, "2026-03-27T09:05"), "Called back")
  await addNote(db, await desk.ask(actor, before, "2026-03-27T09:06"), "Again")
  const found = await changesSince(db, mark)
  assert.deepEqual(found.cases, [before.caseId, opened.caseId])
  assert.deepEqual((await changesSince(db, found.mark)).cases, [])
})

test("a change that is committed late is found, although later ones were found before it", async () => {
  const slow = Promise.withResolvers<void>()
  const noted = Promise.withResolvers<void>()
  const first = transaction(db, async (tx) => {
    await noteChanges(tx, [901])
    noted.resolve()
    await slow.promise
  })
  await noted.promise
  const mark = await changeMark(db)
  await noteChanges(db, [902])
  const early = await changesSince(db, mark)
  assert.deepEqual(early.cases, [902])
  slow.resolve()
  await first
  assert.deepEqual((await changesSince(db, early.mark)).cases, [901])
})

test("what was taken back is never told", async () => {
  const mark = await changeMark(db)
  const given = transaction(db, async (tx) => {
    await noteChanges(tx, [903])
    throw new Error("taken back")
  })
  await assert.rejects(given, /taken back/)
  assert.deepEqual((await changesSince(db, mark)).cases, [])
})

test("a case may be noted twice in a transaction, and very many at once are not named", async () => {
  const mark = await changeMark(db)
  await transaction(db, async (tx) => {
    await noteChanges(tx, [904, 904])
    await noteChanges(tx, [904])
  })
  assert.deepEqual((await changesSince(db, mark)).cases, [904])
  await noteChanges(
    db,
    Array.from({ length: 600 }, (_none, index) => 1000 + index),
  )
  assert.equal((await changesSince(db, mark)).cases, "many")
})

test("each actor is told of the cases in their queues and of their own", async () => {
  const [one, other] = [await desk.open("2026-03-27T09:00"), await desk.open("2026-03-27T09:00")]
  const sees = (queues: string[] | null, personId = 1): Actor => ({
    personId,
    name: "Some",
    email: null,
    role: "adviser",
    queues,
  })
  await run(db, sql`update cases set queue = 'application-operations' where case_id = ${other.caseId}`)
  await run(db, sql`update cases set owner_id = 77 where case_id = ${one.caseId}`)
  const actors = [
    sees(null),
    sees(["contact-centre"]),
    sees(["application-operations"]),
    sees(["nowhere"], 77),
    sees([], 5),
  ]
  const seen = await visibleAmong(db, actors, [one.caseId, other.caseId, 999_999])
  const sorted = seen.map((each) => each.toSorted((a, b) => a - b))
  assert.deepEqual(sorted, [[one.caseId, other.caseId], [one.caseId], [other.caseId], [one.caseId], []])
  assert.deepEqual(await visibleAmong(db, [], [1]), [])
})

test("what happened a moment ago is found without a mark, and forgotten after some minutes", async () => {
  await forgetChanges(db)
  assert.ok((await recentChanges(db, 60)).cases.length > 0)
  await run(db, sql`update case_changes set changed_at = changed_at - interval '6 minutes'`)
  assert.deepEqual(await recentChanges(db, 60), { cases: [], people: [] })
  const mark = await changeMark(db)
  await forgetChanges(db)
  assert.deepEqual((await changesSince(db, mark)).cases, [])
})
