// Reporting a problem, as a person without a browser does it, and as somebody who means harm.

import assert from "node:assert/strict"
import { after, before, beforeEach, test } from "node:test"
import { row, rows, sql } from "../database/index.ts"
import { most } from "../people/index.ts"
import { begun, type Person, plainAnswers, sent, type TestSite, testSite, written } from "./test-site.ts"

let site: TestSite
let person: Person
before(async () => {
  site = await testSite()
})
beforeEach(() => {
  site.itIs("2026-03-27T16:30")
  person = site.visitor()
})
after(() => site.close())

test("the way in says what is promised to whoever reports now, with the clause, and how to call", async () => {
  const { heading, text, html } = await person.get("/")
  assert.equal(heading, "Get help with College Learn")
  assert.match(text, /We expect to reply to you by 5pm on Tuesday 31 March 2026\. Expected In our charter/)
  assert.match(html, /href="\/charter\/1#first-reply"/)
  assert.match(text, /0800 692 1122 We are open now, until 5pm today\. Monday to Friday: 8am to 5pm/)
  assert.match(html, /href="tel:08006921122"/)
})

test("over Easter the way in says when the desk opens again, and promises accordingly", async () => {
  site.itIs("2026-04-03T10:00")
  const { text } = await person.get("/")
  assert.match(text, /We are closed now\. We open at 8am on Tuesday 7 April\./)
  assert.match(text, /by 5pm on Wednesday 8 April 2026/)
})

test("a report goes from question to question and becomes an incident, with what happens next and by when", async () => {
  const form = await begun(person)
  assert.match(form, /^\/report\/[\w-]{32}$/)
  const path: (string | undefined)[] = []
  for (const [step, typed] of Object.entries(plainAnswers)) {
    path.push((await person.post(`${form}/${step}`, { [step]: typed })).location)
  }
  assert.deepEqual(path, [`${form}/details`, `${form}/name`, `${form}/email`, `${form}/check`])
  const check = await person.get(`${form}/check`)
  assert.match(check.text, /The problem Cannot open module 3 Change the problem/)
  const { status, location } = await person.post(`${form}/check`, {})
  assert.deepEqual([status, location], [303, `${form}/sent`])
  const confirmation = await person.get(`${form}/sent`)
  assert.equal(confirmation.heading, "Report sent")
  assert.match(confirmation.text, /Your reference INC-2026-\d{6} What happens next/)
  assert.match(confirmation.text, /We expect to reply to you by 5pm on Tuesday 31 March 2026\./)
  assert.match(confirmation.html, /href="\/charter\/1#first-reply"/)
  assert.equal(confirmation.headers["referrer-policy"], "no-referrer")
  const kept = await row<{ words: string }>(
    site.db,
    sql`select string_agg(kind || '=' || convert_from(bytes, 'UTF8'), '; ' order by content_id) as words from content
      where case_id = (select max(case_id) from cases)`,
  )
  assert.equal(
    kept?.words,
    "body=The page stays empty.\nSince this morning.; name=Sam Carter; email=sam.carter@force.example; subject=Cannot open module 3",
  )
})

test("each question says what is missing, keeps what was typed, and answers with an address so that going back asks nothing", async () => {
  const form = await begun(person)
  const cases: [step: string, typed: string, says: string][] = [
    ["problem", "  ", "Enter what the problem is, in a few words"],
    ["problem", "x".repeat(151), "What the problem is must be 150 characters or fewer"],
    ["details", "", "Enter what happened"],
    ["details", "x".repeat(10_001), "What happened must be 10,000 characters or fewer"],
    ["name", "", "Enter your name"],
    ["email", "", "Enter your email address"],
    ["email", "sam@", "Enter an email address in the correct format, like name@example.com"],
    ["phone", "call me", "Enter a phone number, like 01632 960 001, 07700 900 982 or +44 808 157 0192"],
  ]
  for (const [step, typed, says] of cases) {
    const { status, location } = await person.post(`${form}/${step}`, { [step]: typed })
    assert.deepEqual([status, location], [303, `${form}/${step}`])
    const page = await person.get(`${form}/${step}`)
    assert.deepEqual(page.errors, [says])
    assert.match(page.html, /<title>Error: /)
    if (typed.trim() !== "") assert.ok(page.html.includes(typed))
  }
  assert.equal((await person.post(`${form}/problem`, { problem: "It works now" })).location, `${form}/details`)
  assert.deepEqual((await person.get(`${form}/problem`)).errors, [])
})

