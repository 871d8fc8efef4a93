// The holding pen, on a real database, with the handlers of a desk.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { row, rows, sql } from "../database/index.ts"
import { NotAllowed, NotFound } from "../errors.ts"
import { type Actor, system } from "../people/index.ts"
import type { ListedLetter } from "./list-store.ts"
import { ignoreLetter, letters, readHeldLetter, releaseLetter } from "./pen.ts"
import { at, fresh, sampleInbox } from "./sample-inbox.ts"

const { desk, inbox, adviser, receive, listed, caseCount, close } = await sampleInbox()
after(close)

const heldOnes = { state: "held", after: null, limit: 50 } as const

test("a held letter is read by a colleague, and released as a new case", async () => {
  const held = await receive(fresh({ Subject: "INC-2020-000001 again" }))
  assert.ok((await letters(desk.db, adviser, heldOnes)).some((each) => each.letterId === held.letterId))
  assert.equal((await readHeldLetter(inbox, adviser, held.letterId)).parsed.fresh, "Hello, it does not work.")
  const { caseId } = await releaseLetter(inbox, adviser, held.letterId, { as: "new" }, at + 60_000)
  const released = await listed(held.letterId)
  assert.deepEqual([released.state, Number(released.caseReference?.slice(-6))], ["filed", caseId])
  const opened = await row<{ at: number }>(desk.db, sql`select opened_at as at from cases where case_id = ${caseId}`)
  assert.equal(opened?.at, at)
  await assert.rejects(releaseLetter(inbox, adviser, held.letterId, { as: "new" }, at), NotFound)
})

test("a held letter is released onto the case that it belongs to", async () => {
  const first = await receive(fresh())
  const held = await receive(fresh({ Subject: `About ${first.caseReference}` }))
  await releaseLetter(inbox, adviser, held.letterId, { as: first.caseReference ?? "" }, at)
  assert.equal((await listed(held.letterId)).caseReference, first.caseReference)
})

test("a letter without a sender, and one that no program can read, can still become a case", async () => {
  const nameless = await receive(fresh({ From: "Pat" }))
  const bomb = await receive(fresh({ "Content-Type": "multipart/mixed; boundary=b" }, "--b\r\n\r\nx\r\n".repeat(5000)))
  for (const { letterId } of [nameless, bomb]) {
    await releaseLetter(inbox, adviser, letterId, { as: "new" }, at)
    assert.equal((await listed(letterId)).state, "filed")
  }
})

test("two colleagues release one letter at once: it is released once", async () => {
  const held = await receive(fresh({ From: "Pat" }))
  const before = await caseCount()
  const both = await Promise.allSettled(
    [1, 2].map(() => releaseLetter(inbox, adviser, held.letterId, { as: "new" }, at)),
  )
  assert.equal(both.filter((each) => each.status === "fulfilled").length, 1)
  assert.equal(await caseCount(), before + 1)
})

test("A41: an auditor sees the pen and lets nothing out, and the attempt is recorded", async () => {
  const auditor = await desk.actor("auditor")
  const held = await receive(fresh({ From: "Pat" }))
  assert.ok((await letters(desk.db, auditor, heldOnes)).length > 0)
  await assert.rejects(releaseLetter(inbox, auditor, held.letterId, { as: "new" }, at), NotAllowed)
  await assert.rejects(ignoreLetter(desk.db, auditor, held.letterId, at), NotAllowed)
  const refused = await rows(
    desk.db,
    sql`select 1 from audit where outcome = 'refused' and person_id = ${auditor.personId}`,
  )
  assert.equal(refused.length, 2)
  await ignoreLetter(desk.db, adviser, held.letterId, at)
  assert.equal((await listed(held.letterId)).reason, "set aside by a colleague")
})

test("a letter on a case that a colleague may not see is not in their list", async () => {
  const letter = await receive(fresh())
  const elsewhere: Actor = { ...adviser, queues: ["nowhere"] }
  const seen = await letters(desk.db, elsewhere, { state: "filed", after: null, limit: 200 })
  assert.ok(!seen.some((each) => each.letterId === letter.letterId))
  await assert.rejects(
    releaseLetter(
      inbox,
      elsewhere,
      (await receive(fresh({ From: "Pat" }))).letterId,
      { as: letter.caseReference ?? "" },
      at,
    ),
    NotFound,
  )
})

test("the list goes back page by page and misses none", async () => {
  const all = await letters(desk.db, system, { state: null, after: null, limit: 200 })
  const paged: ListedLetter[] = []
  for (let after: number | null = null; ; ) {
    const page = await letters(desk.db, system, { state: null, after, limit: 7 })
    paged.push(...page)
    after = page.at(-1)?.letterId ?? null
    if (page.length < 7) break
  }
  assert.deepEqual(
    paged.slice(0, 200).map((each) => each.letterId),
    all.map((each) => each.letterId),
  )
})
