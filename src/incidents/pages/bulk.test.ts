// One thing done to several cases: foreseen, done case by case, stopped or undone, without a script.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { colleague } from "../../../test/support/visitor.ts"
import { findByReference, timelineOf } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { system } from "../../people/index.ts"
import { doDueOrders, replyToCustomer, resolveIncident } from "../index.ts"
import { testList } from "./test-list.ts"

let { desk, adviser, leader, auditor, phoned, written, held, resolved } = await testList()
after(() => desk.close())

const chosen = async (...references: (string | undefined)[]) => {
  const { html } = await adviser.get("/desk/cases?state=any")
  return references.map((each) => html.match(new RegExp(`name="case" value="(${each}\\.\\d+)"`))?.[1] ?? "")
}
const stateOf = async (reference = "") => (await findByReference(desk.db, system, reference)).state

async function bulk(fields: Record<string, string>, cases: readonly string[]) {
  const query = cases.map((each) => `case=${each}`).join("&")
  const preview = await adviser.post(
    "/desk/bulk/preview",
    { ...fields, asked: "yes", case: [...cases] },
    `/desk/bulk/new?${query}`,
  )
  return { preview, confirm: () => confirmed(preview.html) }
}

async function confirmed(html: string) {
  const pairs = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, value.replaceAll("&quot;", '"').replaceAll("&amp;", "&")],
  )
  const fields: Record<string, string | string[]> = {}
  for (const [name, value] of pairs) fields[name] = name === "case" ? [...[fields[name] ?? []].flat(), value] : value
  const cases = [fields["case"] ?? []]
    .flat()
    .map((each) => `case=${each}`)
    .join("&")
  return await adviser.post("/desk/bulk", fields, `/desk/bulk/new?${cases}`)
}

test("several cases are assigned after a preview, each by itself: one that changed meanwhile is left and said; undone, each goes back", async () => {
  const cases = await chosen(phoned, written, resolved)
  const { preview, confirm } = await bulk({ what: "take" }, cases)
  assert.match(preview.text, /2 cases will be changed, and 1 left as it is/)
  assert.match(preview.text, /nobody → Priya Shah/)
  assert.match(
    preview.text,
    new RegExp(`${resolved} Resolved Left as it is\\. ${resolved} is resolved, so it cannot be assigned`),
  )
  await replyToCustomer(desk.db, await desk.ask(await desk.actor("engineer"), { reference: written ?? "" }, desk.now), {
    body: "Hello",
  })
  const { location = "" } = await confirm()
  assert.match(location, /^\/desk\/bulk\/\d+$/)
  const result = await adviser.get(location)
  assert.equal(result.heading, "1 of 3 cases changed")
  assert.match(
    result.text,
    new RegExp(`${phoned} Phoned Assigned.*${written} Written.* Something has come to it.*cannot be assigned`),
  )
  assert.equal((await leader.get(location)).status, 404)
  assert.notEqual((await stateOf(phoned)).ownerId, null)
  const review = (await stateOf(phoned)).updatedAt
  desk.now = "2026-03-27T09:05"
  assert.equal((await adviser.post(`${location}/undoing`, {}, location)).location, location)
  assert.match((await adviser.get(location)).text, /Assigned, and undone/)
  const back = await stateOf(phoned)
  assert.deepEqual([back.ownerId, back.state, back.updatedAt], [null, "new", review])
  const rules = await currentRules(desk.db)
  const { caseId } = await findByReference(desk.db, system, phoned ?? "")
  const told = await timelineOf(desk.db, caseId, rules.versionAt(instant(desk.now)))
  assert.match(told.at(-1)?.sentence ?? "", /Priya Shah undid the assignment: the case is with nobody again/)
  assert.equal((await adviser.post(`${location}/undoing`, {}, `/desk/bulk/new?case=${cases[0]}`)).status, 422)
})

test("a bulk reply waits ten seconds in which nothing is on any case, can be stopped, and is sent once however often it is asked for", async () => {
  const versions = async () => [(await stateOf(written)).version, (await stateOf(held)).version]
  const before = await versions()
  const fields = { what: "reply", reply: "We are looking at it.\r\nThank you." }
  const stopping = await bulk(fields, await chosen(written, held))
  assert.match(stopping.preview.text, /2 messages go out, ten seconds after/)
  assert.match(stopping.preview.text, /Goes to sam\.carter@force\.example/)
  const { location = "" } = await stopping.confirm()
  assert.match((await adviser.get(location)).text, /The messages go in 10 seconds/)
  await doDueOrders(desk.db, instant(desk.now) + 9_000, assert.ifError)
  assert.deepEqual(await versions(), before)
  await adviser.post(`${location}/undoing`, {}, location)
  assert.match((await adviser.get(location)).text, /Stopped: no case has been changed/)
  await doDueOrders(desk.db, instant(desk.now) + 11_000, assert.ifError)
  assert.deepEqual(await versions(), before)
  const sending = await bulk(fields, await chosen(written, held))
  const first = await sending.confirm()
  const sent = first.location ?? ""
  await Promise.all([1, 2].map(() => doDueOrders(desk.db, instant(desk.now) + 11_000, assert.ifError)))
  await doDueOrders(desk.db, instant(desk.now) + 90_000, assert.ifError)
  assert.deepEqual(
    await versions(),
    before.map((each) => each + 1),
  )
  const page = await adviser.get(sent)
  assert.equal(page.heading, "2 cases changed")
  assert.doesNotMatch(page.html, />\s*Undo\s*</)
  const left = await desk.db.pool.query("select words from bulk_actions where words is not null")
  assert.deepEqual(left.rows, [])
})

