import assert from "node:assert/strict"
import { after, afterEach, before, describe, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import PostalMime from "postal-mime"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { type Db, row, run, sql } from "../database/index.ts"
import { replyAddressFor } from "./addresses.ts"
import { handBack, pauseAfter, sendNotice } from "./deliver.ts"
import { dueNotices } from "./store.ts"
import {
  erased,
  letterhead,
  noticeRow,
  repliesIn,
  reply,
  start,
  testCase,
  testRecorder,
  told,
  ways,
  words,
} from "./test-case.ts"
import { politeUpToMessage } from "./test-relay.ts"

let database: TestDatabase
let db: Db
before(async () => {
  database = await testDatabase()
  db = database.db
})
after(() => database.close())
const { opened, relay, raw } = ways(afterEach)
const { oneReply } = repliesIn(() => db)
const at = (instant: number) => () => instant
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

describe("a notice that the relay takes", () => {
  test("is under the name that the desk has at the moment of sending", async () => {
    const { url, taken } = await relay()
    const renamedAt = start + day
    const contactAt = async (when: number) => ({ deskName: when < renamedAt ? "Old desk" : "New desk", phone: null })
    const outgoing = opened(url, { contactAt })
    for (const when of [start, renamedAt]) {
      await sendNotice(db, await oneReply(), outgoing, testRecorder(), at(when))
    }
    const names = taken.map(({ raw: mail }) => /^From: "?([^"<]+?)"? </m.exec(mail)?.[1])
    assert.deepEqual(names, ["Old desk", "New desk"])
  })

  test("is sent once, recorded, and kept as content byte for byte", async () => {
    const { url, taken } = await relay()
    const outgoing = opened(url)
    const recorder = testRecorder()
    const key = await oneReply()
    await Promise.all([1, 2, 3, 4].map(() => sendNotice(db, key, outgoing, recorder, at(start))))
    await sendNotice(db, key, outgoing, recorder, at(start + day))
    assert.equal(taken.length, 1)
    assert.deepEqual([taken[0]?.from, taken[0]?.to], ["desk@charter.example", "jo@force.example"])
    const found = await noticeRow(db, key)
    assert.deepEqual([found.state, found.attempts, found.sent_at, found.possible_duplicate], ["sent", 1, start, false])
    assert.deepEqual(
      recorder.told.map((each) => [each.outcome, each.reasonCode]),
      [["sent", null]],
    )
    const kept = await row<{ bytes: Buffer }>(
      db,
      sql`select bytes from content where case_id = ${key.caseId} and content_id = ${found.rendered_content_id}`,
    )
    assert.equal(kept?.bytes.toString("utf8"), taken[0]?.raw)
    const mail = await PostalMime.parse(kept?.bytes ?? "")
    assert.equal(mail.messageId, found.message_id)
    assert.equal(mail.inReplyTo, "<letter@force.example>")
  })

  test("shares a connection with the ones before it", async () => {
    const { url, taken, connections } = await relay()
    const outgoing = opened(url)
    for (let sent = 0; sent < 5; sent++) await sendNotice(db, await oneReply(), outgoing, testRecorder(), at(start))
    assert.deepEqual([taken.length, connections()], [5, 1])
  })

  test("goes over a new connection when the relay has ended the old one", async () => {
    const { url, sockets } = await raw((line, socket) => {
      politeUpToMessage(line, socket)
      if (line === ".") socket.write("250 taken\r\n")
    })
    const outgoing = opened(url)
    const first = await oneReply()
    await sendNotice(db, first, outgoing, testRecorder(), at(start))
    for (const socket of sockets) socket.end("421 too long idle\r\n")
    await pause(50)
    const second = await oneReply()
    await sendNotice(db, second, outgoing, testRecorder(), at(start))
    assert.deepEqual([(await noticeRow(db, second)).state, (await noticeRow(db, second)).attempts], ["sent", 1])
  })

  test("is signed in for where the relay's address says so", async () => {
    const lines: string[] = []
    const { port } = await raw((line, socket) => {
      lines.push(line)
      if (/^EHLO/.test(line)) return socket.write("250-raw\r\n250 AUTH PLAIN\r\n")
      if (/^AUTH/.test(line)) return socket.write("235 welcome\r\n")
      politeUpToMessage(line, socket)
      if (line === ".") socket.write("250 taken\r\n")
    })
    const key = await oneReply()
    await sendNotice(db, key, opened(`smtp://desk:p%40ss@127.0.0.1:${port}`), testRecorder(), at(start))
    assert.equal((await noticeRow(db, key)).state, "sent")
    assert.ok(lines.includes(`AUTH PLAIN ${Buffer.from("\0desk\0p@ss").toString("base64")}`))
  })
})

