import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Seen, type Visitor } from "../../../test/support/visitor.ts"
import { row, rows, sql } from "../../database/index.ts"
import { addNote, incidentPages, resolveIncident } from "../index.ts"
import { nouns } from "../paths.ts"

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

async function countOf(reference: string, type: string): Promise<number> {
  const found = await row<{ count: number }>(
    desk.db,
    sql`select count(*) as count from events join cases using (case_id) where reference = ${reference} and type = ${type}`,
  )
  return found?.count ?? 0
}

test("a reply goes from the box on the case to the customer, and the page says so", async () => {
  const reference = await desk.opened()
  const sent = await adviser.post(
    pathOf(reference, "reply"),
    { body: "  We are on it.\r\n\r\nPriya " },
    pathOf(reference),
  )
  const { text, html } = await after303(adviser, sent)
  assert.match(text, new RegExp(`Your reply on ${reference} has been recorded`))
  assert.match(html, /We are on it\.\n\nPriya</)
  assert.match(text, /Waiting Reply to sam\.carter@force\.example/)
})

test("a reply to another address goes there", async () => {
  const reference = await desk.opened()
  const sent = await adviser.post(pathOf(reference, "reply"), { body: "Hello", to: "duty@force.example" })
  assert.match((await after303(adviser, sent)).text, /Waiting Reply to duty@force\.example/)
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
  const resolved = await after303(
    adviser,
    await adviser.post(pathOf(reference, "resolution"), { outcome: "fixed", body: "It plays now." }),
  )
  assert.match(resolved.text, /Words to the customer \(Fixed\) It plays now\./)
  assert.match((await after303(adviser, await adviser.post(pathOf(reference, "closure"), {}))).text, /is closed/)
  const reopened = await after303(
    adviser,
    await adviser.post(pathOf(reference, "reopening"), { reason: "It stopped again." }),
  )
  assert.match(reopened.text, /is open again/)
  assert.match(reopened.text, /Reason: It stopped again\./)
})

