import assert from "node:assert/strict"
import { after, before, describe, test } from "node:test"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { type Db, run, sql } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { type Actor, system } from "../people/actor.ts"
import { sendNotice } from "./deliver.ts"
import { noticeBacklog, notices, noticesOfCase } from "./list.ts"
import { openOutgoing } from "./outgoing.ts"
import { recipientsOf } from "./recipients.ts"
import { acknowledgement, erased, letterhead, reply, start, testCase, testRecorder, told, words } from "./test-case.ts"

let database: TestDatabase
let db: Db
before(async () => {
  database = await testDatabase()
  db = database.db
})
after(() => database.close())

const adviser: Actor = { personId: 7, name: "Priya", email: null, role: "adviser", queues: ["contact-centre"] }
const outgoing = openOutgoing({ letterhead, onError: (error) => assert.fail(String(error)) })

describe("the list of notices", () => {
  test("has the rows that the API promises", async () => {
    const about = await testCase(db, { address: "ann@force.example" })
    const [first] = await told(db, about, [acknowledgement(about), reply(about)])
    assert.ok(first)
    await sendNotice(db, first, outgoing, testRecorder(), () => start + 1000)
    const { items, next } = await notices(db, system, { case: about.reference, limit: 50 })
    assert.equal(next, null)
    assert.deepEqual(items, [
      {
        id: `${about.caseId}-2`,
        case: about.reference,
        to: "ann@force.example",
        subject: `Re: Cannot sign in [${about.reference}]`,
        state: "waiting",
        attempts: 0,
        sentAt: null,
      },
      {
        id: `${about.caseId}-1`,
        case: about.reference,
        to: "ann@force.example",
        subject: `We have received your report: ${about.reference}`,
        state: "sent",
        attempts: 1,
        sentAt: start + 1000,
      },
    ])
    const waiting = await notices(db, system, { case: about.reference, state: "waiting", limit: 50 })
    assert.deepEqual(
      waiting.items.map((each) => each.id),
      [`${about.caseId}-2`],
    )
  })

  test("finds a case by every reference that it ever had, and by nothing else", async () => {
    const about = await testCase(db)
    await told(db, about, [reply(about)])
    const other = about.reference.replace("INC", "REQ")
    await run(
      db,
      sql`update cases set references_all = references_all || ${other}::text where case_id = ${about.caseId}`,
    )
    const count = async (reference: string) => (await notices(db, system, { case: reference, limit: 5 })).items.length
    assert.deepEqual([await count(about.reference), await count(other)], [1, 1])
    for (const none of [
      `INC-2025-${about.caseId}`,
      String(about.caseId),
      ` ${about.reference}`,
      "INC-2026-1 or true",
      "'",
    ]) {
      assert.equal(await count(none), 0, none)
    }
  })

  test("gives each row once over many pages, however many are of one instant, and whatever is added meanwhile", async () => {
    const about = await testCase(db)
    const keys = await told(
      db,
      about,
      Array.from({ length: 23 }, () => reply(about)),
    )
    const seen: string[] = []
    let after: string | undefined
    do {
      const page = await notices(db, system, { case: about.reference, after, limit: 5 })
      seen.push(...page.items.map((each) => each.id))
      after = page.next ?? undefined
      if (seen.length === 10) await told(db, about, [reply(about)], start + 5000, 100)
    } while (after !== undefined)
    assert.deepEqual(seen, keys.map((key) => `${key.caseId}-${key.noticeId}`).reverse())
  })

  test("A47 refuses a place that we did not give", async () => {
    for (const after of [
      "x",
      "",
      "MQ",
      Buffer.from("1.2.3;select").toString("base64url"),
      Buffer.from("-1.2.3").toString("base64url"),
    ]) {
      await assert.rejects(notices(db, system, { after, limit: 5 }), Invalid)
    }
  })

  test("A37 shows the notices of a person's queues and of their own cases alone", async () => {
    const inQueue = await testCase(db)
    const elsewhere = await testCase(db, { queue: "second-line" })
    const own = await testCase(db, { queue: "second-line", ownerId: 7 })
    for (const each of [inQueue, elsewhere, own]) await told(db, each, [reply(each)])
    const sees = async (actor: Actor, reference: string) =>
      (await notices(db, actor, { case: reference, limit: 5 })).items.length === 1
    const all = [inQueue, elsewhere, own]
    const ofAdviser = await Promise.all(all.map((each) => sees(adviser, each.reference)))
    const ofSystem = await Promise.all(all.map((each) => sees(system, each.reference)))
    const ofNobody = await Promise.all(
      all.map((each) => sees({ ...adviser, personId: null, queues: [] }, each.reference)),
    )
    assert.deepEqual(
      [ofAdviser, ofSystem, ofNobody],
      [
        [true, false, true],
        [true, true, true],
        [false, false, false],
      ],
    )
  })

  test("has no address and no customer's subject once they have been erased", async () => {
    const about = await testCase(db)
    await told(db, about, [reply(about)])
    await erased(db, about, words.recipient)
    await erased(db, about, words.subject)
    const { items } = await notices(db, system, { case: about.reference, limit: 5 })
    assert.deepEqual([items[0]?.to, items[0]?.subject], [null, `About your report: ${about.reference}`])
  })
})

describe("the notices of a case", () => {
  test("say what the page of the case shows, in their order", async () => {
    const about = await testCase(db, { address: "not an address" })
    const [first] = await told(db, about, [reply(about), acknowledgement(about)])
    assert.ok(first)
    await sendNotice(db, first, outgoing, testRecorder(), () => start)
    const [failed, waiting] = await noticesOfCase(db, about.caseId)
    assert.deepEqual(
      [failed?.state, failed?.reason, failed?.nextAttemptAt, failed?.possibleDuplicate],
      ["failed", "Not sent, because the address is not one that mail can be sent to.", null, false],
    )
    assert.deepEqual([waiting?.kind, waiting?.isAutomatic, waiting?.nextAttemptAt], ["acknowledgement", true, start])
  })
})

test("where notices went is told in the order that was asked for", async () => {
  const [one, two] = [await testCase(db, { address: "a@x.example" }), await testCase(db, { address: "b@x.example" })]
  await told(db, one, [reply(one)])
  await told(db, two, [reply(two)])
  const named = [two, one, { caseId: 0 }, two].map(({ caseId }) => ({ caseId, noticeId: 1 }))
  assert.deepEqual(await recipientsOf(db, named), ["b@x.example", "a@x.example", null, "b@x.example"])
})

test("the backlog says how many wait and since when", async () => {
  await run(db, sql`update notices set state = 'failed' where state = 'waiting'`)
  assert.deepEqual(await noticeBacklog(db), { waiting: 0, oldestAt: null })
  const about = await testCase(db)
  await told(db, about, [reply(about)], start + 7)
  await told(db, about, [reply(about)], start + 3, 2)
  assert.deepEqual(await noticeBacklog(db), { waiting: 2, oldestAt: start + 3 })
})
