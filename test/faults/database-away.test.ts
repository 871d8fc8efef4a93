import assert from "node:assert/strict"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { type Embedded, startEmbedded } from "../../src/database/index.ts"
import { isWithin } from "../support/machine.ts"
import { until } from "../support/until.ts"
import { type Answer, contactAbout, got, letterAbout, posted } from "./asking.ts"
import { type DeskProcess, deskProcess } from "./desk-process.ts"
import { mailClient } from "./mail-client.ts"

let desk: DeskProcess
let server: Embedded
let token: string
const varDir = mkdtempSync(join(tmpdir(), "charter-away-"))
chmodSync(varDir, 0o711)

before(async () => {
  server = await startEmbedded({ varDir })
  desk = await deskProcess({ DATABASE_URL: server.deskUrl, MIGRATE_DATABASE_URL: server.ownerUrl })
  await desk.start()
  token = await desk.token()
})
after(async () => {
  await desk.remove()
  await server.stop()
  rmSync(varDir, { recursive: true, force: true })
})

function sentContact(subject: string): Promise<Answer> {
  return posted(desk, token, "contacts", contactAbout(subject), subject)
}

async function sentLetter(subject: string): Promise<number> {
  const client = await mailClient(desk.smtpPort)
  try {
    return await client.send(letterAbout(subject))
  } finally {
    client.close()
  }
}

const sessionCookie = { cookie: "charter-session=anybody" }

test("while PostgreSQL is stopped the API says 503 as a problem, SMTP 451 and a page 503, each soon and in words", async () => {
  await server.stop()
  const began = performance.now()
  const [contact, letter, page] = await Promise.all([
    sentContact("away"),
    sentLetter("away"),
    got(`${desk.web}/desk`, sessionCookie),
  ])
  assert.ok(isWithin(performance.now() - began, 2000))
  assert.deepEqual([contact.status, contact.type.split(";")[0]], [503, "application/problem+json"])
  assert.match(contact.text, /try again later/)
  assert.equal(letter, 451)
  assert.equal(page.status, 503)
  assert.match(page.text, /<h1[^>]*>\s*Sorry, the service is unavailable/)
  for (const { text } of [contact, page]) assert.doesNotMatch(text, /ECONNREFUSED|127\.0\.0\.1:\d+|at \w+ \(/)
})

test("while PostgreSQL is stopped the desk lives and says that it is not ready", async () => {
  assert.equal((await got(`${desk.web}/healthz`)).status, 200)
  const { status, text } = await got(`${desk.web}/readyz`)
  assert.equal(status, 503)
  assert.match(text, /"database":"not ready"/)
  assert.equal(desk.hasEnded(), false)
})

test("F12: once PostgreSQL is back contacts, letters and jobs go on within ten seconds", async () => {
  server = await startEmbedded({ varDir })
  const after = await until(async () => (await sentContact("back")).status === 201, 10_000)
  await until(async () => (await sentLetter("back")) === 250, 10_000 - after)
  await until(async () => (await got(`${desk.web}/readyz`)).status === 200, 10_000)
  const filed = `${desk.web}/api/v1/letters?state=filed`
  await until(
    async () => /"from":"back@force.example"/.test((await got(filed, { authorization: `Bearer ${token}` })).text),
    10_000,
  )
})
