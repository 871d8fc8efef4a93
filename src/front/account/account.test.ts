// Customers who sign in: the link that lets them in, what they see, and that they see nothing else however they ask.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import type { Visitor } from "../../../test/support/visitor.ts"
import { caseIdIn, casesOfCustomer } from "../../cases/index.ts"
import { freshRules } from "../../clocks/index.ts"
import { row, rows, sql } from "../../database/index.ts"
import {
  addNote,
  mergeIncident,
  nameOrganisation,
  openIncident,
  redactContent,
  replyToCustomer,
  resolveIncident,
} from "../../incidents/index.ts"
import { type Actor, addOrganisation, addOrganisationPerson, removeOrganisationPerson } from "../../people/index.ts"
import { type FrontSite, frontSite } from "../test-front.ts"
import { plainAnswers, sent, written } from "../test-site.ts"

let site: FrontSite
let leader: Actor
before(async () => {
  site = await frontSite()
  leader = await site.actor("team-leader")
})
after(() => site.close())

let counted = 0
const someone = (name = "sam") => `${name}.${++counted}@force.example`

async function reported(email: string, details = plainAnswers.details): Promise<string> {
  site.later(7_200_000)
  const { reference } = await sent(site.visitor(), { ...plainAnswers, details, email })
  await site.posted()
  return reference
}

async function linkFor(email: string): Promise<string | undefined> {
  const person = site.visitor()
  const { location } = await person.post("/account/sign-in", { email })
  assert.equal(location, "/account/check-email")
  const mails = (await site.posted()).filter((each) => each.to === email.toLowerCase())
  return mails.flatMap(({ text }) => /\/account\/enter\/[a-z0-9-]+/.exec(text)?.[0] ?? []).at(-1)
}

async function signedIn(email: string): Promise<Visitor> {
  const link = await linkFor(email)
  assert.ok(link !== undefined, `${email} got no link`)
  const person = site.visitor()
  assert.equal((await person.post(link, {})).location, "/account")
  return person
}

test("whoever reported signs in by a link of their mailbox and sees what they reported, and may add to it", async () => {
  const email = someone()
  const reference = await reported(email)
  const person = await signedIn(email.replace("sam", "SAM"))
  const list = await person.get("/account")
  assert.match(
    list.text,
    new RegExp(
      `Reports made with ${email}.*${reference} Cannot open module 3 Received 27 March 2026 We have your report`,
    ),
  )
  const page = await person.get(`/account/cases/${reference}`)
  assert.equal(page.heading, `Your report ${reference}`)
  assert.match(page.text, /What happens next We expect to reply to you/)
  const message = /href="(\/follow\/[^"]+\/message)"/.exec(page.html)?.[1] ?? ""
  assert.equal((await person.post(message, { body: "It is Firefox." })).status, 303)
  assert.match((await person.get(`/account/cases/${reference}`)).text, /You wrote on the website\..* It is Firefox\./)
  assert.equal((await person.post("/account/sign-out", {}, "/account")).location, "/")
  assert.equal((await person.get("/account")).location, "/account/sign-in")
})

test("a link lets in once, within a quarter of an hour, by its button alone, and a changed one never", async () => {
  const email = someone()
  await reported(email)
  const link = (await linkFor(email)) ?? ""
  const scanner = site.visitor()
  for (let times = 0; times < 3; times++) assert.equal((await scanner.get(link)).heading, "Sign in to see your reports")
  assert.equal((await scanner.get("/account")).status, 303)
  const answers = await Promise.all([1, 2, 3].map(() => site.visitor().post(link, {}, "/account/sign-in")))
  assert.deepEqual(answers.map((each) => each.status).toSorted(), [303, 410, 410])
  assert.equal((await site.visitor().get(link)).status, 410)
  const other = (await linkFor(email)) ?? ""
  site.later(16 * 60_000)
  assert.equal((await site.visitor().post(other, {}, "/account/sign-in")).status, 410)
  for (const changed of [
    `${other}a`,
    other.replace(/enter\/(.)/, "enter/z$1"),
    "/account/enter/1-",
    "/account/enter/x",
  ])
    assert.equal((await site.visitor().get(changed)).status, 410, changed)
})

test("a report that somebody is writing stays theirs when they sign in, and is nobody's when they have signed out", async () => {
  const email = someone()
  await reported(email)
  const link = (await linkFor(email)) ?? ""
  const person = site.visitor()
  const form = await written(person)
  await person.post(link, {})
  assert.match((await person.get(`${form}/check`)).text, /Your name Sam Carter/)
  await person.post("/account/sign-out", {}, "/account")
  assert.equal((await person.get(`${form}/check`)).status, 404)
})

