import assert from "node:assert/strict"
import { after, afterEach, before, describe, test } from "node:test"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { type Db, row, run, sql } from "../database/index.ts"
import { sendNotice } from "./deliver.ts"
import type { NoticeKey } from "./store.ts"
import { acknowledgement, noticeRow, repliesIn, start, testCase, testRecorder, told, ways } from "./test-case.ts"

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

  test("A21 A22 goes to an address 3 times an hour at most, whoever sends at the same time", async () => {
    const { url, taken } = await relay()
    const outgoing = opened(url, { perDomain: 10 })
    const keys = await Promise.all(Array.from({ length: 10 }, () => acknowledged("Victim@Force.example")))
    const recorder = testRecorder()
    await Promise.all(keys.map((key) => sendNotice(db, key, outgoing, recorder, at(start))))
    assert.equal(taken.length, 3)
    assert.equal(recorder.told.filter((each) => each.reasonCode === "limit" && each.rendered === null).length, 7)
    const reasons = await Promise.all(keys.map(async (key) => (await noticeRow(db, key)).reason))
    assert.equal(reasons.filter((each) => each?.includes("at most 3 automatic messages an hour")).length, 7)
    const later = await acknowledged("victim@force.example", start + hour - 1)
    await sendNotice(db, later, outgoing, recorder, at(start + hour - 1))
    assert.equal(await state(later), "failed")
    const afterwards = await acknowledged("victim@force.example", start + hour)
    await sendNotice(db, afterwards, outgoing, recorder, at(start + hour))
    assert.equal(await state(afterwards), "sent")
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
