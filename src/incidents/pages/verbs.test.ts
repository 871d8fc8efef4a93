import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { repliesGo } from "../../../test/support/replies.ts"
import { colleague, type Seen, type Visitor } from "../../../test/support/visitor.ts"
import { findByReference } from "../../cases/index.ts"
import { row, run, sql } from "../../database/index.ts"
import { system } from "../../people/index.ts"
import { incidentPages, replyToCustomer } from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())

let adviser: Visitor
let leader: Visitor

before(async () => {
  adviser = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  leader = await colleague(desk.server, desk.db, "team-leader", "Tom Reilly")
})

const pathOf = (reference: string, noun = "") => `/desk/cases/${reference}${noun === "" ? "" : `/${noun}`}`

/** The case after a form was sent to its page. */
async function after303(someone: Visitor, { status, location, text }: Seen): Promise<Seen> {
  assert.equal(status, 303, text)
  return await someone.get(location ?? "")
}

test("a reply goes from the box on the case to the customer, and the page says so", async () => {
  const reference = await desk.opened()
  const sent = await adviser.post(
    pathOf(reference, "reply"),
    { body: "  We are on it.\r\n\r\nPriya " },
    pathOf(reference),
  )
  assert.match((await after303(adviser, sent)).text, /goes in a few seconds\. Until then you can undo it\./)
  assert.equal(await repliesGo(desk), 1)
  const { text, html } = await adviser.get(pathOf(reference))
  assert.match(html, /We are on it\.\n\nPriya</)
  assert.match(text, /Waiting Reply to sam\.carter@force\.example/)
})

test("a reply to another address goes there", async () => {
  const reference = await desk.opened()
  const sent = await adviser.post(pathOf(reference, "reply"), { body: "Hello", to: "duty@force.example" })
  await after303(adviser, sent)
  await repliesGo(desk)
  assert.match((await adviser.get(pathOf(reference))).text, /Waiting Reply to duty@force\.example/)
})

test("an empty or wrong form is shown again with what was typed, and the summary leads to the field", async () => {
  const reference = await desk.opened()
  const wrong = await adviser.post(pathOf(reference, "reply"), { body: "Kept words", to: "not an address" })
  assert.deepEqual([wrong.status, wrong.heading], [400, "Reply to the customer"])
  assert.deepEqual(wrong.errors, ["Enter an email address in the correct format, like name@example.com"])
  assert.match(wrong.html, /href="#to"/)
  assert.match(wrong.html, /<title>\s*Error: Reply to the customer/)
  assert.match(wrong.html, />Kept words<\/textarea>/)
  assert.deepEqual((await adviser.post(pathOf(reference, "reply"), { body: " \r\n " })).errors, ["Enter your reply"])
})

test("a note is for colleagues: no notice, and a heading that says so", async () => {
  const reference = await desk.opened()
  const { text } = await after303(
    adviser,
    await adviser.post(pathOf(reference, "note"), { body: "Call Tom" }, pathOf(reference)),
  )
  assert.match(text, /Internal note, staff only Call Tom/)
  assert.doesNotMatch(text, /Waiting Reply/)
})

test("answers decide the priority, the highest wins, and the clause is quoted", async () => {
  const reference = await desk.opened()
  const page = await adviser.get(pathOf(reference, "classification"))
  assert.match(
    page.text,
    /Priority 1: Critical The service is lost, .*\( priority-1 , indicative\) Time to respond, by priority: 1 hour/,
  )
  const answers = {
    "answer-appearance-fault": "yes",
    "answer-administrative-access-lost": "yes",
    "answer-total-loss": "no",
  }
  const { text } = await after303(adviser, await adviser.post(pathOf(reference, "classification"), answers))
  assert.match(text, /has priority 2/)
  assert.match(
    text,
    /2, High\. Because: Administrative access is lost\. priority-2 \(indicative\): “Part of the service/,
  )
  const again = await adviser.get(pathOf(reference, "classification"))
  assert.match(again.html, /name="answer-total-loss" type="radio" value="no" checked/)
})