test("closing, holding and the priority are undone by events of their own; a note stays", async () => {
  for (const [fields, reference, state] of [
    [{ what: "closure" }, resolved, "resolved"],
    [{ what: "hold", for: "customer" }, written, "in-progress"],
    [{ what: "resumption" }, held, "on-hold"],
    [{ what: "classification", priority: "2" }, written, "in-progress"],
  ] as const) {
    const before = await stateOf(reference)
    const { location = "" } = await (await bulk(fields, await chosen(reference))).confirm()
    assert.equal((await adviser.get(location)).heading, "1 case changed", fields.what)
    await adviser.post(`${location}/undoing`, {}, location)
    assert.match((await adviser.get(location)).text, /and undone/)
    const back = await stateOf(reference)
    assert.deepEqual(
      [back.state, back.priority, back.hold?.for],
      [state, before.priority, before.hold?.for],
      fields.what,
    )
  }
  const { location = "" } = await (await bulk({ what: "note", note: "Seen." }, await chosen(written))).confirm()
  assert.doesNotMatch((await adviser.get(location)).html, />\s*Undo\s*</)
})

test("several cases are escalated with a reason, and go back where they were; the history says which move was undone", async () => {
  const low = await desk.opened({ subject: "Low" })
  const top = await desk.opened({ subject: "Top" })
  const { chains } = (await currentRules(desk.db)).versionAt(instant(desk.now)).charter
  const last = chains[0]?.steps.at(-1)?.id ?? ""
  const cases = await chosen(low, top)
  const { preview, confirm } = await bulk({ what: "escalation", escalation: "Nobody here can mend it." }, cases)
  assert.match(preview.text, /2 cases will be changed\. You can undo this for an hour/)
  assert.deepEqual((await bulk({ what: "escalation", escalation: " " }, cases)).preview.errors, [
    "Enter why you escalate",
  ])
  assert.equal((await bulk({ what: "escalation", escalation: "x", step: "nowhere" }, cases)).preview.status, 400)
  const before = (await stateOf(low)).queue
  const { location = "" } = await confirm()
  assert.equal((await adviser.get(location)).heading, "2 cases changed")
  assert.notEqual((await stateOf(low)).queue, before)
  const first = await chosen(top)
  await (await bulk({ what: "escalation", escalation: "Now.", step: last }, first)).confirm()
  await adviser.post(`${location}/undoing`, {}, location)
  assert.match(
    (await adviser.get(location)).text,
    /Low Escalated, and undone.*Top Escalated\. Not undone: Something has come/,
  )
  assert.equal((await stateOf(low)).queue, before)
  const { caseId } = await findByReference(desk.db, system, low)
  const told = await timelineOf(desk.db, caseId, (await currentRules(desk.db)).versionAt(instant(desk.now)))
  assert.match(told.at(-1)?.sentence ?? "", /Priya Shah undid the escalation: the case is with nobody again/)
})

test("several cases are reopened, which the preview says is final; one whose time has passed is left", async () => {
  const engineer = await desk.actor("engineer")
  const end = async (subject: string) => {
    const reference = await desk.opened({ subject })
    await resolveIncident(desk.db, await desk.ask(engineer, { reference }, desk.now), {
      outcome: "fixed",
      body: "Done.",
    })
    return reference
  }
  const old = await end("Old")
  const present = desk.now
  desk.now = "2026-06-27T09:05"
  adviser = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  const recent = await end("Recent")
  const { preview, confirm } = await bulk({ what: "reopening", reopening: "It came back." }, await chosen(old, recent))
  assert.match(preview.text, /1 case will be changed, and 1 left as it is\. This cannot be undone/)
  assert.match(preview.text, /It is too late to reopen INC/)
  const { location = "" } = await confirm()
  const { text, html } = await adviser.get(location)
  assert.match(text, /Recent Reopened/)
  assert.doesNotMatch(html, />\s*Undo\s*</)
  assert.deepEqual([(await stateOf(old)).state, (await stateOf(recent)).state], ["resolved", "in-progress"])
  assert.equal((await adviser.post(`${location}/undoing`, {}, `/desk/bulk/new?case=${recent}.1`)).status, 422)
  desk.now = present
})

