import assert from "node:assert/strict"
import { after, afterEach, before, describe, test } from "node:test"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { type Db, row, run, sql } from "../database/index.ts"
import { sendNotice } from "./deliver.ts"
import type { NoticeKey } from "./store.ts"
import { acknowledgement, noticeRow, repliesIn, start, testCase, testRecorder, told, ways, words } from "./test-case.ts"

let database: TestDatabase
let db: Db
before(async () => {
  database = await testDatabase()
  db = database.db
})
after(() => database.close())
const { opened, relay } = ways(afterEach)
const { oneReply } = repliesIn(() => db)
const at = (instant: number) => () => instant
const minute = 60_000
const hour = 60 * minute

describe("automatic mail", () => {
  async function acknowledged(address: string, when = start): Promise<NoticeKey> {
    const about = await testCase(db, { address })
    const [key] = await told(db, about, [acknowledgement(about)], when)
    assert.ok(key)
    return key
  }
  const state = async (key: NoticeKey) => (await noticeRow(db, key)).state

  test("A21 goes to an address 3 times an hour at most, whoever sends at the same time, and the rest goes in the hours after", async () => {
    const { url, taken } = await relay()
    const outgoing = opened(url, { perDomain: 10 })
    const keys = await Promise.all(Array.from({ length: 10 }, () => acknowledged("Victim@Force.example")))
    const recorder = testRecorder()
    const sendAll = (when: number) => Promise.all(keys.map((key) => sendNotice(db, key, outgoing, recorder, at(when))))
    await sendAll(start)
    assert.deepEqual([taken.length, recorder.told.length], [3, 3])
    const waiting = (await Promise.all(keys.map((key) => noticeRow(db, key)))).filter(
      (each) => each.state === "waiting",
    )
    assert.deepEqual([...new Set(waiting.map((each) => each.next_attempt_at))], [start + hour])
    assert.match(waiting[0]?.reason ?? "", /goes out later/)
    for (const [when, gone] of [
      [start + hour - 1, 3],
      [start + hour, 6],
      [start + 2 * hour, 9],
      [start + 3 * hour, 10],
    ] as const) {
      await sendAll(when)
      assert.equal(taken.length, gone)
    }
    assert.ok(recorder.told.every((each) => each.outcome === "sent"))
  })

  test("A21 waits for room in its allowance for a day and no longer", async () => {
    const { url, taken } = await relay()
    const outgoing = opened(url)
    const keys = await Promise.all(Array.from({ length: 4 }, () => acknowledged("flooded@force.example")))
    const [last] = keys.splice(3)
    assert.ok(last)
    for (const key of keys) await sendNotice(db, key, outgoing, testRecorder(), at(start + 23 * hour))
    const recorder = testRecorder()
    await sendNotice(db, last, outgoing, recorder, at(start + 23 * hour))
    assert.deepEqual(
      recorder.told.map((each) => [each.outcome, each.reasonCode]),
      [["failed", "limit"]],
    )
    assert.match((await noticeRow(db, last)).reason ?? "", /at most 3 automatic messages of a kind/)
    assert.equal(taken.length, 3)
  })

  test("A22 in answer to letters goes to an address 3 times an hour, and then no more: two desks stop talking", async () => {
    const { url, taken } = await relay()
    const outgoing = opened(url)
    const recorder = testRecorder()
    const answered = async (when: number, kind: "acknowledgement" | "follow-up") => {
      const about = await testCase(db, { address: "robot@other.example" })
      const [key] = await told(db, about, [{ ...acknowledgement(about, { letter: words.letter }), kind }], when)
      assert.ok(key)
      await sendNotice(db, key, outgoing, recorder, at(when))
      return await state(key)
    }
    const states = []
    for (const kind of ["acknowledgement", "follow-up", "acknowledgement", "acknowledgement", "follow-up"] as const)
      states.push(await answered(start, kind))
    assert.deepEqual(states, ["sent", "sent", "sent", "failed", "failed"])
    assert.equal(taken.length, 3)
    assert.equal(await answered(start + hour, "acknowledgement"), "sent")
  })

  test("A22 in answer to a contact that another system took from its mail stops likewise", async () => {
    const outgoing = opened((await relay()).url)
    const keys = await Promise.all(Array.from({ length: 4 }, () => acknowledged("bridge@other.example")))
    await run(
      db,
      sql`update cases set fold = '{"channel": "email"}' where case_id = any(${keys.map((each) => each.caseId)}::bigint[])`,
    )
    for (const key of keys) await sendNotice(db, key, outgoing, testRecorder(), at(start))
    assert.deepEqual(await Promise.all(keys.map(state)), ["sent", "sent", "sent", "failed"])
  })

  test("of one kind uses up no other kind of an address", async () => {
    const outgoing = opened((await relay()).url)
    const keys = []
    for (const kind of ["link", "link", "link", "link", "copy", "acknowledgement"] as const) {
      const about = await testCase(db, { address: "owner@force.example" })
      keys.push(...(await told(db, about, [{ ...acknowledgement(about), kind }])))
    }
    for (const key of keys) await sendNotice(db, key, outgoing, testRecorder(), at(start))
    assert.deepEqual(await Promise.all(keys.map(state)), ["sent", "sent", "sent", "waiting", "sent", "sent"])
  })

  test("A22 about one case stops after 5 an hour, wherever it goes: a loop ends", async () => {
    const { url, taken } = await relay()
    const outgoing = opened(url)
    const about = await testCase(db)
    const addresses = Array.from({ length: 8 }, (_, index) => `loop${index}@other.example`)
    await run(
      db,
      sql`insert into content (case_id, content_id, kind, salt, bytes) select ${about.caseId}, 100 + place, 'email', '\\x01', convert_to(address, 'UTF8')
        from unnest(${addresses}::text[]) with ordinality as given (address, place)`,
    )
    const notices = addresses.map((_, index) => ({ ...acknowledgement(about), recipient: 101 + index }))
    for (const key of await told(db, about, notices)) await sendNotice(db, key, outgoing, testRecorder(), at(start))
    assert.equal(taken.length, 5)
  })

  test("is counted once, however often the relay puts it off", async () => {
    const answers = ["450 a", "450 b", "450 c", "450 d", undefined]
    const { url, taken } = await relay({ onRecipient: () => answers.shift() })
    const outgoing = opened(url)
    const key = await acknowledged("patient@force.example")
    for (let now = start; (await state(key)) === "waiting"; now += 10 * minute) {
      await sendNotice(db, key, outgoing, testRecorder(), at(now))
    }
    assert.equal(taken.length, 1)
    for (const _ of [1, 2]) {
      const next = await acknowledged("patient@force.example")
      await sendNotice(db, next, outgoing, testRecorder(), at(start + 50 * minute))
      assert.equal(await state(next), "sent")
    }
  })

  test("does not limit what people write", async () => {
    const { url, taken } = await relay()
    const outgoing = opened(url)
    for (let sent = 0; sent < 5; sent++) {
      await sendNotice(db, await oneReply("busy@force.example"), outgoing, testRecorder(), at(start))
    }
    assert.equal(taken.length, 5)
  })

  test("leaves no address behind in the counts", async () => {
    const { url } = await relay()
    await sendNotice(db, await acknowledged("secret@force.example"), opened(url), testRecorder(), at(start))
    const found = await row<{ count: number }>(
      db,
      sql`select count(*) from automatic_mail where convert_from(counted_mac, 'LATIN1') like '%secret%'`,
    )
    assert.equal(found?.count, 0)
  })
})