test("a priority can be named, and answers to no effect are refused in words", async () => {
  const reference = await desk.opened()
  const { text } = await after303(adviser, await adviser.post(pathOf(reference, "classification"), { priority: "3" }))
  assert.match(text, /3, Medium\. Named by a colleague/)
  const refused = await adviser.post(pathOf(reference, "classification"), { "answer-total-loss": "no" })
  assert.equal(refused.status, 422)
  assert.match(refused.text, /This cannot be done now None of the charter's conditions applies/)
  assert.match(refused.html, /name="answer-total-loss" type="radio" value="no" checked/)
})

test("a case is taken with one button, given to a colleague, and passed to a team", async () => {
  const reference = await desk.opened()
  await colleague(desk.server, desk.db, "engineer", "Eve Engineer")
  const email = await row<{ email: string }>(desk.db, sql`select email from people where name = 'Eve Engineer'`)
  const address = pathOf(reference, "assignment")
  assert.match((await after303(adviser, await adviser.post(address, {}, pathOf(reference)))).text, /Owner: Priya Shah/)
  assert.match(
    (await after303(leader, await leader.post(address, { to: "colleague", email: email?.email ?? "" }))).text,
    /Owner: Eve Engineer/,
  )
  assert.match(
    (await after303(leader, await leader.post(address, { to: "team", team: "second-line" }))).text,
    /Team: Application operations/,
  )
  const nobody = await leader.post(address, { to: "colleague", email: "nobody@desk.example" })
  assert.deepEqual(nobody.errors, ["There is no colleague with this email address, and no team of this name."])
  assert.match(nobody.html, /href="#email"/)
  assert.deepEqual((await leader.post(address, { to: "colleague" })).errors, ["Enter your colleague’s email address"])
  assert.deepEqual((await leader.post(address, { to: "team", team: "" })).errors, ["Choose a team"])
})

test("a case waits for the customer until a time, and is taken off hold", async () => {
  const reference = await desk.opened({ priority: 2 })
  const until = { "until-day": "30", "until-month": "3", "until-year": "2026", "until-time": "9:30am" }
  const { text } = await after303(adviser, await adviser.post(pathOf(reference, "hold"), { for: "customer", ...until }))
  assert.match(text, /Waits for the customer since 9am on 27 March 2026 , until 9:30am on 30 March 2026/)
  assert.match((await after303(adviser, await adviser.post(pathOf(reference, "resumption"), {}))).text, /is off hold/)
  const past = await adviser.post(pathOf(reference, "hold"), { for: "customer", "until-time": "8am" })
  assert.deepEqual(past.errors, ["The end of the hold must be in the future"])
  assert.deepEqual((await adviser.post(pathOf(reference, "hold"), {})).errors, ["Choose what the case waits for"])
})

test("an escalation goes to a step above, with its reason", async () => {
  const reference = await desk.opened()
  const form = await adviser.get(pathOf(reference, "escalation"))
  assert.match(
    form.text,
    /Technical escalation Application operations engineer .* Escalation in the contact centre Team leader/,
  )
  assert.match(form.html, /value="engineer" checked/)
  const sent = await adviser.post(pathOf(reference, "escalation"), {
    to: "team-leader",
    reason: "The chief has called.",
  })
  assert.match((await after303(adviser, sent)).text, /Priya Shah escalated the case to Team leaders\./)
  assert.deepEqual((await adviser.post(pathOf(reference, "escalation"), { to: "", reason: "" })).errors, [
    "Choose where to escalate to",
    "Enter why you escalate",
  ])
  const back = await adviser.post(pathOf(reference, "escalation"), { to: "engineer", reason: "Try the second line." })
  assert.equal(back.status, 422)
  assert.match(back.text, /An escalation goes up the chain/)
  assert.match(back.html, />Try the second line\.<\/textarea>/)
})

test("a case is resolved, closed and reopened", async () => {
  const reference = await desk.opened()
  const form = await adviser.get(pathOf(reference, "resolution"))
  assert.match(form.text, /These words go by email to sam\.carter@force\.example/)
  const empty = await adviser.post(pathOf(reference, "resolution"), { body: "" })
  assert.deepEqual(empty.errors, ["Choose the outcome", "Enter what to tell the customer"])
  await adviser.post(pathOf(reference, "resolution"), { outcome: "fixed", body: "It plays now." })
  assert.equal(await repliesGo(desk), 1)
  const resolved = await adviser.get(pathOf(reference))
  assert.match(resolved.text, /Words to the customer \(Fixed\) It plays now\./)
  assert.match((await after303(adviser, await adviser.post(pathOf(reference, "closure"), {}))).text, /is closed/)
  const reopened = await after303(
    adviser,
    await adviser.post(pathOf(reference, "reopening"), { reason: "It stopped again." }),
  )
  assert.match(reopened.text, /is open again/)
  assert.match(reopened.text, /Reason: It stopped again\./)
})

test("a resolution waits ten seconds, is taken back with its words and its outcome, and goes once however often it is sent", async () => {
  const reference = await desk.opened()
  const path = pathOf(reference, "resolution")
  const said = { outcome: "workaround", body: "Use the other browser." }
  const waits = await after303(adviser, await adviser.post(path, said))
  assert.match(waits.text, /will be resolved in a few seconds\. Until then you can undo it/)
  assert.match(waits.text, /Your resolution goes at 9:00:10am/)
  assert.equal((await findByReference(desk.db, system, reference)).state.state, "new")
  const undo = /action="([^"]+\/withdrawal)"/.exec(waits.html)?.[1] ?? ""
  const back = await adviser.post(undo, {}, pathOf(reference))
  assert.equal(back.location, `${path}?outcome=workaround`)
  const form = await adviser.get(back.location ?? "")
  assert.match(form.text, /Nothing was sent, and the case is not resolved\. Your words are here/)
  assert.match(form.html, />Use the other browser\.<\/textarea>/)
  assert.match(form.html, /value="workaround" checked/)
  assert.match(form.text, /These are the words of your draft reply/)
  assert.equal(await repliesGo(desk), 0)
  await adviser.post(path, said)
  assert.equal(await repliesGo(desk), 1)
  assert.equal(await repliesGo(desk), 0)
  const { state } = await findByReference(desk.db, system, reference)
  assert.deepEqual([state.state, state.version], ["resolved", 2])
  assert.doesNotMatch((await adviser.get(pathOf(reference, "reopening"))).html, /Use the other browser/)
})