test("what cannot be taken back says so before it is done", async () => {
  const cases = await chosen(written)
  const says = async (fields: Record<string, string>) => (await bulk(fields, cases)).preview.text
  assert.match(await says({ what: "note", note: "Seen." }), /A note cannot be taken back/)
  assert.match(await says({ what: "reply", reply: "Hello" }), /What has been sent cannot be taken back/)
})

test("without scripts a link gives the page with every box ticked, and another with none; nothing else may be asked so", async () => {
  const plain = await adviser.get("/desk/cases?priority=3")
  assert.doesNotMatch(plain.html, /name="case"[^>]* checked/)
  const [, link = ""] = /<a class="govuk-link charter-select-all__link" href="([^"]+)">/.exec(plain.html) ?? []
  assert.equal(link, "/desk/cases?priority=3&amp;select=all")
  const all = await adviser.get("/desk/cases?priority=3&select=all")
  const boxes = [...all.html.matchAll(/name="case" value="[^"]+"( checked)?/g)]
  assert.ok(boxes.length > 0 && boxes.every(([, ticked]) => ticked !== undefined))
  assert.match(all.html, /href="\/desk\/cases\?priority=3">Select none/)
  assert.doesNotMatch((await adviser.get("/desk/views/new?priority=3")).html, /select/)
  assert.equal((await adviser.get("/desk/cases?select=some")).status, 400)
})

test("a case that fails for a fault of ours holds up no other, is tried again, and is given up in the end", async () => {
  const broken = await desk.opened({ subject: "Broken" })
  const { caseId } = await findByReference(desk.db, system, broken)
  const whole = await chosen(written, broken)
  const { version } = await stateOf(written)
  const { location = "" } = await (await bulk({ what: "reply", reply: "Hello again" }, whole)).confirm()
  await desk.db.pool.query("update cases set fold = fold - 'waits' - 'clocks' where case_id = $1", [caseId])
  const faults: unknown[] = []
  const after = (seconds: number) => instant(desk.now) + seconds * 1000
  await doDueOrders(desk.db, after(11), (error) => faults.push(error))
  assert.deepEqual([(await stateOf(written)).version, faults.length], [version + 1, 1])
  await doDueOrders(desk.db, after(700), (error) => faults.push(error))
  assert.deepEqual([(await stateOf(written)).version, faults.length], [version + 1, 2])
  const kept = await desk.db.pool.query(
    "select bulk_actions.state, words, reason from bulk_actions join bulk_cases using (bulk_id) where bulk_id = $1 and case_id = $2",
    [location.split("/").at(-1), caseId],
  )
  assert.deepEqual(kept.rows, [{ state: "done", words: null, reason: "It could not be done: the fault is ours." }])
})

test("what a choice needs is asked on a page of its own", async () => {
  const [only = ""] = await chosen(written)
  const asked = await adviser.post("/desk/bulk/preview", { what: "reply" }, `/desk/bulk/new?case=${only}`)
  assert.deepEqual([asked.status, asked.heading, asked.errors], [200, "Reply to the customers", []])
  assert.match(asked.html, /name="reply"/)
  assert.doesNotMatch(asked.html, /name="email"/)
})

test("what is missing is said at its field, with all that was typed; who works no cases is offered nothing", async () => {
  const cases = await chosen(written)
  for (const [fields, message] of [
    [{}, "Choose what to do"],
    [{ what: "team" }, "Choose a team"],
    [{ what: "team", team: "nowhere" }, "Choose a team"],
    [{ what: "colleague", email: "nobody@desk.example" }, "There is no colleague with this email address"],
    [{ what: "reply", reply: "  " }, "Enter your reply"],
    [{ what: "resolution", resolution: "Kept words" }, "Choose the outcome"],
  ] as const) {
    const { preview } = await bulk(fields, cases)
    assert.deepEqual([preview.status, preview.errors], [400, [message]])
  }
  assert.match((await bulk({ what: "resolution", resolution: "Kept words" }, cases)).preview.html, /Kept words/)
  assert.deepEqual((await adviser.get("/desk/bulk/new")).errors, ["Select at least one case"])
  assert.equal((await adviser.get("/desk/bulk/new?case=x.1")).status, 400)
  assert.equal((await auditor.get(`/desk/bulk/new?case=${cases[0]}`)).status, 403)
  assert.doesNotMatch((await auditor.get("/desk/cases")).html, /name="case"/)
})
