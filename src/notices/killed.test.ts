import assert from "node:assert/strict"
import { type ChildProcess, spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { after, afterEach, before, test } from "node:test"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import type { Db } from "../database/index.ts"
import { sendNotice } from "./deliver.ts"
import { dueNotices, type NoticeKey } from "./store.ts"
import { letterhead, noticeRow, repliesIn, start, testRecorder, ways } from "./test-case.ts"
import { politeUpToMessage } from "./test-relay.ts"

let database: TestDatabase
let db: Db
before(async () => {
  database = await testDatabase()
  db = database.db
})
after(() => database.close())
const { opened, raw } = ways(afterEach)
const { oneReply } = repliesIn(() => db)

function sender(key: NoticeKey, relayUrl: string): ChildProcess {
  const script = join(import.meta.dirname, "test-sender.ts")
  const facts = [database.url, relayUrl, key.caseId, key.noticeId, letterhead.key.toString("hex")].map(String)
  return spawn(process.execPath, [script, ...facts], { stdio: ["ignore", "pipe", "inherit"] })
}

async function killed(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit")
  child.kill("SIGKILL")
  await exit
}

// A relay that takes everything.
async function takingRelay() {
  const messageIds: string[] = []
  const made = await raw((line, socket) => {
    politeUpToMessage(line, socket)
    if (/^Message-ID:/i.test(line)) messageIds.push(line)
    if (line === ".") socket.write("250 taken\r\n")
  })
  return { ...made, messageIds }
}

async function sentAfterTheLease(key: NoticeKey, url: string): Promise<void> {
  const later = start + 45_000
  assert.deepEqual(await dueNotices(db, later, 10), [key])
  await sendNotice(db, key, opened(url), testRecorder(), () => later)
}

test("F07 a process killed before the relay had the message: it is sent once after the lease", async () => {
  const asked = Promise.withResolvers<void>()
  const silent = await raw((line, socket) => {
    if (/^MAIL/.test(line)) asked.resolve()
    else politeUpToMessage(line, socket)
  })
  const { url, messageIds } = await takingRelay()
  const key = await oneReply()
  const child = sender(key, silent.url)
  await asked.promise
  await killed(child)
  await sentAfterTheLease(key, url)
  const found = await noticeRow(db, key)
  assert.deepEqual([found.state, found.attempts, messageIds.length], ["sent", 2, 1])
})

test("F08 a process killed between the relay's 250 and the record: one repeat, with the same Message-ID, flagged", async () => {
  const { url, messageIds } = await takingRelay()
  const key = await oneReply()
  const child = sender(key, url)
  assert.ok(child.stdout)
  await once(child.stdout, "data")
  await killed(child)
  assert.equal((await noticeRow(db, key)).state, "waiting")
  await sentAfterTheLease(key, url)
  const found = await noticeRow(db, key)
  assert.deepEqual([found.state, found.attempts, found.possible_duplicate], ["sent", 2, true])
  assert.equal(messageIds.length, 2)
  assert.equal(messageIds[0], messageIds[1])
})
