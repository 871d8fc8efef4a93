// A private link that works no more: it shows nothing, and mails a fresh one to the address on record.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { caseIdIn, noticeRecorder } from "../cases/index.ts"
import { row, rows, sql } from "../database/index.ts"
import { redactContent, replyToCustomer, resolveIncident } from "../incidents/index.ts"
import { openOutgoing, sendNotice } from "../notices/index.ts"
import type { Actor } from "../people/index.ts"
import { hasExpired } from "./follow.ts"
import { type Person, plainAnswers, publicUrl, secretKey, sent, type TestSite, testSite } from "./test-site.ts"

let site: TestSite
let person: Person
let adviser: Actor
before(async () => {
  site = await testSite()
  person = site.visitor()
  adviser = await site.actor("adviser")
})
after(() => site.close())

/** A report of 2 March 2026 at 9am, resolved at once. */
async function resolvedReport() {
  site.itIs("2026-03-02T09:00")
  const found = await sent(person, { ...plainAnswers, email: `sam.${Math.random()}@force.example` })
  const resolution = { outcome: "fixed", body: "Module 3 opens again." } as const
  await resolveIncident(site.db, await site.ask(adviser, found.reference), resolution)
  return found
}

const day = 86_400_000

test("a link works while the case is open, 30 days after it ended, and 30 days after its issue where that is later", () => {
  assert.equal(hasExpired(null, 0, 1000 * day), false)
  assert.equal(hasExpired(100 * day, 0, 130 * day), false)
  assert.equal(hasExpired(100 * day, 0, 130 * day + 1), true)
  assert.equal(hasExpired(100 * day, 200 * day, 230 * day), false)
  assert.equal(hasExpired(100 * day, 200 * day, 230 * day + 1), true)
})

test("a link that has expired shows nothing of its case, and mails a new one to the address on record alone", async () => {
  const { reference, link } = await resolvedReport()
  // 30 days of 24 hours: in between the clocks go forward.
  site.itIs("2026-04-01T09:59")
  assert.equal((await person.get(link)).status, 200)
  site.itIs("2026-04-01T10:01")
  assert.equal((await person.get(link)).location, `${link}/link`)
  assert.equal((await person.get(`${link}/message`)).location, link)
  const { status, heading, html } = await person.get(`${link}/link`)
  assert.deepEqual([status, heading], [410, "This link does not work any more"])
  assert.doesNotMatch(html, /force\.example|Cannot open module|INC-/)
  const asked = await person.post(`${link}/link`, {})
  assert.equal(asked.heading, "Check your email")
  assert.doesNotMatch(asked.html, /force\.example/)
  const mailed = await linkMailed(reference)
  assert.match(mailed, /^Auto-Submitted: auto-replied\r$/m)
  const newLink = /(\/follow\/[a-z0-9-]+)/.exec(mailed)?.[1] ?? ""
  assert.notEqual(newLink, link)
  site.itIs("2026-05-01T10:00")
  assert.equal((await person.get(newLink)).status, 200)
  site.itIs("2026-05-01T10:03")
  assert.equal((await person.get(newLink)).status, 303)
})

test("after a fresh link the case goes on as before: its next notice has a number of its own", async () => {
  const { reference, link } = await resolvedReport()
  site.itIs("2026-04-02T09:00")
  await person.post(`${link}/link`, {})
  await replyToCustomer(site.db, await site.ask(adviser, reference), { body: "Can we help you with anything else?" })
  const notices = await rows<{ kind: string }>(
    site.db,
    sql`select notices.kind from notices join cases using (case_id) where reference = ${reference} order by notice_id`,
  )
  assert.deepEqual(
    notices.map((each) => each.kind),
    ["acknowledgement", "resolution", "link", "reply"],
  )
})

test("a fresh link is asked for three times an hour, and not where the address has been erased", async () => {
  const { reference, link } = await resolvedReport()
  site.itIs("2026-04-02T09:00")
  const statuses: number[] = []
  for (let index = 0; index < 4; index++) statuses.push((await person.post(`${link}/link`, {})).status)
  assert.deepEqual(statuses, [200, 200, 200, 429])
  const leader = await site.actor("team-leader")
  const address = await row<{ id: number }>(
    site.db,
    sql`select content_id as id from content where kind = 'email' and case_id = ${caseIdIn(reference) ?? 0}`,
  )
  const redaction = { content: address?.id ?? 0, authority: "Policy 4", reason: "Asked for" }
  await redactContent(site.db, await site.ask(leader, reference), redaction)
  site.itIs("2026-04-02T11:00")
  const { text } = await person.get(`${link}/link`)
  assert.match(text, /We have no email address for this case/)
  const forced = await person.post(`${link}/link`, {}, "/report")
  assert.equal(forced.status, 410)
})

test("a link that works needs no new one", async () => {
  site.itIs("2026-03-02T09:00")
  const { link } = await sent(person)
  assert.equal((await person.get(`${link}/link`)).location, link)
  assert.equal((await person.post(`${link}/link`, {}, "/report")).location, link)
})

async function linkMailed(reference: string): Promise<string> {
  const caseId = caseIdIn(reference) ?? 0
  const found = await row<{ id: number; at: number }>(
    site.db,
    sql`select notice_id as id, created_at as at from notices where case_id = ${caseId} and kind = 'link'`,
  )
  const { id = 0, at = 0 } = found ?? {}
  const letterhead = {
    key: secretKey,
    mailAddress: "desk@localhost",
    deskName: "Desk",
    phone: null,
    publicUrl,
    zone: "Europe/London",
  }
  const outgoing = openOutgoing({ letterhead, onError: (error) => assert.fail(String(error)) })
  await sendNotice(site.db, { caseId, noticeId: id }, outgoing, noticeRecorder(site.db), () => at + 1000)
  await outgoing.close()
  const mail = await row<{ bytes: Buffer }>(
    site.db,
    sql`select bytes from notices n join content c on c.case_id = n.case_id and c.content_id = n.rendered_content_id
      where n.case_id = ${caseId} and n.notice_id = ${id}`,
  )
  return mail?.bytes.toString("utf8").replace(/=\r\n/g, "") ?? ""
}