test("long after, reopening says that a new case follows, and leads to it", async () => {
  const reference = await desk.opened()
  await after303(adviser, await adviser.post(pathOf(reference, "resolution"), { outcome: "fixed", body: "Done." }))
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

test("F59 a form that was open while something came in is not lost: what changed is shown, what was typed is kept", async () => {
  const reference = await desk.opened()
  const actor = await desk.actor("adviser")
  const stale = { version: "1", once: "a".repeat(22), body: "My long reply" }
  await addNote(desk.db, await desk.ask(actor, { reference }, desk.now), "Do not answer before noon.")
  const { status, text, html } = await adviser.post(pathOf(reference, "reply"), stale)
  assert.equal(status, 409)
  assert.match(
    text,
    /This case has changed Nothing has been saved\. .* Test adviser added a note\. 9am today “Do not answer before noon\.”/,
  )
  assert.match(html, />My long reply<\/textarea>/)
  assert.equal(await countOf(reference, "replied"), 0)
  const again = await adviser.post(pathOf(reference, "reply"), { body: "My long reply" })
  assert.equal(again.status, 303)
})

test("a move that came too late is refused in words, with what was typed", async () => {
  const reference = await desk.opened()
  const actor = await desk.actor("adviser")
  await resolveIncident(desk.db, await desk.ask(actor, { reference }, desk.now), { outcome: "fixed", body: "Done." })
  const page = await adviser.get(pathOf(reference, "resolution"))
  assert.deepEqual([page.status, page.heading], [422, "This cannot be done now"])
  assert.match(page.text, new RegExp(`${reference} is resolved, so it cannot be resolved`))
  const late = { version: "2", once: "b".repeat(22), for: "supplier" }
  const { status, text, html } = await adviser.post(pathOf(reference, "hold"), late, pathOf(reference))
  assert.equal(status, 422)
  assert.match(text, /cannot be put on hold/)
  assert.match(html, /value="supplier" checked/)
  const noted = await row(
    desk.db,
    sql`select from audit where action = 'hold' and outcome = 'refused' and target = ${[reference]}`,
  )
  assert.ok(noted, "a refusal is kept")
})

test("F61 a button pressed twice does its work once, and both answers are the same", async () => {
  const reference = await desk.opened()
  const fields = { version: "1", once: "c".repeat(22), body: "Once only" }
  await adviser.get(pathOf(reference))
  const both = await Promise.all([1, 2, 3].map(() => adviser.post(pathOf(reference, "reply"), fields)))
  assert.deepEqual(
    both.map(({ status, location }) => `${status} ${location}`),
    Array(3).fill(`303 ${pathOf(reference)}`),
  )
  assert.equal(await countOf(reference, "replied"), 1)
  const edited = await adviser.post(pathOf(reference, "reply"), { ...fields, body: "Other words" })
  assert.equal(edited.status, 409, "other words are another request, and this one is stale")
})

test("what makes a repeat known holds no words that could be tried", async () => {
  const found = await rows<{ caller: string; key: string }>(desk.db, sql`select caller, key from idempotency`)
  assert.ok(found.length > 0)
  for (const { caller, key } of found) {
    assert.match(caller, /^form of \d+$/)
    assert.match(key, /^[\w-]{43}$/)
    assert.notEqual(key, "c".repeat(22))
  }
})

test("A40 A53 a field that is not ours is refused, and changes nothing", async () => {
  const reference = await desk.opened()
  const foreign = ["isInternal", "ownerId", "__proto__", "constructor", "role", "slaDue", "createdAt"]
  for (const noun of nouns) {
    for (const name of foreign) {
      const { status } = await leader.post(
        pathOf(reference, noun),
        { body: "x", reason: "x", to: "me", [name]: "1" },
        pathOf(reference, noun === "reopening" || noun === "closure" || noun === "resumption" ? "" : noun),
      )
      assert.ok(status === 400 || status === 422, `${noun} with ${name}: ${status}`)
    }
  }
  const found = await row<{ version: number }>(desk.db, sql`select version from cases where reference = ${reference}`)
  assert.equal(found?.version, 1)
})

test("a form without its version or its number is not one of ours", async () => {
  const reference = await desk.opened()
  const wrong: [string, string | string[]][] = [
    ["version", ""],
    ["once", ""],
    ["once", "short"],
    ["version", "1e0"],
    ["version", ["1", "1"]],
  ]
  for (const [name, value] of wrong) {
    const { status, errors } = await adviser.post(
      pathOf(reference, "note"),
      { body: "x", [name]: value },
      pathOf(reference),
    )
    assert.deepEqual([status, errors], [400, ["This form is not one of ours, or too old. Open the page again"]])
  }
})

test("A41 an auditor may open no form and send none", async () => {
  const auditor = await colleague(desk.server, desk.db, "auditor")
  const reference = await desk.opened()
  for (const noun of nouns) {
    assert.equal((await auditor.get(pathOf(reference, noun))).status, 403, noun)
    assert.equal((await auditor.post(pathOf(reference, noun), { body: "x" }, pathOf(reference))).status, 403, noun)
  }
  assert.equal((await auditor.get("/desk/calls/new")).status, 403)
})

test("A37 A38 a reference is exact, and what is not there looks like what may not be seen", async () => {
  const reference = await desk.opened()
  const number = Number(reference.slice(-6))
  const year = reference.slice(4, 8)
  const near = [
    `INC-${year}-${number}`,
    `INC-${year}-0${reference.slice(-6)}`,
    `inc-${year}-${reference.slice(-6)}`,
    `INC-2025-${reference.slice(-6)}`,
    `REQ-${year}-${reference.slice(-6)}`,
    `${reference}%20`,
    `${reference}%00`,
    "INC-2026-999999",
    "1",
    "..%2f..%2fetc",
  ]
  for (const each of near) {
    assert.equal((await adviser.get(pathOf(each))).status, 404, each)
    assert.equal((await adviser.get(pathOf(each, "reply"))).status, 404, each)
  }
  for (const content of ["0", "01", "1e0", "+1", "999", "-1", "1%20", "x"]) {
    assert.equal((await adviser.get(`${pathOf(reference)}/files/${content}`)).status, 404, content)
    assert.equal((await adviser.get(`${pathOf(reference)}/content/${content}`)).status, 404, content)
  }
})

test("nobody sees a page of the desk without signing in", async () => {
  const reference = await desk.opened()
  const { visitor } = await import("../../../test/support/visitor.ts")
  const stranger = visitor(desk.server)
  for (const path of [
    "/desk",
    "/desk/cases",
    pathOf(reference),
    "/desk/calls/new",
    ...nouns.map((noun) => pathOf(reference, noun)),
  ]) {
    assert.match((await stranger.get(path)).location ?? "", /^\/sign-in\?next=/, path)
  }
})
