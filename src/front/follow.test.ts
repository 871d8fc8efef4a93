// Following a case by its private link: what the customer sees, what nobody else does, and what a message wakes.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { caseIdIn } from "../cases/index.ts"
import { openDatabase } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import {
  addNote,
  assignIncident,
  classifyIncident,
  closeIncident,
  escalateIncident,
  holdIncident,
  redactContent,
  reopenIncident,
  replyToCustomer,
  resolveIncident,
} from "../incidents/index.ts"
import { followTokenFor } from "../notices/index.ts"
import { type Actor, most } from "../people/index.ts"
import { languages } from "../words/index.ts"
import { type Person, plainAnswers, publicUrl, secretKey, sent, type TestSite, testSite } from "./test-site.ts"

let site: TestSite
let person: Person
let adviser: Actor
before(async () => {
  site = await testSite()
  person = site.visitor()
  adviser = await site.actor("adviser", "Quillon Featherstonehaugh")
})
after(() => site.close())

async function fresh(at = "2026-03-25T09:00") {
  site.itIs(at)
  return await sent(person, { ...plainAnswers, email: `sam.${Math.random()}@force.example` })
}

const resolution = { outcome: "fixed", body: "Module 3 opens again." } as const

test("the page says how the case stands, what happens next and by when, and what was said", async () => {
  const { reference, link } = await fresh()
  const before = await person.get(link)
  assert.equal(before.heading, `Your report ${reference}`)
  assert.match(before.text, /We have your report It is waiting for an adviser/)
  assert.match(before.text, /We expect to reply to you by 5pm on Friday 27 March 2026\./)
  site.itIs("2026-03-25T09:20")
  await classifyIncident(site.db, await site.ask(adviser, reference), { priority: 2 })
  await assignIncident(site.db, await site.ask(adviser, reference), "me")
  const classified = await person.get(link)
  assert.match(classified.text, /We are working on it/)
  assert.match(classified.text, /We expect to reply to you by 1pm on Wednesday 25 March 2026\./)
  assert.match(classified.text, /We expect to put it right by 1pm on Wednesday 25 March 2026\./)
  await replyToCustomer(site.db, await site.ask(adviser, reference), { body: "Does it happen in another browser too?" })
  const replied = await person.get(link)
  assert.match(replied.text, /An adviser replied\. 9:20am on 25 March 2026 Does it happen in another browser too\?/)
  assert.doesNotMatch(replied.text, /We expect to reply/)
  site.itIs("2026-03-25T13:01")
  assert.match(
    (await person.get(link)).text,
    /We should have put it right by 1pm on Wednesday 25 March 2026, and have not\. We are sorry\./,
  )
})

test("while it waits for the customer the page says so, and that the time stands still", async () => {
  const { reference, link } = await fresh()
  await classifyIncident(site.db, await site.ask(adviser, reference), { priority: 2 })
  await replyToCustomer(site.db, await site.ask(adviser, reference), { body: "Which browser?" })
  await holdIncident(site.db, await site.ask(adviser, reference), { for: "customer" })
  const { text } = await person.get(link)
  assert.match(text, /We are waiting for you/)
  assert.match(text, /The time we have to put it right stands still while we wait for you\./)
})

test("A19: notes, reasons, names of staff and the desk's own doings are not on the page", async () => {
  const { reference, link } = await fresh()
  const ask = () => site.ask(adviser, reference)
  await classifyIncident(site.db, await ask(), { priority: 3 })
  await addNote(site.db, await ask(), "INWARD-NOTE")
  await assignIncident(site.db, await ask(), "me")
  await escalateIncident(site.db, await ask(), { reason: "INWARD-REASON" })
  await resolveIncident(site.db, await ask(), resolution)
  await reopenIncident(site.db, await ask(), "INWARD-REOPENING")
  site.itIs("2026-03-27T12:00")
  await addNote(site.db, await ask(), "INWARD-AFTERWARDS")
  const { html, text } = await person.get(link)
  assert.doesNotMatch(html, /INWARD|Quillon|Featherstonehaugh|was not in time|is due soon|Notice \d/)
  assert.match(text, /An adviser escalated the case to Application operations\./)
  assert.match(text, /Module 3 opens again\./)
})

test("erased words are gone from the page, and it says so", async () => {
  const { reference, link } = await fresh()
  const leader = await site.actor("team-leader")
  await redactContent(site.db, await site.ask(leader, reference), {
    content: 1,
    authority: "Policy 4",
    reason: "A name",
  })
  const { text } = await person.get(link)
  assert.match(text, /These words were removed\./)
  assert.doesNotMatch(text, /The page stays empty|Policy 4/)
})

test("A39: every wrong token gets the answer that no address at all gets, before anything is looked up", async () => {
  const { link, reference } = await fresh()
  const token = link.slice("/follow/".length)
  const caseId = caseIdIn(reference) ?? 0
  const nothing = await person.get("/follow")
  const other = followTokenFor(Buffer.alloc(32, 9), caseId, 1)
  const [number = "", issued = "", mac = ""] = token.split("-")
  const wrong = [
    `${token.slice(0, -1)}${token.endsWith("a") ? "b" : "a"}`,
    `${number}1-${issued}-${mac}`,
    `${number}-${issued}0-${mac}`,
    `${token}-`,
    `0${token}`,
    token.toUpperCase(),
    `${number}-${issued}-`,
    other,
    followTokenFor(secretKey, 999_999, 1),
    "x",
    "%00",
    "a".repeat(150),
    "x.",
    `${other}.`,
  ]
  for (const each of wrong) {
    for (const path of [`/follow/${each}`, `/follow/${each}/message`, `/follow/${each}/link`]) {
      const { status, html } = await person.get(path)
      assert.deepEqual([status, html], [404, nothing.html], path)
    }
  }
  const page = site.pages.find((each) => each.path === "/follow/:token")
  const nowhere = openDatabase({ url: "postgresql://nobody@127.0.0.1:1/nothing" })
  const read = () => assert.fail("nothing is read")
  const { base: language } = languages
  const asked = {
    db: nowhere,
    read,
    at: 0,
    language,
    actor: undefined,
    session: undefined,
    clock: 0,
    step: "",
    browser: () => "",
    userAgent: "",
    query: {},
    form: {},
    publicUrl,
    remoteAddress: "::1",
  }
  await assert.rejects(async () => page?.answer({ ...asked, params: { token: other } }), NotFound)
})

