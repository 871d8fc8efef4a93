import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { rows, sql } from "../../database/index.ts"
import type { Actor } from "../../people/index.ts"
import {
  addNote,
  classifyIncident,
  escalateIncident,
  holdIncident,
  incidentPages,
  redactContent,
  replyToCustomer,
  resolveIncident,
} from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())

let adviser: Visitor
let leader: Visitor
let auditor: Visitor
let actor: Actor

before(async () => {
  adviser = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  leader = await colleague(desk.server, desk.db, "team-leader", "Tom Reilly")
  auditor = await colleague(desk.server, desk.db, "auditor", "Ann Auditor")
  actor = await desk.actor("team-leader")
})

async function ask(reference: string) {
  return await desk.ask(actor, { reference }, desk.now)
}

test("a case shows what it is, whose it is, and what was said", async () => {
  const reference = await desk.opened({
    subject: "No sound in module 3",
    requester: { name: "Sam Carter", phone: "01632 960 134" },
  })
  const { heading, text } = await adviser.get(`/desk/cases/${reference}`)
  assert.equal(heading, "No sound in module 3")
  for (const words of [
    reference,
    "New",
    "No priority yet",
    "Owner: nobody yet",
    "Team: Contact centre",
    "Sam Carter",
    "01632 960 134",
  ]) {
    assert.ok(text.includes(words), words)
  }
  assert.match(text, /The customer’s words The page stays empty when I open module 3\./)
})

test("each promise answers why then: interval by interval, with the clause, its force and its version", async () => {
  desk.now = "2026-03-27T16:30"
  const reference = await desk.opened({ priority: 1 })
  const { text, html } = await adviser.get(`/desk/cases/${reference}`)
  assert.match(text, /Time to restore, by priority Running in 2 days, by 8:30am on Monday 30 March/)
  assert.match(
    text,
    /1 hour for priority 1, counted from 4:30pm on 27 March 2026 in the calendar “Contact centre opening hours”/,
  )
  assert.match(text, /4:30pm to 5pm today : 30 minutes 8am to 8:30am on Monday 30 March : 30 minutes/)
  assert.match(
    text,
    /Promised by restore-by-priority , with the force “Expected”, in version 1 of the charter : “Once your case/,
  )
  assert.match(html, /href="\/charter\/1#restore-by-priority"/)
})

test("a paused promise says what does not count", async () => {
  desk.now = "2026-03-27T09:00"
  const reference = await desk.opened({ priority: 3 })
  await holdIncident(desk.db, await ask(reference), { for: "customer" })
  desk.now = "2026-03-27T10:00"
  const { text } = await adviser.get(`/desk/cases/${reference}`)
  assert.match(text, /Paused Nothing counts while we wait for the customer/)
  assert.match(text, /Not counted: waiting for the customer, or resolved 9am to 10am today : 1 hour/)
  assert.match(text, /On hold Waits for the customer since 9am on 27 March 2026/)
})

test("a deadline that fell due with a change of priority says so", async () => {
  desk.now = "2026-03-26T08:00"
  const reference = await desk.opened({ priority: 4 })
  desk.now = "2026-03-26T10:30"
  await classifyIncident(desk.db, await ask(reference), { priority: 1 })
  const { text } = await adviser.get(`/desk/cases/${reference}`)
  assert.match(text, /The priority was changed when this target had already passed/)
  assert.match(text, /1, Critical\. Named by a colleague/)
})

test("the customer, staff and a note speak in different words and colours", async () => {
  desk.now = "2026-03-27T09:00"
  const reference = await desk.opened({
    correspondence: { body: "Mine", quoted: "> Older", files: [{ name: "log.txt", bytes: Buffer.from("x") }] },
  })
  await replyToCustomer(desk.db, await ask(reference), { body: "Ours" })
  await addNote(desk.db, await ask(reference), "Between us")
  const { text, html } = await adviser.get(`/desk/cases/${reference}`)
  assert.match(
    text,
    /Internal note, staff only Between us[\s\S]*Reply to the customer Ours[\s\S]*The customer’s words Mine/,
  )
  for (const colour of ["blue", "green", "orange"])
    assert.match(html, new RegExp(`moj-ticket-panel__content--${colour}`))
  assert.match(html, /<details[^>]*>\s*<summary[^>]*><span[^>]*>Quoted text[\s\S]*?&gt; Older/)
  assert.match(text, /Save log\.txt \(1 byte\)/)
})

