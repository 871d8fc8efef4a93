// The pages of cases that belong together, as people meet them: previews, wrong input, hostile words.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { type DeskPages, deskPages } from "../../../test/support/desk-pages.ts"
import { repliesGo } from "../../../test/support/replies.ts"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { floorPages } from "../../floor/index.ts"
import { incidentPages, sendWaiting } from "../index.ts"

let desk: DeskPages
let leader: Visitor
let adviser: Visitor
before(async () => {
  desk = await deskPages([...incidentPages, ...floorPages])
  leader = await colleague(desk.server, desk.db, "team-leader", "Ruth Bell")
  adviser = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
})
after(() => desk.close())

const at = (reference: string, noun: string) => `/desk/cases/${reference}/${noun}`

test("A02 a merge is looked at before it is done, with who will see what, and hostile words are words", async () => {
  const subject = "<script>alert(1)</script>"
  const [one, other] = [await desk.opened({ subject }), await desk.opened({ subject })]
  assert.match((await adviser.get(at(one, "merge"))).text, /Which case does/)
  const preview = await adviser.get(`${at(one, "merge")}?into=${other.toLowerCase()}`)
  assert.match(preview.text, /Who will see what/)
  assert.match(preview.text, new RegExp(`Merge ${one} into ${other}`))
  assert.doesNotMatch(preview.html, /<script>alert/)
  for (const wrong of ["INC-2026-999999", "nonsense", one]) {
    const refused = await adviser.get(`${at(one, "merge")}?into=${wrong}`)
    assert.equal(refused.status, 400, wrong)
    assert.equal(refused.errors.length, 1)
  }
  const { status, location } = await adviser.post(at(one, "merge"), { into: other }, at(one, "note"))
  assert.deepEqual([status, location], [303, `/desk/cases/${other}`])
  const { text } = await adviser.get(`/desk/cases/${other}`)
  assert.match(text, new RegExp(`Promises of ${one}, which was merged into this case`))
  const merged = await adviser.get(`/desk/cases/${one}`)
  assert.match(merged.text, new RegExp(`was merged into ${other} and is dealt with there`))
  assert.equal((await adviser.get(at(one, "reply"))).status, 422)
  assert.equal((await adviser.post(at(one, "separation"), {})).status, 303)
})

test("A18 two people's cases are not merged, and the page says what to do instead", async () => {
  const [one, other] = [await desk.opened(), await desk.opened({ requester: { email: "else@other.example" } })]
  const preview = await adviser.get(`${at(one, "merge")}?into=${other}`)
  assert.match(preview.text, /are not from the same person\. Make one of them a child/)
  assert.equal((await adviser.post(at(one, "merge"), { into: other }, at(one, "note"))).status, 422)
})

test("a message to everyone is looked at once more, and goes when it is sent and not before", async () => {
  const [parent, child] = [await desk.opened(), await desk.opened({ requester: { phone: "01632 960 001" } })]
  const { location } = await adviser.post(at(parent, "children"), { children: `${child}\r\n${child}` })
  assert.equal(location, `/desk/cases/${parent}`)
  const words = "Line one\r\nLine two <b>"
  const preview = await adviser.post(at(parent, "notice-to-all"), { body: words, step: "preview" })
  assert.equal(preview.status, 200)
  assert.match(preview.text, /Goes by email to 1 customer: the customer of this case/)
  assert.match(preview.text, /1 of the open children has no email address/)
  assert.match(preview.html, /Line two &lt;b&gt;/)
  const edit = await adviser.post(at(parent, "notice-to-all"), { body: words, step: "edit" })
  assert.match(edit.html, /<textarea[^>]*>Line one/)
  const empty = await adviser.post(at(parent, "notice-to-all"), { body: " ", step: "preview" })
  assert.deepEqual([empty.status, empty.errors], [400, ["Enter what to tell everyone"]])
  assert.doesNotMatch((await adviser.get(`/desk/cases/${parent}`)).text, /told everyone affected/)
  assert.equal((await adviser.post(at(parent, "notice-to-all"), { body: words, step: "send" })).status, 303)
  assert.match(
    (await adviser.get(`/desk/cases/${parent}`)).text,
    /told everyone affected, on this case and 1 of its children/,
  )
})