test("A39: the page answers an address that we know and one that we do not alike, and nobody unknown is mailed", async () => {
  const email = someone()
  await reported(email)
  site.later(7_200_000)
  const known = await site.visitor().post("/account/sign-in", { email })
  const unknown = await site.visitor().post("/account/sign-in", { email: someone("nobody") })
  assert.deepEqual([known.status, known.location], [unknown.status, unknown.location])
  const pages = await Promise.all([known, unknown].map((each) => site.visitor().get(each.location ?? "")))
  assert.equal(pages[0]?.html, pages[1]?.html)
  const mails = await site.posted()
  assert.deepEqual(
    mails.map((each) => each.to),
    [email],
  )
  const left = await rows(site.db, sql`select from mails where state = 'dropped' and address is not null`)
  assert.equal(left.length, 0)
})

test("A21: an address gets three links an hour however often somebody asks, and the page says nothing of it", async () => {
  const email = someone()
  await reported(email)
  site.later(7_200_000)
  for (let times = 0; times < 8; times++) {
    const { status, location } = await site.visitor().post("/account/sign-in", { email })
    assert.deepEqual([status, location], [303, "/account/check-email"])
  }
  assert.equal((await site.posted()).length, 3)
})

test("what is typed wrong is said and kept", async () => {
  const person = site.visitor()
  const empty = await person.post("/account/sign-in", { email: " " })
  assert.deepEqual([empty.status, empty.errors], [400, ["Enter your email address"]])
  const wrong = await person.post("/account/sign-in", { email: "sam@" })
  assert.deepEqual(wrong.errors, ["Enter an email address in the correct format, like name@example.com"])
  assert.match(wrong.html, /value="sam@"/)
})

