// Two processes on one database: one answers, the other works; each says of itself only what it runs.

import assert from "node:assert/strict"
import { randomBytes } from "node:crypto"
import { after, test } from "node:test"
import { letterRow, noticeRow } from "./answers.ts"
import { colleague, until } from "./colleague.ts"
import { desk } from "./desk.ts"
import { sent, written } from "./letters.ts"

const now = "2026-03-27T09:00+00:00"
const SECRET_KEY = randomBytes(32).toString("base64")
const web = await desk(now, { ROLE: "web", SECRET_KEY })
const worker = await desk(undefined, { ROLE: "worker", SECRET_KEY, DATABASE_URL: web.someAddresses().database })
after(async () => {
  await worker.end()
  await web.end()
})
const sam = await colleague(web)

test("without a worker a contact is kept and its notice waits; with one it is sent", async () => {
  const { reference } = await sam.open({ priority: 1 })
  const notices = () => sam.list(`/notices?case=${reference}`, noticeRow)
  assert.deepEqual(
    (await notices()).map(({ state }) => state),
    ["waiting"],
  )
  await worker.start(now)
  await until(notices, (rows) => rows.every(({ state }) => state === "sent"))
})

test("a letter that the worker took is read in the web", async () => {
  const smtp = worker.someAddresses().smtp ?? assert.fail("the worker takes no letters")
  assert.equal((await sent(smtp, written({ from: "roles@force.example" }))).code, 250)
  await until(
    () => sam.list("/letters?state=filed", letterRow),
    (rows) => rows.length === 1,
  )
})

test("each is ready for what it runs, and has no address for the rest", async () => {
  const { body, status } = await web.ask(null, "GET", "/readyz")
  assert.equal(status, 200)
  assert.doesNotMatch(JSON.stringify(body), /worker|mail/)
  assert.equal(web.someAddresses().smtp, undefined)
  assert.equal(worker.someAddresses().web, undefined)
  assert.notEqual(web.someAddresses().pid, worker.someAddresses().pid)
})