test("a major incident is declared by those who may, and shown on its case and on the floor", async () => {
  const reference = await desk.opened({ subject: "Nobody can sign in", priority: 1 })
  assert.match((await adviser.get(`/desk/cases/${reference}`)).text, /Nobody has taken charge of it yet/)
  assert.equal((await adviser.get(at(reference, "major-incident"))).status, 403)
  const wrong = await leader.post(at(reference, "major-incident"), { lead: "colleague", reason: "", email: "" })
  assert.deepEqual(wrong.errors, ["Enter why this is a major incident"])
  assert.equal(
    (await leader.post(at(reference, "major-incident"), { lead: "me", reason: "All are affected" })).status,
    303,
  )
  const again = await leader.get(at(reference, "major-incident"))
  assert.equal(again.status, 422)
  assert.match(again.text, new RegExp(`This cannot be done now ${reference} is a major incident already.`))
  assert.match(again.text, /Tell everyone affected/)
  assert.doesNotMatch(again.html, /<textarea/)
  const { text } = await leader.get(`/desk/cases/${reference}`)
  assert.match(text, /Major incident Led by Ruth Bell/)
  assert.match(text, /Updates during a major incident/)
  assert.equal((await leader.post(at(reference, "gold-group"), { members: "nobody@desk.example" })).status, 400)
  assert.equal((await adviser.post(at(reference, "gold-decision"), { decision: "x", reason: "y" })).status, 403)
  const floor = await adviser.get("/desk/floor")
  assert.match(floor.text, new RegExp(`Major incident ${reference} Nobody can sign in , led by Ruth Bell`))
  assert.match(floor.text, /At risk Of those, the ones of which a promise falls due within the next 60 minutes/)
})

test("a case shows what was merged into it, and what was merged into that before", async () => {
  const bodies = ["First words of all", "Second words of all", "Third words of all"]
  const [a = "", b = "", c = ""] = await Promise.all(
    bodies.map((body) => desk.opened({ correspondence: { body }, requester: { email: "chain@force.example" } })),
  )
  await adviser.post(at(a, "merge"), { into: b }, at(a, "note"))
  await adviser.post(at(b, "merge"), { into: c }, at(b, "note"))
  const { text } = await adviser.get(`/desk/cases/${c}`)
  for (const body of bodies) assert.match(text, new RegExp(body))
  assert.match(text, new RegExp(`Promises of ${a}, which was merged into this case`))
})

test("F60 a reply that waited while its case was merged is stopped, and its words go on where the case does", async () => {
  const [one, other] = [await desk.opened(), await desk.opened()]
  await adviser.post(at(one, "reply"), { body: "Half a promise" })
  await adviser.post(at(one, "merge"), { into: other }, at(one, "note"))
  const { now } = desk
  desk.now = "2026-03-27T09:05"
  const faults: unknown[] = []
  assert.equal(await sendWaiting(desk.db, instant(desk.now), (error) => faults.push(error)), 0)
  assert.deepEqual(faults, [])
  const page = await adviser.get(`/desk/cases/${one}`)
  assert.match(page.text, /Half a promise/)
  const withdrawal = /\/desk\/cases\/[\w-]+\/waiting-replies\/\d+\/withdrawal/.exec(page.html)?.[0] ?? ""
  const { location } = await adviser.post(withdrawal, {}, `/desk/cases/${one}`)
  assert.equal(location, at(other, "reply"))
  assert.match((await adviser.get(at(other, "reply"))).html, /<textarea[^>]*>Half a promise/)
  desk.now = now
})

test("references are understood however people type them", async () => {
  const [parent, one, two] = [await desk.opened(), await desk.opened(), await desk.opened()]
  const typed = (reference: string) => reference.toLowerCase().replace(/-0*/g, " ")
  assert.equal((await adviser.post(at(one, "parent"), { parent: typed(parent) })).status, 303)
  assert.equal((await adviser.post(at(parent, "children"), { children: two.toLowerCase() })).status, 303)
  assert.match((await adviser.get(at(parent, "children"))).text, /2 children, 2 of them open/)
})

