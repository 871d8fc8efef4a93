import assert from "node:assert/strict"
import { after, afterEach, before, describe, test } from "node:test"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import type { Db } from "../database/index.ts"
import { sendNotice } from "./deliver.ts"
import { noticeRow, repliesIn, start, testRecorder, ways } from "./test-case.ts"
import { politeUpToMessage, testRelay } from "./test-relay.ts"

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
const day = 24 * hour

describe("a relay that puts off", () => {
  test("F26 F27 is asked again after 1, 2, 4 ... 60 minutes, for 5 days, and then no more", async () => {
    let attempts = 0
    const { url } = await relay({ onRecipient: () => `451 4.7.1 Greylisted ${++attempts}` })
    const outgoing = opened(url)
    const recorder = testRecorder()
    const key = await oneReply()
    const pauses: number[] = []
    let now = start
    for (;;) {
      await sendNotice(db, key, outgoing, recorder, at(now))
      const found = await noticeRow(db, key)
      if (found.state !== "waiting") break
      assert.match(found.reason ?? "", /^The mail relay asked to try again later \(451 4\.7\.1\)\.$/)
      assert.equal(await isDue(key, found.next_attempt_at - 1), false)
      pauses.push((found.next_attempt_at - now) / minute)
      now = found.next_attempt_at
      assert.equal(await isDue(key, now), true)
    }
    assert.deepEqual(pauses.slice(0, 9), [1, 2, 4, 8, 16, 32, 60, 60, 60])
    assert.ok(now >= start + 5 * day && now < start + 5 * day + hour)
    const found = await noticeRow(db, key)
    assert.equal(found.reason, "The mail relay did not take it for 5 days (451 4.7.1).")
    assert.deepEqual([found.state, found.attempts, attempts], ["failed", attempts, attempts])
    assert.deepEqual(
      recorder.told.map((each) => [each.outcome, each.reasonCode]),
      [["failed", "expired"]],
    )
  })

  test("F26 that cannot be reached is told from one that answers, and takes the notice when it is back", async () => {
    const { url, taken, close } = await testRelay()
    await close()
    const key = await oneReply()
    const outgoing = opened(url)
    await sendNotice(db, key, outgoing, testRecorder(), at(start))
    const found = await noticeRow(db, key)
    assert.deepEqual(
      [found.state, found.reason, found.possible_duplicate],
      ["waiting", "The mail relay could not be reached.", false],
    )
    const back = await relay()
    await sendNotice(db, key, opened(back.url), testRecorder(), at(start + minute))
    assert.deepEqual([taken.length, back.taken.length, (await noticeRow(db, key)).state], [0, 1, "sent"])
  })

  test("F27 421 at the greeting and 5xx before the envelope are about the relay, not about the message", async () => {
    for (const greeting of ["421 busy\r\n", "554 no service here\r\n"]) {
      const { url } = await raw((line, socket) => politeUpToMessage(line, socket), greeting)
      const key = await oneReply()
      await sendNotice(db, key, opened(url), testRecorder(), at(start))
      assert.equal((await noticeRow(db, key)).state, "waiting")
    }
  })

  test("a desk that was down for a week still tries more than once", async () => {
    let answer: string | undefined = "450 busy"
    const { url } = await relay({ onRecipient: () => answer })
    const outgoing = opened(url)
    const key = await oneReply()
    await sendNotice(db, key, outgoing, testRecorder(), at(start + 7 * day))
    assert.equal((await noticeRow(db, key)).state, "waiting")
    answer = undefined
    await sendNotice(db, key, outgoing, testRecorder(), at(start + 7 * day + minute))
    assert.equal((await noticeRow(db, key)).state, "sent")
  })
})

describe("a relay that refuses", () => {
  test("F28 is not asked again, and the case is told why, without the relay's own words", async () => {
    const { url } = await relay({ onRecipient: (address) => `550 5.1.1 <${address}> unknown` })
    const recorder = testRecorder()
    const key = await oneReply()
    const outgoing = opened(url)
    await sendNotice(db, key, outgoing, recorder, at(start))
    await sendNotice(db, key, outgoing, recorder, at(start + day))
    const found = await noticeRow(db, key)
    assert.deepEqual(
      [found.state, found.attempts, found.reason],
      ["failed", 1, "The mail relay refused it (550 5.1.1)."],
    )
    assert.deepEqual(
      recorder.told.map((each) => [each.outcome, each.reasonCode]),
      [["failed", "refused"]],
    )
    assert.equal(await isDue(key, start + 6 * day), false)
  })

  test("F28 the message itself after DATA is a refusal too", async () => {
    const { url, taken } = await relay({ onMessage: () => "554 5.6.0 not wanted" })
    const key = await oneReply()
    await sendNotice(db, key, opened(url), testRecorder(), at(start))
    const found = await noticeRow(db, key)
    assert.deepEqual([found.state, found.possible_duplicate, taken.length], ["failed", false, 0])
  })

  test("F31 some recipients of a case refuses those alone", async () => {
    const answers: Record<string, string | undefined> = { "gone@a.example": "550 gone", "later@b.example": "450 later" }
    const { url, taken } = await relay({ onRecipient: (address) => answers[address] })
    const outgoing = opened(url)
    const keys = await Promise.all(["gone@a.example", "later@b.example", "here@c.example"].map(oneReply))
    for (const key of keys) await sendNotice(db, key, outgoing, testRecorder(), at(start))
    const states = await Promise.all(keys.map(async (key) => (await noticeRow(db, key)).state))
    assert.deepEqual(states, ["failed", "waiting", "sent"])
    assert.deepEqual(
      taken.map((each) => each.to),
      ["here@c.example"],
    )
  })
})