test("the history is newest first, oldest first where asked, and everything where asked", async () => {
  const reference = await desk.opened({ correspondence: { body: "First words" } })
  await replyToCustomer(desk.db, await ask(reference), { body: "Second words" })
  const place = ({ text }: { text: string }) => text.indexOf("Second words") - text.indexOf("First words")
  assert.ok(place(await adviser.get(`/desk/cases/${reference}`)) < 0)
  assert.ok(place(await adviser.get(`/desk/cases/${reference}?order=oldest`)) > 0)
  const calm = await adviser.get(`/desk/cases/${reference}`)
  assert.doesNotMatch(calm.text, /The first reply came in time/)
  assert.match(calm.text, /Show \d more: promises kept and messages sent/)
  assert.match((await adviser.get(`/desk/cases/${reference}?show=all`)).text, /The first reply came in time/)
})

test("a long history shows its newest part, and the rest part by part, each entry once", async () => {
  const reference = await desk.opened()
  for (let count = 1; count <= 90; count++) await addNote(desk.db, await ask(reference), `Note ${count}.`)
  const notes: string[] = []
  let path: string | undefined = `/desk/cases/${reference}`
  for (let parts = 0; path !== undefined && parts < 5; parts++) {
    const { html, text }: { html: string; text: string } = await adviser.get(path)
    const found = text.match(/Note \d+\./g) ?? []
    assert.ok(found.length <= 40, `${found.length} on one page`)
    notes.push(...found)
    path = /href="([^"]*after=[^"]*)#history">Show earlier/.exec(html)?.[1]?.replaceAll("&amp;", "&")
  }
  assert.deepEqual([notes.length, new Set(notes).size, notes[0]], [90, 90, "Note 90."])
  const oldest = await adviser.get(`/desk/cases/${reference}?order=oldest`)
  assert.match(oldest.text, /Note 1\.[\s\S]*Show later entries \(\d+ more\)/)
  assert.equal((await adviser.get(`/desk/cases/${reference}?after=${encodeURIComponent("'x")}`)).status, 400)
  assert.equal((await adviser.get(`/desk/cases/${reference}?after=event-99999`)).status, 200)
})

test("a link to an entry of a long history opens the part that it stands in, and a recent one the newest part", async () => {
  const reference = await desk.opened()
  for (let count = 1; count <= 60; count++) await addNote(desk.db, await ask(reference), `Note ${count}.`)
  const early = await adviser.get(`/desk/cases/${reference}?entry=event-4`)
  assert.match(early.html, /id="event-4"/)
  assert.match(early.text, /Back to the newest entries/)
  const late = await adviser.get(`/desk/cases/${reference}?entry=event-60`)
  assert.match(late.html, /id="event-60"/)
  assert.doesNotMatch(late.text, /Back to the newest entries/)
  assert.match((await adviser.get(`/desk/cases/${reference}?entry=event-99999`)).text, /Note 60\./)
  assert.equal((await adviser.get(`/desk/cases/${reference}?entry=${encodeURIComponent("<x>")}`)).status, 400)
})

test("what the customer was told is listed with how far it came", async () => {
  const reference = await desk.opened()
  const { text } = await adviser.get(`/desk/cases/${reference}`)
  assert.match(text, /Sent to the customer Waiting Acknowledgement to sam\.carter@force\.example/)
  const silent = await desk.opened({ requester: { phone: "01632 960 134" } })
  assert.match((await adviser.get(`/desk/cases/${silent}`)).text, /Nothing has been sent/)
})

