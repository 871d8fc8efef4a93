import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { testDatabase } from "../../../test/support/database.ts"
import { colleague, type Visitor, visitor } from "../../../test/support/visitor.ts"
import { run, sql } from "../../database/index.ts"
import { openLog, webServer } from "../../web/index.ts"
import { sendNotice } from "../deliver.ts"
import { openOutgoing } from "../outgoing.ts"
import { acknowledgement, letterhead, reply, start, testCase, testRecorder, told, words } from "../test-case.ts"
import { mailboxNavigation, mailboxPages } from "./mailbox.ts"
import { previewOf } from "./preview.ts"

const database = await testDatabase()
const { db } = database
const server = webServer({
  db,
  now: () => start,
  clock: () => start,
  settings: { publicUrl: letterhead.publicUrl },
  secretKey: Buffer.alloc(32, 7),
  log: openLog({ to: { write: () => {} } }),
  navigation: [mailboxNavigation],
  checks: [],
  pages: mailboxPages({}),
})
after(async () => {
  await server.close()
  await database.close()
})

let adviser: Visitor
before(async () => {
  adviser = await colleague(server, db, "adviser")
})

async function caught(about: Awaited<ReturnType<typeof testCase>>, notices = [reply(about)]): Promise<void> {
  const outgoing = openOutgoing({ letterhead, onError: (error) => assert.fail(String(error)) })
  for (const key of await told(db, about, notices)) await sendNotice(db, key, outgoing, testRecorder(), () => start)
}

const firstMail = /href="(\/desk\/mailbox\/\d+)"/

test("the mailbox lists what would have been sent, newest first", async () => {
  assert.match((await adviser.get("/desk/mailbox")).text, /There are no messages/)
  const about = await testCase(db, { address: "ann@force.example" })
  await caught(about, [acknowledgement(about), reply(about)])
  const { heading, text } = await adviser.get("/desk/mailbox")
  assert.equal(heading, "Mailbox")
  assert.ok(text.indexOf("Re: Cannot sign in") < text.indexOf("We have received your report"))
  assert.match(text, /ann@force\.example/)
  assert.match(text, new RegExp(about.reference))
})

test("a message reads as text and as HTML, and its private link can be followed", async () => {
  const about = await testCase(db)
  await caught(about)
  const path = firstMail.exec((await adviser.get("/desk/mailbox")).html)?.[1] ?? ""
  const { heading, text, html } = await adviser.get(path)
  assert.equal(heading, `Re: Cannot sign in [${about.reference}]`)
  assert.match(text, /Please try again\./)
  assert.match(text, /No, a person wrote it/)
  assert.match(html, /<a class="govuk-link" href="https:\/\/charter\.example\/follow\/[a-z0-9-]+">/)
  assert.match(html, /<p class="govuk-body">Please try again\.<\/p>/)
})

test("the whole message can be saved, and is nothing but a file to the browser", async () => {
  const about = await testCase(db)
  await caught(about)
  const path = firstMail.exec((await adviser.get("/desk/mailbox")).html)?.[1] ?? ""
  const { html, headers } = await adviser.get(`${path}/raw`)
  assert.match(String(headers["content-disposition"]), new RegExp(`^attachment; filename.*${about.reference}`))
  assert.match(html, /^X-Auto-Response-Suppress: |^From: /m)
  assert.match(html, /^Message-ID: <charter\./m)
})

test("A01 A02 A10 what was written in a message is shown and does nothing", async () => {
  const hostile = "<img src=x onerror=fetch('/api/me')><script>alert(1)</script>"
  const about = await testCase(db, { subject: hostile, address: "o'neil+<x>@force.example" })
  await run(
    db,
    sql`update content set bytes = convert_to(${hostile}, 'UTF8') where case_id = ${about.caseId} and content_id = ${words.body}`,
  )
  await run(
    db,
    sql`update content set bytes = convert_to('jo@force.example', 'UTF8') where case_id = ${about.caseId} and content_id = ${words.recipient}`,
  )
  await caught(about)
  const list = await adviser.get("/desk/mailbox")
  const { html, text, status } = await adviser.get(firstMail.exec(list.html)?.[1] ?? "")
  assert.equal(status, 200)
  for (const page of [list.html, html]) assert.doesNotMatch(page, /<img|<script>alert/)
  assert.ok(text.includes("<img src=x onerror=fetch('/api/me')>"))
})

test("a message whose words were erased says so, and cannot be saved", async () => {
  const about = await testCase(db)
  await caught(about)
  const path = firstMail.exec((await adviser.get("/desk/mailbox")).html)?.[1] ?? ""
  await run(db, sql`update content set bytes = null, salt = null where case_id = ${about.caseId}`)
  assert.match((await adviser.get(path)).text, /have been erased/)
  assert.equal((await adviser.get(`${path}/raw`)).status, 404)
  assert.match((await adviser.get("/desk/mailbox")).text, /Removed/)
})

test("long mailboxes come in pages, each message once", async () => {
  const about = await testCase(db)
  await caught(
    about,
    Array.from({ length: 60 }, () => reply(about)),
  )
  const seen: string[] = []
  for (let path: string | undefined = "/desk/mailbox"; path !== undefined; ) {
    const { html }: { html: string } = await adviser.get(path)
    seen.push(...[...html.matchAll(/href="(\/desk\/mailbox\/\d+)"/g)].map((found) => found[1] ?? ""))
    path = /href="(\/desk\/mailbox\?after=\d+)"/.exec(html)?.[1]
  }
  assert.equal(new Set(seen).size, seen.length)
  assert.ok(seen.length >= 60)
})

test("A37 A38 A42 strangers are asked to sign in, and an address that is none is nowhere", async () => {
  const stranger = await visitor(server).get("/desk/mailbox")
  assert.deepEqual([stranger.status, stranger.location], [303, "/sign-in?next=%2Fdesk%2Fmailbox"])
  for (const path of [
    "/desk/mailbox/0",
    "/desk/mailbox/01",
    "/desk/mailbox/1e0",
    "/desk/mailbox/999999",
    "/desk/mailbox/x/raw",
    "/desk/mailbox/99999999999999999999",
  ]) {
    assert.equal((await adviser.get(path)).status, 404, path)
  }
  for (const query of ["after=x", "after=-1", "after=1&after=2"]) {
    assert.equal((await adviser.get(`/desk/mailbox?${query}`)).status, 400, query)
  }
})

test("A04 A08 a preview keeps no script, no style and no address that is not the web's", async () => {
  const html = `<p style="background:url(http://127.0.0.1:9/p)" onclick=x class=y>a<img src=http://127.0.0.1:9/p><a href="jav&#x09;ascript:alert(1)">b</a><style>@import 'x'</style></p>`
  const raw = `From: a@b.example\r\nContent-Type: text/html\r\n\r\n${html}`
  const preview = await previewOf(Buffer.from(raw), letterhead.publicUrl)
  assert.equal(String(preview.html), '<p class="govuk-body">a<a class="govuk-link">b</a></p>')
})