test("F60 a resolution that the customer's own letter overtook is stopped, and its words are kept", async () => {
  const reference = await desk.opened()
  await adviser.post(pathOf(reference, "resolution"), { outcome: "advised", body: "Press the button." })
  await replyToCustomer(desk.db, await desk.ask(await desk.actor("engineer"), { reference }, desk.now), {
    body: "Wait.",
  })
  assert.equal(await repliesGo(desk), 0)
  const { text } = await adviser.get(pathOf(reference))
  assert.match(text, /Your resolution was not sent It was stopped, because a newer message came/)
  assert.notEqual((await findByReference(desk.db, system, reference)).state.state, "resolved")
})

test("a reply of somebody who was let in no more is there for their colleagues, until one has answered", async () => {
  const reference = await desk.opened()
  const leaver = await colleague(desk.server, desk.db, "adviser", "Lea Ver")
  await leaver.post(pathOf(reference, "reply"), { body: "It was the cable." }, pathOf(reference))
  await run(desk.db, sql`update people set disabled_at = now() where name = 'Lea Ver'`)
  assert.equal(await repliesGo(desk), 0)
  const { text } = await adviser.get(pathOf(reference))
  assert.match(text, /A reply from Lea Ver was not sent They were not let in.* Read what they wrote It was the cable\./)
  const auditor = await colleague(desk.server, desk.db, "auditor")
  assert.doesNotMatch((await auditor.get(pathOf(reference))).text, /It was the cable/)
  const mine = await desk.ask(await desk.actor("engineer"), { reference }, desk.now)
  await replyToCustomer(desk.db, mine, { body: "Change the cable." })
  assert.doesNotMatch((await adviser.get(pathOf(reference))).text, /It was the cable/)
})

test("a resolution with a placeholder that nobody filled is not sent, and keeps its words", async () => {
  const reference = await desk.opened()
  const path = pathOf(reference, "resolution")
  const wrong = await adviser.post(path, { outcome: "fixed", body: "Dear {customer}, it is mended." })
  assert.equal(wrong.status, 400)
  assert.match(wrong.html, />Dear \{customer\}, it is mended\.<\/textarea>/)
})

test("long after, reopening says that a new case follows, and leads to it", async () => {
  const reference = await desk.opened()
  await adviser.post(pathOf(reference, "resolution"), { outcome: "fixed", body: "Done." })
  await repliesGo(desk)
  desk.now = "2026-05-01T09:00"
  assert.match(
    (await adviser.get(pathOf(reference, "reopening"))).text,
    /The time for reopening has passed\. A new case is opened/,
  )
  const sent = await adviser.post(pathOf(reference, "reopening"), { reason: "It is back." })
  assert.notEqual(sent.location, pathOf(reference))
  const { text } = await after303(adviser, sent)
  assert.match(text, new RegExp(`Follows ${reference}`))
  assert.match((await adviser.get(pathOf(reference))).text, /Followed by INC-2026-\d+/)
  desk.now = "2026-03-27T09:00"
})

test("words are erased by who may, and the choice lists what is left", async () => {
  const reference = await desk.opened({ correspondence: { body: "Private matter" } })
  const form = await leader.get(pathOf(reference, "redaction"))
  assert.match(form.text, /Erased words cannot be brought back/)
  const content =
    /name="content" type="radio" value="(\d+)"[^>]*>\s*<label[^>]*>\s*Message\s*</.exec(form.html)?.[1] ?? ""
  const missing = await leader.post(pathOf(reference, "redaction"), { content })
  assert.deepEqual(missing.errors, ["Enter who decided it, or under which rule", "Enter why it must be erased"])
  const { text } = await after303(
    leader,
    await leader.post(pathOf(reference, "redaction"), {
      content,
      authority: "Data protection officer",
      reason: "Asked for.",
    }),
  )
  assert.match(text, /These words have been erased/)
  assert.doesNotMatch((await leader.get(pathOf(reference, "redaction"))).text, /Private matter/)
  const twice = await leader.post(pathOf(reference, "redaction"), { content, authority: "DPO", reason: "Again." })
  assert.equal(twice.status, 422)
  assert.match(twice.text, /erased already/)
  assert.equal((await adviser.get(pathOf(reference, "redaction"))).status, 403)
})
