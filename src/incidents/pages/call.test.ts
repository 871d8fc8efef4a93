import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { row, sql } from "../../database/index.ts"
import { incidentPages } from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())

const path = "/desk/calls/new"
const call = {
  name: "Sam Carter",
  phone: "01632 960 134",
  email: "sam@force.example",
  subject: "No sound",
  body: "Videos are silent.",
  service: "college-learn",
}
let adviser: Visitor

before(async () => {
  adviser = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
})

test("the cursor is in the first field, and a button follows the last one that is needed", async () => {
  const { heading, html } = await adviser.get(path)
  assert.equal(heading, "Log a call")
  assert.match(html, /<input[^>]*id="name"[^>]*autofocus/)
  const scripted = html.replace(/<noscript>[\s\S]*?<\/noscript>/g, "")
  const order = [
    ...scripted.matchAll(/\bid="(name|phone|email|subject|body|condition-1)"|<button[^>]*govuk-button/g),
  ].map((found) => found[1] ?? "button")
  assert.deepEqual(order.slice(order.indexOf("name")), [
    "name",
    "phone",
    "email",
    "subject",
    "body",
    "button",
    "condition-1",
    "button",
  ])
})

test("a call becomes a case whose reference is read out, answered live", async () => {
  const { status, location } = await adviser.post(path, {
    ...call,
    condition: ["appearance-fault", "administrative-access-lost"],
  })
  assert.equal(status, 303)
  assert.match(location ?? "", /^\/desk\/cases\/INC-2026-\d{6}\?logged=yes$/)
  const { text, heading } = await adviser.get(location ?? "")
  assert.equal(heading, "No sound")
  assert.match(text, /INC-2026-\d{6} Call logged\. Read this reference to the caller\./)
  assert.match(text, /Reported by phone, with priority 2\./)
  assert.match(text, /What the caller said Videos are silent\./)
  assert.match(text, /First response to any contact Met at 9am on 27 March 2026/)
  assert.match(text, /Because: Administrative access is lost/)
  assert.match(text, /Service College Learn/)
})

test("a caller who gives no name and no condition is logged all the same", async () => {
  const { location } = await adviser.post(path, { subject: "Something", body: "Is wrong." })
  const { text } = await adviser.get(location ?? "")
  assert.match(text, /No priority yet/)
  assert.match(text, /No name to show/)
})

test("a call that came in earlier counts from then, never from a time to come", async () => {
  const { location } = await adviser.post(path, { ...call, condition: "total-loss", "received-time": "8:15am" })
  const { text } = await adviser.get(location ?? "")
  assert.match(text, /Received By phone, 8:15am on 27 March 2026/)
  assert.match(text, /1 hour for priority 1, counted from 8:15am/)
  const ahead = await adviser.post(path, { ...call, "received-time": "11am" })
  assert.deepEqual([ahead.status, ahead.errors], [400, ["The call must not be in the future"]])
  assert.match(ahead.html, /<details[^>]* open>/)
  assert.match(ahead.html, /name="received-time"[^>]*value="11am"/)
})

test("what is missing or wrong is said, and everything typed is kept", async () => {
  const typed = { name: "Sam <b>", email: "sam at force", subject: "", body: "", condition: ["inconvenience"] }
  const { status, errors, html } = await adviser.post(path, typed)
  assert.equal(status, 400)
  assert.deepEqual(errors, [
    "Enter an email address in the correct format, like name@example.com",
    "Enter a subject",
    "Enter what happened",
  ])
  assert.match(html, /value="Sam &lt;b&gt;"/)
  assert.match(html, /value="inconvenience" checked/)
  assert.doesNotMatch(html, /autofocus/)
})

test("A23 a subject and a name are one line", async () => {
  const lines = "a\r\nBcc: x@evil.example"
  const { errors } = await adviser.post(path, { ...call, subject: lines, name: lines, phone: "1\u2028 2" })
  assert.deepEqual(errors, [
    "Name must be one line of text",
    "Phone number must be one line of text",
    "Subject must be one line of text",
  ])
})

test("A40 a field, a condition and a service that are not ours are refused", async () => {
  for (const foreign of ["priority", "channel", "version", "kind", "__proto__", "constructor"]) {
    assert.equal((await adviser.post(path, { ...call, [foreign]: "1" })).status, 400, foreign)
  }
  assert.deepEqual((await adviser.post(path, { ...call, condition: "everything" })).errors, [
    "Choose from the conditions on the page",
  ])
  assert.deepEqual((await adviser.post(path, { ...call, service: "elsewhere" })).errors, [
    "The charter has no service called elsewhere.",
  ])
})

test("F61 a call logged with a double click is one case", async () => {
  const once = "d".repeat(22)
  const subject = "Clicked twice"
  const both = await Promise.all([1, 2].map(() => adviser.post(path, { ...call, subject, once })))
  assert.equal(both[0]?.location, both[1]?.location)
  const found = await row<{ count: number }>(
    desk.db,
    sql`select count(*) as count from cases where subject = ${subject}`,
  )
  assert.equal(found?.count, 1)
})

test("a text of 100,000 characters is taken, and one more is refused in words", async () => {
  assert.equal((await adviser.post(path, { ...call, body: "x".repeat(100_000) })).status, 303)
  const { status, errors } = await adviser.post(path, { ...call, body: "x".repeat(100_001) })
  assert.deepEqual([status, errors], [400, ["Enter 100,000 characters or fewer"]])
})