test("A18, A37: a contact sees the cases of their organisation and no others, from the moment that staff say so until they say no more", async () => {
  const [contact, member, stranger] = [someone("contact"), someone("member"), someone("stranger")]
  const organisation = await addOrganisation(site.db, leader, "Northmere Police", 1)
  await addOrganisationPerson(site.db, leader, organisation, person(member, { isMember: true }), 1)
  const [theirs, foreign, own] = [await reported(member), await reported(stranger), await reported(contact)]
  const other = await addOrganisation(site.db, leader, "Southmere Police", 1)
  await nameOrganisation(site.db, await site.ask(leader, foreign), other)
  const visitor = await signedIn(contact)
  assert.deepEqual(await listed(visitor), [own])
  for (const hidden of [theirs, foreign]) assert.equal((await visitor.get(`/account/cases/${hidden}`)).status, 404)
  await addOrganisationPerson(site.db, leader, organisation, person(contact, { isContact: true }), 1)
  assert.deepEqual(await listed(visitor), [own, theirs])
  const page = await visitor.get(`/account/cases/${theirs}`)
  assert.match(page.text, /Reported by somebody at Northmere Police\./)
  assert.doesNotMatch(page.html, /\/follow\//)
  assert.equal((await visitor.get(`/account/cases/${foreign}`)).status, 404)
  await removeOrganisationPerson(site.db, leader, organisation, await customerNumber(contact), 1)
  assert.deepEqual(await listed(visitor), [own])
  assert.equal((await visitor.get(`/account/cases/${theirs}`)).status, 404)
})

test("A18: a contact reads one person’s case for their organisation, and not what was merged with it from elsewhere", async () => {
  const [contact, reporter] = [someone("contact"), someone("both")]
  const organisation = await addOrganisation(site.db, leader, "Eastmere Police", 1)
  await addOrganisationPerson(site.db, leader, organisation, person(contact, { isContact: true }), 1)
  const theirs = await reported(reporter, "This is of Eastmere.")
  const elsewhere = await reported(reporter, "This is of somebody else.")
  await nameOrganisation(site.db, await site.ask(leader, theirs), organisation)
  await mergeIncident(site.db, await site.ask(leader, elsewhere), theirs)
  const { text } = await (await signedIn(contact)).get(`/account/cases/${theirs}`)
  assert.match(text, /This is of Eastmere\./)
  assert.doesNotMatch(text, /This is of somebody else\./)
  assert.match(
    (await (await signedIn(reporter)).get(`/account/cases/${theirs}`)).text,
    /This is of somebody else\.[\s\S]*This is of Eastmere\.|This is of Eastmere\.[\s\S]*This is of somebody else\./,
  )
})

test("A37: every page of customers, for every case of others and every spelling of it, is not there", async () => {
  const mine = someone()
  const own = await reported(mine)
  const organisation = await addOrganisation(site.db, leader, "Westmere Police", 1)
  const foreign = [await reported(someone("other")), await reported(someone("another"))]
  await nameOrganisation(site.db, await site.ask(leader, foreign[0] ?? ""), organisation)
  const person = await signedIn(mine)
  const nothing = await person.get("/account/cases/INC-2026-999999")
  assert.equal(nothing.status, 404)
  const pages = site.pages.filter((each) => each.audience === "customer" && each.path.includes(":"))
  assert.ok(pages.length > 0)
  for (const page of pages)
    for (const reference of foreign)
      for (const spelling of [
        reference,
        reference.toLowerCase(),
        `${reference} `,
        encodeURIComponent(`${reference}'--`),
        reference.replace("INC", "CMP"),
      ]) {
        const answer = await person.get(page.path.replace(/:\w+/, encodeURIComponent(spelling)))
        assert.deepEqual([answer.status, answer.html], [404, nothing.html], spelling)
      }
  assert.equal((await person.get(`/account/cases/${own}`)).status, 200)
  assert.deepEqual(await listed(person), [own])
  for (const before of ["999999999", "0", "-1", "1;drop", "1e9"])
    assert.doesNotMatch((await person.get(`/account?before=${before}`)).text, new RegExp(foreign.join("|")))
  for (const desk of [`/desk/cases/${own}`, "/desk/cases", "/desk/organisations"])
    assert.match((await person.get(desk)).location ?? "", /^\/sign-in/)
})

test("A19: notes and the names of staff are not on a customer's page, nor what was erased", async () => {
  const email = someone()
  const reference = await reported(email, "SECRET-WORDS")
  const person = await signedIn(email)
  await addNote(site.db, await site.ask(leader, reference), "INWARD-NOTE")
  await resolveIncident(site.db, await site.ask(leader, reference), { outcome: "fixed", body: "It opens again." })
  assert.match((await person.get(`/account/cases/${reference}`)).text, /SECRET-WORDS/)
  const erasure = { content: 1, authority: "Policy 4", reason: "A name" }
  await redactContent(site.db, await site.ask(leader, reference), erasure)
  const { html } = await person.get(`/account/cases/${reference}`)
  assert.doesNotMatch(html, /SECRET-WORDS|INWARD|Test team-leader/)
  assert.match(html, /It opens again\./)
})

test("an address that was erased on a case shows the case to nobody any more", async () => {
  const email = someone()
  const reference = await reported(email)
  const person = await signedIn(email)
  assert.deepEqual(await listed(person), [reference])
  const address = await row<{ content_id: number }>(
    site.db,
    sql`select content_id from content where case_id = ${caseIdIn(reference) ?? 0} and kind = 'email'`,
  )
  const erasure = { content: address?.content_id ?? 0, authority: "Policy 4", reason: "Asked" }
  await redactContent(site.db, await site.ask(leader, reference), erasure)
  assert.deepEqual(await listed(person), [])
  assert.equal((await person.get(`/account/cases/${reference}`)).status, 404)
})

test("an address that only received a copy of a reply owns nothing", async () => {
  const email = someone()
  const reference = await reported(email)
  const cc = someone("copied")
  await replyToCustomer(site.db, await site.ask(leader, reference), { body: "See above.", to: [cc] })
  assert.equal(
    (await casesOfCustomer(site.db, { email: cc, customerId: null, organisations: [] }, { before: null, limit: 9 }))
      .length,
    0,
  )
})

test("many cases come page by page, each half by its index, and none twice", async () => {
  const email = someone("many")
  const rules = await freshRules(site.db)
  const at = Temporal.Instant.from("2026-03-27T10:00Z").epochMilliseconds
  const contact = {
    channel: "web",
    receivedAt: at,
    requester: { email },
    subject: "One",
    correspondence: { body: "Two" },
  } as const
  for (let index = 0; index < 30; index++) await openIncident(site.db, contact, { by: "customer", rules, at })
  const visitor = await signedIn(email)
  const first = await listed(visitor)
  const next = /href="(\/account\?before=\d+)"/.exec((await visitor.get("/account")).html)?.[1] ?? ""
  const second = await listed(visitor, next)
  assert.deepEqual([first.length, second.length, new Set([...first, ...second]).size], [25, 5, 30])
})

function person(email: string, part: { isMember?: true; isContact?: true }) {
  return { email, name: null, isMember: part.isMember ?? false, isContact: part.isContact ?? false }
}

async function listed(visitor: Visitor, path = "/account"): Promise<string[]> {
  const { html } = await visitor.get(path)
  return [...html.matchAll(/href="\/account\/cases\/(INC-\d{4}-\d{6})"/g)].map((each) => each[1] ?? "")
}

async function customerNumber(email: string): Promise<number> {
  const found = await row<{ customer_id: number }>(
    site.db,
    sql`select customer_id from customers where email = ${email}`,
  )
  return found?.customer_id ?? 0
}
