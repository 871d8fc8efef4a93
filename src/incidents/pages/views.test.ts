// Filters, saved views, and going through one, as somebody does it without a script.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { testList } from "./test-list.ts"

const { desk, adviser, leader, auditor, phoned, written, held } = await testList()
after(() => desk.close())

const referencesIn = (html: string) => [
  ...new Set([...html.matchAll(/href="\/desk\/cases\/(INC-[\d-]+)["?]/g)].map(([, each]) => each)),
]
const listed = async (query: string) => referencesIn((await adviser.get(`/desk/cases?${query}`)).html)
const chosen = async (...references: (string | undefined)[]) => {
  const { html } = await adviser.get("/desk/cases?state=any")
  return references.map((each) => html.match(new RegExp(`name="case" value="(${each}\\.\\d+)"`))?.[1] ?? "")
}

test("each filter is a field of the address", async () => {
  assert.deepEqual(await listed("channel=phone"), [phoned])
  assert.deepEqual(await listed("waiting=supplier"), [held])
  assert.deepEqual(await listed("waiting=customer"), [])
  assert.deepEqual(await listed("due=1h"), [phoned])
  assert.deepEqual(await listed("due=overdue"), [])
  assert.equal((await listed("due=today&service=college-learn")).length, 0)
  assert.deepEqual(await listed("organisation=Nobody"), [])
  for (const wrong of ["due=soon", "waiting=me", "channel=fax", "due=0h"])
    assert.equal((await adviser.get(`/desk/cases?${wrong}`)).status, 400, wrong)
})

test("filters in words become the address; one that means nothing is said at the search box, and what was typed stays", async () => {
  const words = encodeURIComponent('owner:none due:1h Priority:1 "phoned"')
  assert.equal(
    (await adviser.get(`/desk/cases?q=${words}`)).location,
    "/desk/cases?due=1h&owner=none&priority=1&q=%22phoned%22",
  )
  const wrong = await adviser.get(`/desk/cases?q=${encodeURIComponent("priority:9 login")}`)
  assert.deepEqual([wrong.status, wrong.errors], [400, ["Priority is 1, 2, 3 or 4"]])
  assert.match(wrong.html, /value="priority:9 login"/)
})

test("a reference leads to its case however it is spelled", async () => {
  for (const typed of [`${phoned}`.toLowerCase(), "inc 2026 1", "INC2026000001", "inc-2026-1", "#1", " # 000001 "])
    assert.equal(
      (await adviser.get(`/desk/cases?q=${encodeURIComponent(typed)}`)).location,
      `/desk/cases/${phoned}`,
      typed,
    )
  for (const typed of ["#999999", "#0", "inc 2025 1", "#99999999999999999999"])
    assert.equal((await adviser.get(`/desk/cases?q=${encodeURIComponent(typed)}`)).status, 200, typed)
})

test("what is chosen stands above the list, each with a way to leave it out", async () => {
  const { html, text } = await adviser.get("/desk/cases?channel=phone&owner=none&q=phoned")
  assert.match(text, /Remove this filter: Owner: nobody/)
  assert.match(html, /href="\/desk\/cases\?channel=phone&amp;q=phoned"/)
})

test("A01 A02 a search shows where it found the words, as the characters that they are, and who was shown them is kept", async () => {
  const { html, text } = await adviser.get("/desk/cases?q=certificate")
  assert.match(html, /<mark>certificate<\/mark>/)
  assert.doesNotMatch(html, /<script>alert|<b>bold/)
  assert.match(text, /Written <b>bold<\/b>|Written &lt;b&gt;bold/)
  assert.match((await adviser.get("/desk/cases?q=certifcate")).text, /words like them.*Written/)
  assert.match((await adviser.get("/desk/cases?q=%2B442079460958")).html, /<mark>020 7946 0958<\/mark>/)
  const kept = await desk.db.pool.query("select target from audit where action = 'search' order by audit_id limit 1")
  assert.deepEqual(kept.rows[0].target, [written])
})

