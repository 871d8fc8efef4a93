import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type pg from "pg"
import { closeDatabase, openDatabase, transaction } from "../../src/database/index.ts"
import { addJobs } from "../../src/jobs/index.ts"
import { until } from "../support/until.ts"
import { casesAbout, contactAbout, got, letterAbout, numberOf, posted, referenceIn } from "./asking.ts"
import { type DeskProcess, deskProcess } from "./desk-process.ts"
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

test("F61: fifty posts with one key at once are one case and fifty same answers", async () => {
  const fifty = Array.from({ length: 50 }, () => posted(desk, token, "contacts", contactAbout("f61"), "f61"))
  const answers = await Promise.all(fifty)
  assert.deepEqual(new Set(answers.map((each) => each.status)), new Set([201]))
  assert.equal(new Set(answers.map((each) => each.text)).size, 1)
  assert.equal(await casesAbout(owner, "f61"), 1)
  assert.equal(await numberOf(owner, "notices n join cases c using (case_id) where subject = 'f61'"), 1)
})

test("F61: a key used for something else is refused, and changes nothing", async () => {
  const answer = await posted(desk, token, "contacts", contactAbout("f61-other"), "f61")
  assert.deepEqual([answer.status, answer.type.split(";")[0]], [422, "application/problem+json"])
  assert.equal(await casesAbout(owner, "f61-other"), 0)
})

test("F61: fifty replies with one key at once are one reply", async () => {
  const made = await posted(desk, token, "contacts", contactAbout("f61-reply"))
  const reference = referenceIn(made)
  const reply = () => posted(desk, token, `cases/${reference}/reply`, { body: "Please try again." }, "f61-reply")
  const answers = await Promise.all(Array.from({ length: 50 }, reply))
  assert.deepEqual(new Set(answers.map((each) => each.status)), new Set([200]))
  const replied = "events e join cases c using (case_id) where reference = $1 and type = 'replied'"
  assert.equal(await numberOf(owner, replied, [reference]), 1)
})

async function deadJobsShown(): Promise<number> {
  const { text } = await got(`${desk.metrics}/metrics`)
  return Number(/^charter_jobs_dead (\d+)$/m.exec(text)?.[1])
}

async function poisoned(): Promise<void> {
  const db = openDatabase({ url: await desk.ownerUrl(), connections: 1 })
  await transaction(db, (tx) => addJobs(tx, [{ name: "read-letter", data: { letter: "f43" } }]))
  await closeDatabase(db)
}

async function isFiled(subject: string): Promise<boolean> {
  return (await casesAbout(owner, subject)) === 1
}

test("F43: a job that fails whatever is done is tried five times, is put aside with an alert, and holds up nobody", async () => {
  await poisoned()
  const client = await mailClient(desk.smtpPort)
  for (const subject of ["f43-1", "f43-2", "f43-3"]) assert.equal(await client.send(letterAbout(subject)), 250)
  client.close()
  for (const subject of ["f43-1", "f43-2", "f43-3"]) await until(() => isFiled(subject))
  assert.equal(await deadJobsShown(), 0)
  await until(async () => (await deadJobsShown()) === 1)
  const { rows } = await owner.query(
    "select retry_count, state from pgboss.job where name = 'read-letter' and data ->> 'letter' = 'f43'",
  )
  assert.deepEqual(rows, [{ retry_count: 4, state: "failed" }])
})
