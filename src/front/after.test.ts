// What comes by mail after a report: a copy for its own mailbox alone, and the one question when it has ended.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { caseIdIn } from "../cases/index.ts"
import { rows, sql } from "../database/index.ts"
import { reopenIncident, resolveIncident } from "../incidents/index.ts"
import { followTokenFor, tokenFor } from "../notices/index.ts"
import type { Actor } from "../people/index.ts"
import { type FrontSite, frontSite } from "./test-front.ts"
import { plainAnswers, secretKey, sent } from "./test-site.ts"

let site: FrontSite
let adviser: Actor
before(async () => {
  site = await frontSite()
  adviser = await site.actor("adviser")
})
after(() => site.close())

let counted = 0
async function reported(answers: Partial<typeof plainAnswers> = {}) {
  site.later(7_200_000)
  const email = `sam.${++counted}@force.example`
  const made = await sent(site.visitor(), { ...plainAnswers, email, ...answers })
  const mails = await site.posted()
  const copy = /\/follow\/[a-z0-9-]+\/copy\/[a-z0-9-]+/.exec(mails[0]?.text ?? "")?.[0] ?? ""
  return { ...made, email, copy }
}

async function resolved(reference: string) {
  await resolveIncident(site.db, await site.ask(adviser, reference), { outcome: "fixed", body: "It opens again." })
  const [mail] = await site.posted()
  return { mail, link: /\/follow\/[a-z0-9-]+\/satisfaction\?score=5/.exec(mail?.text ?? "")?.[0] ?? "" }
}

test("a copy goes to the mailbox that the link went to, when its button is pressed and not when a scanner looks", async () => {
  const { copy, email, reference } = await reported()
  const person = site.visitor()
  for (let times = 0; times < 3; times++) assert.equal((await person.get(copy)).heading, "Get a copy of your report")
  assert.deepEqual(await site.posted(), [])
  assert.equal((await person.post(copy, {})).heading, "A copy is on its way")
  const [mail] = await site.posted()
  assert.deepEqual([mail?.to, mail?.subject], [email, `A copy of your report: ${reference}`])
  assert.match(mail?.text ?? "", /The page stays empty\.\nSince this morning\./)
})