test("a link that was pasted with the end of its sentence leads to the page, and a wrong one leads nowhere", async () => {
  const { link } = await fresh()
  for (const tail of [".", ",", ")", "]", "%3E", ").", "%3E,", "%22", "%20", "!", "%E2%80%9D"]) {
    const { status, location, headers } = await person.get(`${link}${tail}`)
    assert.deepEqual([status, location, headers["referrer-policy"]], [303, link, "no-referrer"], tail)
  }
  const { html: nothing } = await person.get("/follow")
  const changed = `${link.slice(0, -1)}${link.endsWith("a") ? "b" : "a"}`
  for (const wrong of [`${changed}.`, `${link}-.`, `${link}/.`, `${link}.-`, "/follow/.", "/follow/x)"])
    assert.deepEqual(Object.values(pick(await person.get(wrong))), [404, nothing], wrong)
})

const pick = ({ status, html }: { status: number; html: string }) => ({ status, html })

test("the page is kept by nobody, and tells no other page its address", async () => {
  const { link } = await fresh()
  const { headers } = await person.get(link)
  assert.equal(headers["referrer-policy"], "no-referrer")
  assert.equal(headers["cache-control"], "no-store")
})

test("a message is added once, however often it is sent, and wakes a case that waited for it", async () => {
  const { reference, link } = await fresh()
  await assignIncident(site.db, await site.ask(adviser, reference), "me")
  await holdIncident(site.db, await site.ask(adviser, reference), { for: "customer" })
  const once = "AAAAAAAAAAAAAAAAAAAAAA"
  const send = () => person.post(`${link}/message`, { body: "It is Firefox.\r\n\r\nVersion 140.", once })
  const [first] = await Promise.all([send(), send(), send()])
  await send()
  assert.equal(first?.location, link)
  const { text } = await person.get(link)
  assert.match(text, /Your message has been added\./)
  assert.match(text, /We are working on it/)
  assert.equal(text.split("It is Firefox. Version 140.").length, 2)
})

test("a message on a resolved or closed case reopens it, and its promise counts again", async () => {
  const { reference, link } = await fresh()
  const ask = () => site.ask(adviser, reference)
  await classifyIncident(site.db, await ask(), { priority: 2 })
  site.itIs("2026-03-25T10:00")
  await resolveIncident(site.db, await ask(), resolution)
  await closeIncident(site.db, await ask())
  const settled = await person.get(link)
  assert.match(settled.text, /We think that this is settled If it is not right, add a message\. Within 10 working days/)
  assert.match(settled.text, /Tell us that it is not right/)
  site.itIs("2026-03-26T08:00")
  await person.post(`${link}/message`, { body: "It is empty again." })
  const { text } = await person.get(link)
  assert.match(text, /You wrote again, so the case was reopened\./)
  assert.match(text, /We expect to put it right by 11am on Thursday 26 March 2026\./)
})

test("after the time for reopening a message opens a new case, once, and its page follows", async () => {
  const { reference, link } = await fresh("2026-03-02T09:00")
  await resolveIncident(site.db, await site.ask(adviser, reference), resolution)
  site.itIs("2026-03-20T09:00")
  const before = (await site.cases()).length
  const once = "BBBBBBBBBBBBBBBBBBBBBB"
  const first = await person.post(`${link}/message`, { body: "Module 3 is empty again.", once })
  const again = await person.post(`${link}/message`, { body: "Module 3 is empty again.", once })
  assert.equal((await site.cases()).length, before + 1)
  assert.equal(first.location, again.location)
  const { text, heading } = await person.get(first.location ?? "")
  assert.notEqual(heading, `Your report ${reference}`)
  assert.match(text, new RegExp(`Reported on the website, following ${reference}\\.`))
  assert.match((await person.get(link)).text, /so a new case was opened: INC-2026-\d{6}\./)
})

test("an empty message, one too long and one from no form of ours are refused in words, and what was typed is kept", async () => {
  const { link } = await fresh()
  assert.deepEqual((await person.post(`${link}/message`, { body: " \r\n" })).errors, ["Enter your message"])
  const long = await person.post(`${link}/message`, { body: "y".repeat(10_001) })
  assert.deepEqual([long.status, long.errors], [400, ["Message must be 10,000 characters or fewer"]])
  assert.ok(long.html.includes("y".repeat(10_001)))
  const stale = await person.post(`${link}/message`, { body: "Hello", once: "1" })
  assert.deepEqual(stale.errors, ["This form is too old. Send your message again"])
  const foreign = await person.post(`${link}/message`, { body: "Hello", state: "closed" })
  assert.deepEqual(foreign.errors, ["This form is not one of ours, or too old. Open the page again"])
})

test("a case takes so many messages an hour and no more", async () => {
  const { link } = await fresh()
  for (let index = 0; index < most["message-added"]; index++) await person.post(`${link}/message`, { body: `${index}` })
  assert.equal((await person.post(`${link}/message`, { body: "One too many" })).status, 429)
  assert.doesNotMatch((await person.get(link)).text, /One too many/)
})