test("A41 buttons are the lifecycle's legal moves, as far as the role goes", async () => {
  const reference = await desk.opened()
  const buttons = async (someone: Visitor) => {
    const { html } = await someone.get(`/desk/cases/${reference}`)
    const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? ""
    const all = [...main.matchAll(/class="govuk-button(?: |")[^>]*>\s*([^<]+?)\s*</g)].map((found) => found[1])
    // What changes nothing of the case.
    return all.filter((each) => each !== "Save draft" && each !== "Follow this case")
  }
  const works = [
    "Take it",
    "Set the priority",
    "Assign",
    "Put on hold",
    "Escalate",
    "Resolve",
    "Send reply",
    "Add note",
  ]
  assert.deepEqual(await buttons(adviser), works)
  assert.deepEqual(await buttons(leader), works)
  assert.deepEqual(await buttons(auditor), [])
  await resolveIncident(desk.db, await ask(reference), { outcome: "fixed", body: "Done." })
  assert.deepEqual(await buttons(adviser), ["Reopen", "Close", "Send reply", "Add note"])
})

test("only who may erase is led to it", async () => {
  const reference = await desk.opened()
  assert.match((await leader.get(`/desk/cases/${reference}`)).text, /Erase words from this case/)
  for (const someone of [adviser, auditor]) {
    assert.doesNotMatch((await someone.get(`/desk/cases/${reference}`)).text, /Erase words/)
  }
})

test("an escalation shows its reason, and the case its new team", async () => {
  const reference = await desk.opened()
  await escalateIncident(desk.db, await ask(reference), { reason: "Needs the database.", to: "engineer" })
  const { text } = await adviser.get(`/desk/cases/${reference}`)
  assert.match(text, /Team: Application operations/)
  assert.match(text, /Reason: Needs the database\./)
})

test("erased words say that they were erased, and their files are not offered", async () => {
  const reference = await desk.opened({
    requester: { name: "Sam Carter", email: "sam@force.example" },
    correspondence: { body: "Something private", files: [{ name: "scan.png", bytes: Buffer.from("y") }] },
  })
  const found = await rows<{ id: number; kind: string }>(
    desk.db,
    sql`select content_id as id, content.kind as kind from content join cases using (case_id) where reference = ${reference} order by content_id`,
  )
  for (const kind of ["body", "file", "subject", "name"]) {
    const content = found.find((each) => each.kind === kind)?.id ?? 0
    await redactContent(desk.db, await ask(reference), {
      content,
      authority: "Data protection officer",
      reason: "Asked for.",
    })
  }
  const { text, heading, html } = await adviser.get(`/desk/cases/${reference}`)
  assert.equal(heading, "Subject erased")
  assert.doesNotMatch(text, /Something private|Sam Carter/)
  assert.match(text, /These words have been erased/)
  assert.match(text, /scan\.png has been erased/)
  assert.match(text, /Erased: name/)
  assert.match(text, /Authority: Data protection officer/)
  const file = found.find((each) => each.kind === "file")?.id
  assert.doesNotMatch(html, new RegExp(`/files/${file}"`))
  assert.equal((await adviser.get(`/desk/cases/${reference}/files/${file}`)).status, 404)
  assert.match((await adviser.get("/desk/cases")).text, new RegExp(`Subject erased ${reference}`))
})

test("who looked at a case, a file and a formatted message is kept in the audit", async () => {
  const reference = await desk.opened({
    correspondence: { body: "Mine", html: "<p>Mine</p>", files: [{ name: "a.txt", bytes: Buffer.from("z") }] },
  })
  const { html } = await auditor.get(`/desk/cases/${reference}`)
  const [file, message] = ["files", "content"].map(
    (part) => new RegExp(`href="(/desk/cases/${reference}/${part}/\\d+)"`).exec(html)?.[1] ?? "",
  )
  await auditor.get(file ?? "")
  await auditor.get(message ?? "")
  const noted = await rows<{ target: string[] }>(
    desk.db,
    sql`select target from audit where action = 'read' and target[1] like ${`${reference}%`} order by audit_id`,
  )
  assert.deepEqual(
    noted.map((each) => each.target[0]?.replace(/\d+$/, "")),
    ["INC-2026-", `${reference}.`, `${reference}.`],
  )
})

test("a call that was just logged has its reference to read out", async () => {
  const reference = await desk.opened()
  assert.match(
    (await adviser.get(`/desk/cases/${reference}?logged=yes`)).text,
    new RegExp(`^Cases ${reference} Call logged|${reference} Call logged`),
  )
  assert.doesNotMatch((await adviser.get(`/desk/cases/${reference}`)).text, /Call logged/)
})