test("how much may be written is said as the error says it", async () => {
  const { text } = await person.get(`${await begun(person)}/details`)
  assert.match(text, /You can enter up to 10,000 characters/)
})

test("more than is kept of a wrong answer is shown again at once", async () => {
  const form = await begun(person)
  const much = "x".repeat(200_000)
  const page = await person.post(`${form}/details`, { details: much })
  assert.equal(page.status, 400)
  assert.ok(page.html.includes(much))
})

test("going back shows what was answered, and a changed answer leads back to the check", async () => {
  const form = await written(person)
  assert.match((await person.get(`${form}/name`)).html, /value="Sam Carter"/)
  assert.match((await person.get(`${form}/name`)).html, new RegExp(`href="${form}/check" class="govuk-back-link"`))
  assert.equal((await person.post(`${form}/name`, { name: "Samira Carter" })).location, `${form}/check`)
  assert.match((await person.get(`${form}/check`)).text, /Your name Samira Carter/)
})

test("whoever jumps ahead is led to the first question without an answer", async () => {
  const form = await begun(person)
  await person.post(`${form}/details`, { details: "It is slow." })
  for (const page of ["check", "sent"]) {
    const { location } = await person.get(`${form}/${page}`)
    assert.ok(location === `${form}/problem` || location === `${form}/check`)
  }
  assert.equal((await person.post(`${form}/check`, {}, `${form}/problem`)).location, `${form}/problem`)
})

test("a phone number will do where there is no email address, and nothing is mailed then", async () => {
  const { email: _none, ...others } = plainAnswers
  const { form, reference } = await sent(person, { ...others, phone: "01632 960 001" })
  assert.match((await person.get(`${form}/sent`)).text, /As you gave us no email address, we will call you/)
  const notices = await rows(
    site.db,
    sql`select from notices join cases using (case_id) where reference = ${reference}`,
  )
  assert.equal(notices.length, 0)
})

test("F61: a report that is sent several times at once, and once more, is one case", async () => {
  // In a name of its own: how many of them count before the first is done is the machine's affair.
  const form = await written(person, { ...plainAnswers, email: "twice@force.example" })
  const before = (await site.cases()).length
  const answers = await Promise.all(Array.from({ length: 8 }, () => person.post(`${form}/check`, {}, "/report")))
  assert.deepEqual(new Set(answers.map((each) => each.location)), new Set([`${form}/sent`]))
  await person.post(`${form}/check`, {}, "/report")
  assert.equal((await site.cases()).length, before + 1)
})

test("a report that died between its case and its confirmation becomes the same case when it is sent again", async () => {
  const form = await written(person)
  await person.post(`${form}/check`, {})
  const first = (await person.get(`${form}/sent`)).text
  const before = (await site.cases()).length
  const answers = JSON.stringify({ ...plainAnswers, email: undefined, contact: { email: plainAnswers.email } })
  await rows(site.db, sql`update reports set case_id = null, answers = ${answers}::jsonb where case_id is not null`)
  assert.equal((await person.post(`${form}/check`, {})).location, `${form}/sent`)
  assert.equal((await person.get(`${form}/sent`)).text, first)
  assert.equal((await site.cases()).length, before)
})

test("once sent, the form's pages lead to the confirmation, and its words are on the case alone", async () => {
  const { form } = await sent(person)
  for (const page of ["problem", "details", "name", "email", "phone", "check"]) {
    assert.equal((await person.get(`${form}/${page}`)).location, `${form}/sent`)
  }
  assert.equal((await person.post(`${form}/name`, { name: "Mallory" }, "/report")).location, `${form}/sent`)
  const left = await rows(site.db, sql`select from reports where case_id is not null and answers <> '{}'`)
  assert.equal(left.length, 0)
})

test("a form that nobody touched for four hours is gone, and what was being typed meanwhile begins a new one", async () => {
  const form = await written(person)
  site.itIs("2026-03-27T20:31")
  const gone = await person.get(`${form}/check`)
  assert.deepEqual([gone.status, gone.heading], [404, "This form is not here any more"])
  const { location = "" } = await person.post(`${form}/details`, { details: "A long text" }, "/report")
  assert.match(location, /\/problem$/)
  assert.ok(!location.startsWith(form))
  assert.match((await person.get(location.replace("problem", "details"))).html, /A long text/)
  const kept = await rows(
    site.db,
    sql`select from reports where answers::text like '%Samira%' or expires_at < '2026-03-27T20:00Z'`,
  )
  assert.equal(kept.length, 0)
})

