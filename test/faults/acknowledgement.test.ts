import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type pg from "pg"
import { until } from "../support/until.ts"
import { casesAbout, contactAbout, letterAbout, numberOf, posted } from "./asking.ts"
import { type DeskProcess, deskProcess } from "./desk-process.ts"
import { endWaiting, hold, letGo, reached } from "./hold.ts"
import { mailClient } from "./mail-client.ts"

let desk: DeskProcess
let owner: pg.Client
let token: string
before(async () => {
  desk = await deskProcess()
  await desk.start()
  token = await desk.token()
  owner = await desk.owner()
})
after(async () => {
  await owner.end()
  await desk.remove()
})

// Resolves with the answer, or with undefined where the connection ended without one.
async function sentLetter(subject: string): Promise<number | undefined> {
  const client = await mailClient(desk.smtpPort)
  return client.send(letterAbout(subject)).catch(() => undefined)
}

function sentContact(subject: string) {
  return posted(desk, token, "contacts", contactAbout(subject), `key-${subject}`).catch(() => undefined)
}

async function killedBeforeCommit(table: string): Promise<void> {
  await reached(owner)
  await desk.kill()
  await endWaiting(owner)
  await letGo(owner, table)
}

// The process stands still while the database commits, so that it dies without having heard of it.
async function killedAfterCommit(table: string): Promise<void> {
  await reached(owner)
  process.kill(desk.pid(), "SIGSTOP")
  await letGo(owner, table)
  await desk.kill()
}

async function isRead(subject: string, letters: number): Promise<boolean> {
  const read = "letters where message_id = $1 and state <> 'received'"
  return (await numberOf(owner, read, [`${subject}@force.example`])) === letters
}

test("F01: a desk killed after DATA and before the commit has said nothing and kept nothing, and the letter that comes again is one case", async () => {
  await hold(owner, "letters")
  const answer = sentLetter("f01-letter")
  await killedBeforeCommit("letters")
  assert.equal(await answer, undefined)
  assert.equal(await numberOf(owner, "letters"), 0)
  await desk.start()
  assert.equal(await sentLetter("f01-letter"), 250)
  await until(() => isRead("f01-letter", 1))
  assert.equal(await casesAbout(owner, "f01-letter"), 1)
})

test("F01: a desk killed after a contact's body and before the commit has kept nothing, and the contact sent again is one case", async () => {
  await hold(owner, "cases")
  const answer = sentContact("f01-contact")
  await killedBeforeCommit("cases")
  assert.equal(await answer, undefined)
  assert.equal(await casesAbout(owner, "f01-contact"), 0)
  await desk.start()
  assert.equal((await sentContact("f01-contact"))?.status, 201)
  assert.equal(await casesAbout(owner, "f01-contact"), 1)
})

test("F02: a letter committed by a desk that died before its 250 is recognised when it comes again", async () => {
  await hold(owner, "letters")
  const answer = sentLetter("f02-letter")
  await killedAfterCommit("letters")
  assert.equal(await answer, undefined)
  assert.equal(await numberOf(owner, "letters where message_id is null"), 1)
  await desk.start()
  assert.equal(await sentLetter("f02-letter"), 250)
  await until(() => isRead("f02-letter", 2))
  assert.equal(await casesAbout(owner, "f02-letter"), 1)
  assert.equal(await numberOf(owner, "letters where state = 'ignored' and reason like 'a repeat of letter %'"), 1)
})

test("F02: a contact committed by a desk that died before its answer has the same reference when it is sent again", async () => {
  await hold(owner, "cases")
  const answer = sentContact("f02-contact")
  await killedAfterCommit("cases")
  assert.equal(await answer, undefined)
  const { rows } = await owner.query("select reference from cases where subject = 'f02-contact'")
  assert.equal(rows.length, 1)
  await desk.start()
  const again = await sentContact("f02-contact")
  assert.equal(again?.status, 201)
  assert.match(again?.text ?? "", new RegExp(`"reference":"${rows[0]?.reference}"`))
  assert.equal(await casesAbout(owner, "f02-contact"), 1)
})

test("F05: a letter kept by a desk that died before it was read is filed once, within a minute of the next start", async () => {
  await hold(owner, "letters", "update")
  assert.equal(await sentLetter("f05-letter"), 250)
  await killedBeforeCommit("letters")
  assert.equal(await numberOf(owner, "letters where state = 'received' and attempts = 0"), 1)
  await desk.start()
  await until(() => isRead("f05-letter", 1))
  assert.equal(await casesAbout(owner, "f05-letter"), 1)
})
