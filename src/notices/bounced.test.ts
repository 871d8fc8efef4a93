import assert from "node:assert/strict"
import { after, afterEach, before, describe, test } from "node:test"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { type Db, transaction } from "../database/index.ts"
import { bounced } from "./bounced.ts"
import { sendNotice } from "./deliver.ts"
import { noticeRow, repliesIn, start, testRecorder, ways } from "./test-case.ts"

let database: TestDatabase
let db: Db
before(async () => {
  database = await testDatabase()
  db = database.db
})
after(() => database.close())
const { opened } = ways(afterEach)
const { oneReply } = repliesIn(() => db)
const at = (instant: number) => () => instant

describe("a bounce", () => {
  test("F28 marks a sent notice as failed, once, with its status and nothing else of the report", async () => {
    const key = await oneReply()
    await sendNotice(db, key, opened(), testRecorder(), at(start))
    const report = { ...key, status: "5.1.1", at: start }
    assert.equal(await transaction(db, (tx) => bounced(tx, report)), true)
    assert.equal(await transaction(db, (tx) => bounced(tx, report)), false)
    const found = await noticeRow(db, key)
    assert.deepEqual([found.state, found.reason], ["failed", "It came back undelivered (5.1.1)."])
  })

  test("of a notice that was never sent changes nothing", async () => {
    const key = await oneReply()
    assert.equal(await transaction(db, (tx) => bounced(tx, { ...key, status: "5.1.1", at: start })), false)
    assert.equal((await noticeRow(db, key)).state, "waiting")
  })

  test("with a status that is none says no more than that it came back", async () => {
    const key = await oneReply()
    await sendNotice(db, key, opened(), testRecorder(), at(start))
    await transaction(db, (tx) => bounced(tx, { ...key, status: "<b>5.1.1", at: start }))
    assert.equal((await noticeRow(db, key)).reason, "It came back undelivered.")
  })
})
