import assert from "node:assert/strict"
import { after, afterEach, before, describe, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import PostalMime from "postal-mime"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { type Db, row, run, sql, transaction } from "../database/index.ts"
import { bounced } from "./bounced.ts"
import { pauseAfter, sendNotice } from "./deliver.ts"
import { type Outgoing, type OutgoingOptions, openOutgoing } from "./outgoing.ts"
import { dueNotices, type NoticeKey } from "./store.ts"
import {
  acknowledgement,
  erased,
  letterhead,
  noticeRow,
  reply,
  start,
  testCase,
  testRecorder,
  told,
  words,
} from "./test-case.ts"
import { politeUpToMessage, rawRelay, testRelay } from "./test-relay.ts"

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

let database: TestDatabase
let db: Db
before(async () => {
  database = await testDatabase()
  db = database.db
})
after(() => database.close())

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

function opened(url?: string, options: Partial<OutgoingOptions> = {}): Outgoing {
  const outgoing = openOutgoing({ letterhead, url, onError: (error) => assert.fail(String(error)), ...options })
  closing.push(outgoing.close)
  return outgoing
}

async function relay(...script: Parameters<typeof testRelay>) {
  const made = await testRelay(...script)
  closing.push(made.close)
  return made
}

async function raw(...script: Parameters<typeof rawRelay>) {
  const made = await rawRelay(...script)
  closing.push(made.close)
  return made
}

async function oneReply(address?: string): Promise<NoticeKey> {
  const about = await testCase(db, { address })
  const [key] = await told(db, about, [reply(about)])
  assert.ok(key)
  return key
}

// Notices of other tests may be due too.
async function isDue(key: NoticeKey, when: number): Promise<boolean> {
  const due = await dueNotices(db, when, 1000)
  return due.some((each) => each.caseId === key.caseId && each.noticeId === key.noticeId)
}

const at = (instant: number) => () => instant

describe("a notice that the relay takes", () => {
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
    assert.ok(performance.now() - before < 2000)
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
    for (let tries = 0; taken.length < 6 && tries < 100; tries++) await pause(20)
    assert.equal(taken.length, 6)
  })

  test("F07 F08 a process that died during an attempt is followed within the lease, flagged, with the same Message-ID", async () => {
    const dying = await raw(politeUpToMessage)
    const outgoing = opened(dying.url, { deadlineMilliseconds: 500, renewMilliseconds: 100_000 })
    const key = await oneReply()
    const lost = sendNotice(db, key, outgoing, { settled: () => Promise.reject(new Error("dead")) }, at(start))
    await pause(200)
    assert.equal((await noticeRow(db, key)).is_attempting, true)
    assert.equal(await isDue(key, start + 44_999), false)
    assert.equal(await isDue(key, start + 45_000), true)
    const living = await relay()
    await sendNotice(db, key, opened(living.url), testRecorder(), at(start + 45_000))
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
})

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
    assert.equal((await due(start + 44_999)).length, 0)
    const given = await Promise.all([1, 2, 3, 4].map(() => due(start + 45_000)))
    assert.equal(given.flat().length, keys.length)
    assert.equal((await due(start + 45_001)).length, 0)
    assert.equal((await due(start + 90_000)).length, keys.length)
  })

  test("pauses grow to an hour and stay there", () => {
    assert.deepEqual(
      [1, 2, 3, 6, 7, 8, 100].map((each) => pauseAfter(each) / minute),
      [1, 2, 4, 32, 60, 60, 60],
    )
  })
})