test("A21: whoever reports in another's name cannot have their words mailed there", async () => {
  const { link, reference } = await reported({ details: "BUY PILLS" })
  const caseId = caseIdIn(reference) ?? 0
  const token = link.split("/").at(-1) ?? ""
  for (const proof of [
    "x",
    tokenFor(secretKey, "copy", caseId),
    tokenFor(secretKey, "copy", caseId, "other@force.example"),
    tokenFor(secretKey, "status-end", caseId),
  ])
    assert.equal((await site.visitor().get(`/follow/${token}/copy/${proof}`)).status, 404)
  assert.doesNotMatch((await site.visitor().get(link)).html, /\/copy\//)
})

test("A20: the proof of one case opens no other", async () => {
  const one = await reported()
  const other = await reported()
  const foreign = followTokenFor(secretKey, caseIdIn(other.reference) ?? 0, 1)
  const proof = one.copy.split("/").at(-1)
  assert.equal((await site.visitor().get(`/follow/${foreign}/copy/${proof}`)).status, 404)
})

test("the resolution asks once how satisfied the customer is; the page has the answer ready, and its button gives it", async () => {
  const { reference, link } = await reported()
  const { mail, link: page } = await resolved(reference)
  assert.match(mail?.text ?? "", /How satisfied are you with how we dealt with your report\?\nVery satisfied: https:/)
  const scanner = site.visitor()
  assert.match((await scanner.get(page)).html, /value="5" checked/)
  assert.equal((await given(reference)).length, 0)
  const person = site.visitor()
  const form = page.split("?")[0] ?? ""
  const none = await person.post(form, { words: "Nothing" })
  assert.deepEqual([none.status, none.errors], [400, ["Select how satisfied you are"]])
  assert.match(none.html, />Nothing</)
  const thanks = await person.post(form, { score: "4", words: "Faster, <b>please</b>" })
  assert.equal(thanks.heading, "Thank you")
  assert.deepEqual(await given(reference), ['{"score":4,"words":true}'])
  assert.match((await person.get(link)).text, /You told us how satisfied you are\..* Faster, <b>please<\/b>/)
  assert.equal((await person.get(page)).heading, "You have told us already")
  await person.post(form, { score: "1" }, link)
  assert.equal((await given(reference)).length, 1)
  site.later(7_200_000)
  await reopenIncident(site.db, await site.ask(adviser, reference), "Still empty")
  await site.posted()
  assert.equal((await person.get(page)).heading, "You have told us already")
  const second = await resolved(reference)
  assert.doesNotMatch(second.mail?.text ?? "", /How satisfied/)
})

test("before the end the question is not asked, and a score that is none is refused", async () => {
  const { link, reference } = await reported()
  const page = `${link}/satisfaction`
  assert.equal((await site.visitor().get(`${page}?score=5`)).heading, "We are still working on your report")
  await resolved(reference)
  for (const score of ["0", "6", "5.0", "x", ""])
    assert.deepEqual((await site.visitor().post(page, { score })).errors, ["Select how satisfied you are"])
  assert.equal((await site.visitor().get(`${page}?score=99`)).status, 200)
})

test("the page of an ended case asks whoever has no email too: one button an answer, once", async () => {
  const { link, reference } = await sent(site.visitor(), { ...plainAnswers, email: "", phone: "01632 960 001" })
  const person = site.visitor()
  const asks = async () => /name="score"/.test((await person.get(link)).html)
  assert.equal(await asks(), false)
  await resolved(reference)
  const { html } = await person.get(link)
  assert.equal(html.match(/<button[^>]* name="score"|name="score"[^>]*>/g)?.length, 5)
  assert.match(html, /<meta name="referrer" content="same-origin">/)
  const thanks = await person.post(`${link}/satisfaction`, { score: "4" }, link)
  assert.equal(thanks.heading, "Thank you")
  assert.deepEqual(await given(reference), ['{"score":4,"words":false}'])
  assert.equal(await asks(), false)
  const again = await person.post(`${link}/satisfaction`, { score: "1" }, `${link}/message`)
  assert.equal(again.heading, "You have told us already")
  assert.deepEqual(await given(reference), ['{"score":4,"words":false}'])
})

test("a customer who has signed in is asked on the page of their own case, until a month after its end", async () => {
  const { reference, email } = await reported()
  await resolved(reference)
  const path = `/account/cases/${reference}`
  const person = await signedIn(email)
  const action = /action="([^"]+\/satisfaction)"/.exec((await person.get(path)).html)?.[1] ?? ""
  site.later(31 * 86_400_000)
  const later = await signedIn(email)
  assert.doesNotMatch((await later.get(path)).html, /\/satisfaction"/)
  site.later(-31 * 86_400_000)
  assert.equal((await person.post(action, { score: "2" }, path)).heading, "Thank you")
  assert.deepEqual(await given(reference), ['{"score":2,"words":false}'])
  assert.doesNotMatch((await person.get(path)).html, /\/satisfaction"/)
})

async function signedIn(email: string) {
  site.later(3_600_000)
  const person = site.visitor()
  await person.post("/account/sign-in", { email })
  const [mail] = await site.posted()
  await person.post(/\/account\/enter\/[a-z0-9-]+/.exec(mail?.text ?? "")?.[0] ?? "", {}, "/account/sign-in")
  return person
}

async function given(reference: string): Promise<string[]> {
  const found = await rows<{ body: string }>(
    site.db,
    sql`select body from events where case_id = ${caseIdIn(reference) ?? 0} and type = 'satisfaction-given'`,
  )
  return found.map(({ body }) => {
    const { data } = JSON.parse(body)
    return JSON.stringify({ score: data.score, words: "words" in data })
  })
}