test("the gold group is changed and not stood down by mistake, and every address that is wrong is told of", async () => {
  const reference = await desk.opened({ priority: 1 })
  await leader.post(at(reference, "major-incident"), { lead: "me", reason: "All are affected" })
  const wrong = await leader.post(at(reference, "gold-group"), { members: "one@desk.example two@desk.example" })
  assert.match(
    wrong.errors.join(),
    /one@desk\.example\. There is no colleague with the email address two@desk\.example/,
  )
  assert.match(wrong.html, /<textarea[^>]*>one@desk\.example two@desk\.example/)
  const people = await desk.db.pool.query("select email from people where name = 'Priya Shah'")
  const email = String(people.rows[0]?.email)
  await leader.post(at(reference, "gold-group"), { members: email })
  const form = await leader.get(at(reference, "gold-group"))
  assert.match(form.html, new RegExp(`<textarea[^>]*>${email}<`))
  const nobody = await leader.post(at(reference, "major-lead"), { lead: "colleague", email: "nobody@desk.example" })
  assert.match(nobody.html, /id="email-error"/)
})

test("the children of a case are there for whoever sees it, after its end too, and nothing is added then", async () => {
  const [parent, child] = [await desk.opened(), await desk.opened()]
  await adviser.post(at(parent, "children"), { children: child })
  const auditor = await colleague(desk.server, desk.db, "auditor", "Ines Moreau")
  const seen = await auditor.get(at(parent, "children"))
  assert.equal(seen.status, 200)
  assert.match(seen.text, new RegExp(child))
  assert.doesNotMatch(seen.html, /<textarea/)
  await adviser.post(at(parent, "resolution"), { outcome: "fixed", body: "Done." })
  await repliesGo(desk)
  const later = await adviser.get(at(parent, "children"))
  assert.match(later.text, new RegExp(child))
  assert.doesNotMatch(later.html, /<textarea/)
  assert.equal((await adviser.post(at(parent, "children"), { children: child }, at(parent, "note"))).status, 422)
})

test("a split says by name which files go along, and a merged case says in the list that it is one", async () => {
  const files = [{ name: "<b>error</b>.png", bytes: Buffer.from("a picture") }]
  const reference = await desk.opened({ subject: "Of two", correspondence: { body: "Two things", files } })
  const page = await adviser.get(at(reference, "split"))
  assert.match(page.text, /With <b>error<\/b>\.png\./)
  assert.doesNotMatch(page.html, /<b>error/)
  const other = await desk.opened({ subject: "Of two" })
  await adviser.post(at(other, "merge"), { into: reference }, at(other, "note"))
  assert.match((await adviser.get("/desk/cases?q=two&state=any")).text, new RegExp(`${other} · Merged`))
})

test("the floor counts what waits, is at risk and is breached, by team and person, and contacts by half hour", async () => {
  const fresh = await deskPages(floorPages)
  try {
    const watcher = await colleague(fresh.server, fresh.db, "adviser", "Priya Shah")
    await fresh.opened({ priority: 1 })
    fresh.now = "2026-03-27T10:30"
    await fresh.opened({ priority: 1 })
    await fresh.opened()
    const { text } = await watcher.get("/desk/floor")
    assert.match(text, /3 Waiting 1 At risk 1 Breached 3 Without an owner 3 Contacts today/)
    assert.match(text, /Contact centre 3 1 1 3|Team leaders/)
    assert.match(text, /10:30am to 11am 2 0/)
    assert.match(text, /9:30am to 10am 0 0/)
  } finally {
    await fresh.close()
  }
})

test("without a script duplicates are looked for on a page before a call is logged, and nothing typed is lost", async () => {
  const known = await desk.opened({ subject: "Printer of the gatehouse is on fire" })
  const call = { subject: "printer on fire in gatehouse", body: "It burns", condition: ["inconvenience", "total-loss"] }
  const found = await adviser.post("/desk/calls/new", { ...call, check: "yes" })
  assert.equal(found.status, 200)
  assert.match(found.text, new RegExp(known))
  assert.match(found.html, /name="condition" value="total-loss"/)
  const piece = await adviser.get("/desk/duplicates?subject=printer+on+fire+in+gatehouse")
  assert.match(piece.html, new RegExp(known))
  assert.doesNotMatch(piece.html, /<html/)
  const again = await adviser.post("/desk/calls/new", { ...call, check: "edit" })
  assert.match(again.html, /value="printer on fire in gatehouse"/)
})