test("F11: what stands in line in a process that ends is found at once by another", async () => {
  const { promise: answered, resolve: answer } = Promise.withResolvers<undefined>()
  const { url } = await relay({ onMessage: () => answered })
  const outgoing = opened(url, { perDomain: 1 })
  const keys = [await oneReply(), await oneReply()]
  const sent = Promise.all(keys.map((key) => sendNotice(db, key, outgoing, testRecorder(), at(start))))
  while (outgoing.lanes.waiting().length === 0) await pause(10)
  while ((await dueNotices(db, start, 1000)).length > 0);
  const inLine = outgoing.lanes.waiting()
  await handBack(db, outgoing, start)
  const due = await dueNotices(db, start, 1000)
  assert.deepEqual([due.map(({ caseId, noticeId }) => `${caseId}.${noticeId}`), inLine.length], [inLine, 1])
  answer(undefined)
  await sent
})

describe("with no relay", () => {
  test("a notice is caught for the mailbox page and counts as sent", async () => {
    const key = await oneReply()
    await sendNotice(db, key, opened(), testRecorder(), at(start))
    assert.equal((await noticeRow(db, key)).state, "sent")
    const caught = await row<{ count: number }>(
      db,
      sql`select count(*) from caught_mail where case_id = ${key.caseId} and notice_id = ${key.noticeId}`,
    )
    assert.equal(caught?.count, 1)
  })
})

describe("what must not be sent", () => {
  test("a notice whose address has been erased is not, and says so", async () => {
    const about = await testCase(db)
    const [key] = await told(db, about, [reply(about)])
    assert.ok(key)
    await erased(db, about, words.recipient)
    const recorder = testRecorder()
    await sendNotice(db, key, opened("smtp://127.0.0.1:1"), recorder, at(start))
    assert.deepEqual([recorder.told[0]?.reasonCode, (await noticeRow(db, key)).state], ["redacted", "failed"])
  })

  test("a notice to what two programs could read differently is not", async () => {
    const { url, taken } = await relay()
    const recorder = testRecorder()
    const key = await oneReply('"a@evil.example x"@force.example')
    await sendNotice(db, key, opened(url), recorder, at(start))
    assert.deepEqual([recorder.told[0]?.reasonCode, taken.length], ["unusable-address", 0])
  })

  test("A22 a notice to this desk itself is not: it would talk to itself", async () => {
    const own = ["Desk@Charter.example", replyAddressFor(letterhead.key, "desk@charter.example", 1, "x@y.example")]
    for (const address of own) {
      const recorder = testRecorder()
      await sendNotice(db, await oneReply(address), opened("smtp://127.0.0.1:1"), recorder, at(start))
      assert.equal(recorder.told[0]?.reasonCode, "own-address")
    }
  })

  test("F43 a notice that cannot be written is put off like any other, and is told of once an attempt", async () => {
    const key = await oneReply()
    await run(db, sql`update notices set facts = '{}' where case_id = ${key.caseId}`)
    const outgoing = opened()
    await assert.rejects(sendNotice(db, key, outgoing, testRecorder(), at(start)))
    await sendNotice(db, key, outgoing, testRecorder(), at(start + 59_999))
    const found = await noticeRow(db, key)
    assert.deepEqual([found.state, found.attempts, found.next_attempt_at], ["waiting", 1, start + 60_000])
    assert.equal(found.reason, "The message could not be written, which is a fault of this desk.")
  })

  test("words erased while a notice waits are not sent", async () => {
    let answer: string | undefined = "450 later"
    const { url, taken } = await relay({ onRecipient: () => answer })
    const outgoing = opened(url)
    const about = await testCase(db)
    const [key] = await told(db, about, [reply(about)])
    assert.ok(key)
    await sendNotice(db, key, outgoing, testRecorder(), at(start))
    await erased(db, about, words.body)
    answer = undefined
    await sendNotice(db, key, outgoing, testRecorder(), at(start + minute))
    assert.match(taken[0]?.raw ?? "", /have been erased/)
    assert.doesNotMatch(taken[0]?.raw ?? "", /Please try again/)
  })
})

describe("the sweep", () => {
  test("gives each notice to one of many workers, once in a lease", async () => {
    const about = await testCase(db)
    const keys = await told(
      db,
      about,
      Array.from({ length: 40 }, () => reply(about)),
    )
    const due = async (when: number) =>
      (await dueNotices(db, when, 1000)).filter((each) => each.caseId === about.caseId)
    assert.equal((await due(start + 24_999)).length, 0)
    const given = await Promise.all([1, 2, 3, 4].map(() => due(start + 25_000)))
    assert.equal(given.flat().length, keys.length)
    assert.equal((await due(start + 25_001)).length, 0)
    assert.equal((await due(start + 50_000)).length, keys.length)
  })

  test("pauses grow to an hour and stay there", () => {
    assert.deepEqual(
      [1, 2, 3, 6, 7, 8, 100].map((each) => pauseAfter(each) / minute),
      [1, 2, 4, 32, 60, 60, 60],
    )
  })
})