test("A39: the address of a form cannot be guessed, and a copy of the table opens none", async () => {
  const form = await written(person)
  const stored = await rows<{ hash: Buffer }>(site.db, sql`select report_hash as hash from reports`)
  for (const guess of [
    "x",
    "1",
    "null",
    form.slice("/report/".length, -1),
    ...stored.map((each) => each.hash.toString("base64url")),
  ]) {
    assert.equal((await site.visitor().get(`/report/${guess}/check`)).status, 404)
  }
})

test("A40: a field that was not asked for changes nothing", async () => {
  const form = await begun(person)
  for (const extra of ["priority", "constructor", "case_id", "answers[contact]"]) {
    await person.post(`${form}/problem`, { problem: "Slow", [extra]: "1" })
    assert.deepEqual((await person.get(`${form}/problem`)).errors, [
      "This form is not one of ours, or too old. Open the page again",
    ])
  }
  const double = await person.post(`${form}/problem`, { problem: ["one", "two"] })
  assert.equal(double.location, `${form}/problem`)
})

test("a report that somebody is writing is open in their own browser alone, whatever its address is shown on", async () => {
  const form = await written(person)
  const other = site.visitor()
  const unknown = (await other.get("/report/no-such/check")).html
  for (const page of ["problem", "details", "name", "email", "check", "sent"]) {
    const { status, html } = await other.get(`${form}/${page}`)
    assert.deepEqual([status, html], [404, unknown], page)
  }
  assert.doesNotMatch((await other.get(`${form}/answers`)).html, /module 3/)
  const begun = await other.post(`${form}/name`, { name: "Mallory" }, "/report")
  assert.match(begun.location ?? "", /\/problem$/)
  assert.ok(!begun.location?.startsWith(form))
  await other.post(`${form}/check`, {}, "/report")
  assert.match((await person.get(`${form}/check`)).text, /Your name Sam Carter/)
  await person.post(`${form}/check`, {})
  assert.equal((await other.get(`${form}/sent`)).status, 404)
  assert.equal((await person.get(`${form}/sent`)).heading, "Report sent")
})

test("A02, A09, A23, A48: hostile words are shown as words, on one line where there is one line", async () => {
  const hostile = "<script>alert(1)</script>{{7*7}}\r\nBcc: x@evil.example\u202egnp.exe"
  const { reference, link } = await sent(person, { ...plainAnswers, problem: hostile, details: hostile, name: hostile })
  const stored = (await site.cases()).find((each) => each.reference === reference)
  assert.equal(stored?.subject, "<script>alert(1)</script>{{7*7}} Bcc: x@evil.examplegnp.exe")
  const { html } = await person.get(link)
  assert.ok(html.includes("&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}"))
  assert.doesNotMatch(html, /<script>alert|49/)
})

test("A21: whoever sends reports in one name again and again is told to wait, and the audit has it once", async () => {
  const flooder = site.visitor()
  const victim = { ...plainAnswers, email: "Victim@force.example" }
  const statuses: number[] = []
  for (let sentSoFar = 0; sentSoFar < most["report-sent-as"] + 3; sentSoFar++) {
    const form = await written(flooder, victim)
    statuses.push((await flooder.post(`${form}/check`, {})).status)
  }
  assert.deepEqual(statuses, [...Array.from({ length: most["report-sent-as"] }, () => 303), 429, 429, 429])
  const audit = await rows(
    site.db,
    sql`select from audit where action = 'form-slowed-down' and target = '{form:report-sent-as}'`,
  )
  assert.equal(audit.length, 1)
  const later = await written(flooder, victim)
  site.itIs("2026-03-27T17:31")
  assert.equal((await flooder.post(`${later}/check`, {})).status, 303)
})

test("a form that is begun again and again from one network is refused, and nothing that was typed is lost", async () => {
  const form = await written(person)
  await rows(site.db, sql`update form_uses set uses = ${most["report-begun"]}`)
  const { status, text } = await person.post("/report", {})
  assert.equal(status, 429)
  assert.match(text, /0800 692 1122/)
  assert.equal((await person.get(`${form}/check`)).status, 200)
  await rows(site.db, sql`delete from form_uses`)
})

test("A61: a form that another site posts is refused", async () => {
  const form = await begun(person)
  const answer = await site.server.inject({
    method: "POST",
    url: `${form}/name`,
    headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site" },
    payload: "name=Mallory",
  })
  assert.equal(answer.statusCode, 403)
})