test("A69 of a case that somebody must give a reason to open, neither a search nor a preview shows more than the list does", async () => {
  const outsider = await colleague(desk.server, desk.db, "adviser", "Oth Er")
  const search = async (who: Visitor) => (await who.get("/desk/cases?q=certificate")).html
  const team =
    "insert into team_members (queue, person_id, since) select 'contact-centre', person_id, now() from people where name = 'Tom Reid'"
  await desk.db.pool.query(team)
  assert.match(await search(leader), /<mark>certificate/)
  assert.doesNotMatch(await search(outsider), /<mark>/)
  const [only = ""] = await chosen(written)
  const fields = { what: "reply", reply: "Hello", asked: "yes" }
  const preview = await outsider.post("/desk/bulk/preview", fields, `/desk/bulk/new?case=${only}`)
  assert.match(preview.text, /Goes to the customer/)
  assert.doesNotMatch(preview.html, /sam\.carter/)
  await desk.db.pool.query("delete from team_members")
})

test("a view is saved, counted, current where the address is its, shared by those who may, and nobody else's to change", async () => {
  const saved = await adviser.post(
    "/desk/views",
    { name: "  On  the phone " },
    "/desk/views/new?channel=phone&priority=1",
  )
  assert.equal(saved.location, "/desk/cases?channel=phone&priority=1")
  const list = await adviser.get("/desk/cases?priority=1&channel=phone")
  assert.match(list.text, /On the phone \(1\)/)
  assert.match(list.html, /aria-current="page" href="\/desk\/cases\?channel=phone&amp;priority=1"/)
  assert.doesNotMatch(list.text, /Save as a view/)
  assert.doesNotMatch((await leader.get("/desk/views")).text, /On the phone/)
  const twice = await adviser.post("/desk/views", { name: "On the phone" }, "/desk/views/new?priority=2")
  assert.deepEqual([twice.status, twice.errors], [400, ["There is a view of this name already"]])
  assert.match(twice.html, /value="On the phone"/)
  assert.equal(
    (await adviser.post("/desk/views", { name: "All", shared: "yes" }, "/desk/views/new?priority=2")).status,
    403,
  )
  assert.equal(
    (await leader.post("/desk/views", { name: "Urgent", shared: "yes" }, "/desk/views/new?priority=1")).status,
    303,
  )
  const { html, text } = await adviser.get("/desk/views")
  assert.match(text, /Urgent \(1\).*Priority 1.*Shared by Tom Reid/)
  const own = html.match(/href="(\/desk\/views\/\d+)"/)?.[1] ?? ""
  assert.equal((await leader.get(own)).status, 404)
  assert.equal((await auditor.get(own)).status, 404)
  assert.equal((await adviser.post(own, { name: "Telephone" })).location, "/desk/views")
  assert.match((await adviser.get("/desk/views")).text, /Telephone/)
  assert.equal((await adviser.post(`${own}/deletion`, {}, own)).location, "/desk/views")
  await adviser.get("/desk/views")
  assert.doesNotMatch((await adviser.get("/desk/views")).text, /Telephone/)
})

test("A09 A40 a name that cannot be seen, is too long, or comes with fields of its own is refused in words", async () => {
  for (const [fields, message] of [
    [{ name: "" }, /Enter a name/],
    [{ name: "a\u202eb" }, /cannot be seen/],
    [{ name: "a".repeat(61) }, /60 characters/],
    [{ name: "a", ownerId: "1" }, /not one of ours/],
    [{ name: "a", query: "nonsense=1" }, /again/],
  ] as const) {
    const answer = await adviser.post("/desk/views", fields, "/desk/views/new?priority=2")
    assert.equal(answer.status, 400)
    assert.match(answer.errors.join(), message)
  }
})

test("going through a view gives each case once, never one that a colleague has before them, and ends by itself", async () => {
  const begun = await adviser.post("/desk/play", { query: "" }, "/desk/cases")
  assert.equal(begun.location, `/desk/cases/${phoned}`)
  assert.equal((await leader.post("/desk/play", { query: "" }, "/desk/cases")).location, `/desk/cases/${written}`)
  const page = await adviser.get(`/desk/cases/${phoned}`)
  assert.match(page.text, /Case 1 of those you go through: all open cases/)
  assert.equal((await adviser.post("/desk/play/next", {}, `/desk/cases/${phoned}`)).location, `/desk/cases/${held}`)
  assert.match((await adviser.get(`/desk/cases/${phoned}`)).text, new RegExp(`were given is ${held}`))
  assert.equal((await leader.post("/desk/play/end", {}, `/desk/cases/${written}`)).location, "/desk/cases")
  const end = await adviser.post("/desk/play/next", {}, `/desk/cases/${held}`)
  assert.equal(end.location, "/desk/cases")
  assert.match((await adviser.get("/desk/cases")).text, /been through 2 cases/)
  assert.doesNotMatch((await adviser.get(`/desk/cases/${held}`)).text, /go through/)
})
