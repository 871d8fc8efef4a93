import assert from "node:assert/strict"
import { after, afterEach, before, describe, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { isWithin } from "../../test/support/machine.ts"
import { type Db, row, sql } from "../database/index.ts"
import { sendNotice } from "./deliver.ts"
import { noticeRow, repliesIn, start, testRecorder, ways } from "./test-case.ts"
import { politeUpToMessage } from "./test-relay.ts"

let database: TestDatabase
let db: Db
before(async () => {
  database = await testDatabase()
  db = database.db
})
after(() => database.close())
const { opened, relay, raw } = ways(afterEach)
const { oneReply, isDue } = repliesIn(() => db)
const at = (instant: number) => () => instant
const minute = 60_000
const hour = 60 * minute

describe("an attempt that ends without an answer", () => {
  test("F30 after the final dot is made again with the same Message-ID, and flagged", async () => {
    const messages: string[] = []
    let isDropping = true
    const { url } = await raw((line, socket) => {
      politeUpToMessage(line, socket)
      if (/^Message-ID:/i.test(line)) messages.push(line)
      if (line === "." && isDropping) socket.destroy()
      else if (line === ".") socket.write("250 taken\r\n")
    })
    const outgoing = opened(url)
    const key = await oneReply()
    await sendNotice(db, key, outgoing, testRecorder(), at(start))
    const between = await noticeRow(db, key)
    assert.deepEqual([between.state, between.possible_duplicate], ["waiting", true])
    assert.match(between.reason ?? "", /may have arrived/)
    isDropping = false
    await sendNotice(db, key, outgoing, testRecorder(), at(start + minute))
    const end = await noticeRow(db, key)
    assert.deepEqual([end.state, end.attempts, end.possible_duplicate], ["sent", 2, true])
    assert.equal(messages.length, 2)
    assert.equal(messages[0], messages[1])
  })

  test("F29 a relay that sends a byte now and then does not outlast the deadline", async () => {
    const { url } = await raw((_line, socket) => {
      const timer = setInterval(() => socket.write("2"), 20)
      socket.on("close", () => clearInterval(timer))
    })
    const key = await oneReply()
    const before = performance.now()
    await sendNotice(db, key, opened(url, { deadlineMilliseconds: 300 }), testRecorder(), at(start))
    assert.ok(isWithin(performance.now() - before, 2000))
    const found = await noticeRow(db, key)
    assert.deepEqual(
      [found.state, found.reason, found.possible_duplicate],
      ["waiting", "The mail relay took too long.", false],
    )
  })

  test("F29 a relay that hangs after DATA may have taken it", async () => {
    const { url } = await raw(politeUpToMessage)
    const key = await oneReply()
    await sendNotice(db, key, opened(url, { deadlineMilliseconds: 300 }), testRecorder(), at(start))
    const found = await noticeRow(db, key)
    assert.deepEqual(
      [found.state, found.reason, found.possible_duplicate],
      ["waiting", "The mail relay took too long.", true],
    )
  })

  test("F29 one slow domain holds up no other, and keeps no more than its share of workers", async () => {
    const slow = Promise.withResolvers<string | undefined>()
    const { url, taken } = await relay({
      onRecipient: (address) => (address.endsWith("slow.example") ? slow.promise : undefined),
    })
    const outgoing = opened(url, { perDomain: 2 })
    const slowKeys = await Promise.all([1, 2, 3, 4, 5].map((each) => oneReply(`u${each}@slow.example`)))
    const sending = slowKeys.map((key) => sendNotice(db, key, outgoing, testRecorder(), at(start)))
    await Promise.any(sending)
    await sendNotice(db, await oneReply("jo@quick.example"), outgoing, testRecorder(), at(start))
    assert.deepEqual(
      taken.map((each) => each.to),
      ["jo@quick.example"],
    )
    slow.resolve(undefined)
    await Promise.all(sending)
    for (let tries = 0; taken.length < 6 && tries < 3000; tries++) await pause(20)
    assert.equal(taken.length, 6)
  })

  test("F08 of many messages under way at once one at most is on its way without a record, so that a crash repeats one", async () => {
    const messages: string[] = []
    const { url } = await raw((line, socket) => {
      politeUpToMessage(line, socket)
      if (/^Message-ID:/i.test(line)) messages.push(line)
    })
    const outgoing = opened(url, { deadlineMilliseconds: 400 })
    const keys = await Promise.all([1, 2, 3, 4, 5].map((each) => oneReply(`u${each}@domain-${each}.example`)))
    const sending = Promise.all(keys.map((key) => sendNotice(db, key, outgoing, testRecorder(), at(start))))
    await pause(300)
    assert.equal(messages.length, 1)
    await sending
  })

  test("F07 F08 a process that died during an attempt is followed within the lease, flagged, with the same Message-ID", async () => {
    const dying = await raw(politeUpToMessage)
    const outgoing = opened(dying.url, { deadlineMilliseconds: 500, renewMilliseconds: 100_000 })
    const key = await oneReply()
    const lost = sendNotice(db, key, outgoing, { settled: () => Promise.reject(new Error("dead")) }, at(start))
    await pause(200)
    assert.equal((await noticeRow(db, key)).is_attempting, true)
    assert.equal(await isDue(key, start + 24_999), false)
    assert.equal(await isDue(key, start + 25_000), true)
    const living = await relay()
    await sendNotice(db, key, opened(living.url), testRecorder(), at(start + 25_000))
    await lost
    const found = await noticeRow(db, key)
    assert.deepEqual([found.state, found.attempts, found.possible_duplicate], ["sent", 2, true])
    assert.match(
      living.taken[0]?.raw ?? "",
      new RegExp(`^Message-ID: ${found.message_id?.replaceAll(".", "\\.")}\r$`, "m"),
    )
  })

  test("an attempt that takes long renews its lease, so that no other begins beside it", async () => {
    const answer = Promise.withResolvers<string | undefined>()
    const { url, taken } = await relay({ onMessage: () => answer.promise })
    const outgoing = opened(url, { renewMilliseconds: 20 })
    const key = await oneReply()
    let now = start
    const sending = sendNotice(db, key, outgoing, testRecorder(), () => now)
    for (let steps = 0; steps < 6; steps++) {
      await pause(60)
      now += 20_000
    }
    await pause(60)
    assert.equal(await isDue(key, now), false)
    await sendNotice(db, key, outgoing, testRecorder(), () => now)
    answer.resolve(undefined)
    await sending
    assert.deepEqual([taken.length, (await noticeRow(db, key)).attempts], [1, 1])
  })

  test("F45 an attempt that was overtaken writes nothing down", async () => {
    const answer = Promise.withResolvers<string | undefined>()
    const { url } = await relay({ onMessage: () => answer.promise })
    const overtaken = testRecorder()
    const key = await oneReply()
    const sending = sendNotice(db, key, opened(url, { renewMilliseconds: 100_000 }), overtaken, at(start))
    await pause(150)
    const other = await relay({ onMessage: () => "550 5.7.1 no" })
    await sendNotice(db, key, opened(other.url), testRecorder(), at(start + hour))
    answer.resolve(undefined)
    await sending
    const found = await noticeRow(db, key)
    assert.deepEqual(
      [found.state, found.attempts, found.reason],
      ["failed", 2, "The mail relay refused it (550 5.7.1)."],
    )
    const kept = await row<{ count: number }>(
      db,
      sql`select count(*) from content where case_id = ${key.caseId} and kind = 'notice'`,
    )
    assert.equal(kept?.count, 1)
  })

  test("the relay's answer is not lost while the database is away for a moment", async () => {
    const { url, taken } = await relay()
    const recorder = testRecorder()
    let isAway = 2
    const shaky: typeof recorder = {
      ...recorder,
      settled: (tx, settled, when) =>
        isAway-- > 0 ? Promise.reject(new Error("away")) : recorder.settled(tx, settled, when),
    }
    const key = await oneReply()
    await sendNotice(db, key, opened(url), shaky, at(start))
    assert.deepEqual([taken.length, (await noticeRow(db, key)).state], [1, "sent"])
  })

  test("a case that cannot be told does not have the same message sent again and again", async () => {
    const { url, taken } = await relay()
    const outgoing = opened(url, { recordingPauses: [1, 1] })
    const deaf = { settled: () => Promise.reject(new Error("the case cannot be written to")) }
    const key = await oneReply()
    await assert.rejects(sendNotice(db, key, outgoing, deaf, at(start)), /cannot be written to/)
    const found = await noticeRow(db, key)
    assert.deepEqual([taken.length, found.state, found.is_attempting], [1, "sent", false])
    assert.equal(found.reason, "What became of it could not be written into the history of the case.")
    assert.equal(await isDue(key, start + 100 * hour), false)
  })
})
