// Teams and colleagues in a filter as people name them, filters that are nearly some, and cases by their numbers.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { defaultCharterText, instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { publishCharter } from "../../charter/index.ts"
import { freshRules } from "../../clocks/index.ts"
import { run, sql, transaction } from "../../database/index.ts"
import { assignIncident, incidentPages } from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())

let adviser: Visitor
let narrow: Visitor
let cases: string[] = []
const emails = new Map<string, string>()

before(async () => {
  adviser = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  narrow = await colleague(desk.server, desk.db, "engineer", "Nora Narrow")
  for (const name of ["Tom Ashby", "Tom Reid", "Anna Tomlin", "Éva Kiss", "Lee Ash", "Lee Ash", "Ash Leaver"])
    await colleague(desk.server, desk.db, "adviser", name)
  for (const name of ["Sam One", "Sam Two", "Sam Three", "Sam Four"])
    await colleague(desk.server, desk.db, "adviser", name)
  await run(desk.db, sql`update people set disabled_at = now() where name = 'Ash Leaver'`)
  await run(desk.db, sql`update people set sees_own_teams_only = true where name = 'Nora Narrow'`)
  const people = await desk.db.pool.query("select name, email from people where email is not null")
  for (const { name, email } of people.rows) emails.set(name, email)
  cases = [await desk.opened(), await desk.opened({ subject: "Error 2 on page 500" }), await desk.opened()]
  const actor = await desk.actor("team-leader")
  await assignIncident(desk.db, await desk.ask(actor, { reference: cases[2] ?? "" }, desk.now), "third-line")
})

const searched = (typed: string, who = adviser) => who.get(`/desk/cases?q=${encodeURIComponent(typed)}`)
const list = (query: Record<string, string>) => `/desk/cases?${new URLSearchParams(query)}`

const teams: [typed: string, queue: string][] = [
  ["team:contact-centre", "contact-centre"],
  ['team:"Contact centre"', "contact-centre"],
  ['TEAM:"contact  CENTRE"', "contact-centre"],
  ["queue:Third-Line", "third-line"],
  ['team:"Senior application operations and specialists"', "third-line"],
]
for (const [typed, queue] of teams) {
  test(`${typed} is the team ${queue}`, async () => {
    assert.equal((await searched(typed)).location, list({ queue }))
  })
}

test("a team is taken by its name in an address too, beside the other filters", async () => {
  const { location } = await adviser.get(list({ state: "any", queue: "contact centre", q: "page" }))
  assert.equal(location, list({ q: "page", queue: "contact-centre", state: "any" }))
})

test("what is no team is refused with the teams there are, in words and in an address", async () => {
  const fault = /^There is no such team\. The teams are Contact centre, Team leaders, .* and Senior leadership team$/
  for (const typed of ["team:contact", "team:xyz", "queue:none", 'team:"<b>"']) {
    const { status, errors, html } = await searched(typed)
    assert.equal(status, 400, typed)
    assert.match(errors.join(), fault)
    assert.match(html, /href="#q"/)
    assert.doesNotMatch(html, /0 cases|No case matches|<b>/)
  }
  const { status, errors, html, text } = await adviser.get(list({ queue: "xyz" }))
  assert.equal(status, 400)
  assert.match(errors.join(), fault)
  assert.match(html, /href="#queue"/)
  assert.match(html, /<details[^>]*charter-search__fold" open/)
  assert.match(html, /<option value="xyz" selected>xyz \(not in the charter\)/)
  assert.doesNotMatch(text, /Save as a view|No case matches/)
})

const owners: [typed: string, name: string][] = [
  ['owner:"Tom Ashby"', "Tom Ashby"],
  ['owner:"tom  ash"', "Tom Ashby"],
  ["owner:anna", "Anna Tomlin"],
  ["owner:tomlin", "Anna Tomlin"],
  ["owner:ashby", "Tom Ashby"],
  ["owner:éva", "Éva Kiss"],
]
for (const [typed, name] of owners) {
  test(`${typed} is ${name}, by their address`, async () => {
    assert.equal((await searched(typed)).location, list({ owner: emails.get(name) ?? "" }))
  })
}

test("me and none are taken in any case, an address as it is, and a name in the form", async () => {
  assert.equal((await searched("owner:Me")).location, "/desk/cases?owner=me")
  assert.equal((await searched("owner:NONE")).location, "/desk/cases?owner=none")
  assert.equal((await searched("owner:a@b.example")).location, list({ owner: "a@b.example" }))
  const named = await adviser.get("/desk/cases?q=&owner=Tom+Ashby&state=")
  assert.equal(named.location, list({ owner: emails.get("Tom Ashby") ?? "" }))
})

const noOwners: [typed: string, fault: RegExp][] = [
  ["owner:tom", /^tom may be Tom Ashby or Tom Reid\. Write more of the name, or the email address$/],
  ["owner:sam", /^sam may be Sam Four, Sam One, Sam Three or somebody else\. Write more/],
  ['owner:"lee ash"', /^lee ash may be Lee Ash \(person-\d+-\d+@desk\.example\) or Lee Ash \(person-/],
  ["owner:leaver", /^There is no colleague called leaver\. Owner is me, none, or a colleague’s name or email address$/],
  ["owner:om", /^There is no colleague called om\./],
  ["owner:%", /^There is no colleague called %\./],
  ["owner:a@", /^Owner is me, none, or a colleague’s name or email address$/],
]
for (const [typed, fault] of noOwners) {
  test(`${typed} is refused in words`, async () => {
    const { status, errors, html } = await searched(typed)
    assert.equal(status, 400)
    assert.equal(errors.length, 1)
    assert.match(errors[0] ?? "", fault)
    assert.match(html, /href="#q"/)
  })
}

test("an owner who is nobody is told of at their own field of the form, with what was typed", async () => {
  const { status, errors, html } = await adviser.get("/desk/cases?q=&owner=tom")
  assert.equal(status, 400)
  assert.match(errors.join(), /tom may be/)
  assert.match(html, /href="#owner"/)
  assert.match(html, /id="owner"[^>]*value="tom"[^>]*aria-describedby="owner-error"/)
})

test("what is nearly a filter is told of, and a synonym is taken", async () => {
  assert.equal((await searched("is:open")).location, "/desk/cases?state=open")
  assert.equal((await searched("org:Thornleigh page")).location, list({ organisation: "Thornleigh", q: "page" }))
  const near = await searched("onwer:me login")
  assert.equal(near.status, 400)
  assert.match(near.errors.join(), /Did you mean owner:me\?/)
  assert.match(near.html, /value="onwer:me login"/)
  for (const typed of ["owner:", "-owner:me", "owner:me owner:none"])
    assert.equal((await searched(typed)).status, 400, typed)
  for (const typed of ["http://a.example/x", "error:500", '"owner:me"'])
    assert.equal((await searched(typed)).status, 200, typed)
})

test("the number of a case by itself leads to it, however it is spelled", async () => {
  const [first = ""] = cases
  for (const typed of ["1", "000001", " 1 ", "#1", "inc 1", "INC-1", "inc1", "INC-000001", "inc 2026 1"])
    assert.equal((await searched(typed)).location, `/desk/cases/${first}`, typed)
  for (const typed of ["999", "room 1", "req 1", "inc 2025 1", '"1"', "1 2", "0000001", "07700 900123", "0123456789"])
    assert.equal((await searched(typed)).status, 200, typed)
})

test("a case that somebody may not see is not there by its number either", async () => {
  const { status, html } = await searched("1", narrow)
  assert.equal(status, 200)
  assert.doesNotMatch(html, /\/desk\/cases\/INC/)
  assert.match((await narrow.get("/desk/find?q=1")).text, /No case has these words/)
})

test("the palette has the case of a number first, once, then what is found by words", async () => {
  const references = async (typed: string) => {
    const { html } = await adviser.get(`/desk/find?q=${encodeURIComponent(typed)}`)
    return [...html.matchAll(/href="\/desk\/cases\/(INC-[\d-]+)"/g)].map(([, each]) => each)
  }
  const [first, second] = cases
  for (const typed of ["1", "inc 1", "inc 2026 1", "#1", first ?? ""])
    assert.deepEqual((await references(typed)).slice(0, 1), [first], typed)
  assert.deepEqual(await references("2"), [second])
})

test("the fields that ask for another case take a number", async () => {
  const [one = "", two = "", three = ""] = [await desk.opened(), await desk.opened(), await desk.opened()]
  const short = (reference: string) => String(Number(reference.slice("INC-2026-".length)))
  const at = (reference: string, noun: string) => `/desk/cases/${reference}/${noun}`
  const preview = await adviser.get(`${at(one, "merge")}?into=${short(two)}`)
  assert.match(preview.text, new RegExp(`Merge ${one} into ${two}`))
  for (const wrong of ["999999", "room 1", "0", short(one)])
    assert.equal((await adviser.get(`${at(one, "merge")}?into=${encodeURIComponent(wrong)}`)).status, 400, wrong)
  const children = `inc ${short(two)}\r\n#${short(three)}`
  assert.equal((await adviser.post(at(one, "children"), { children })).status, 303)
  assert.match((await adviser.get(at(one, "children"))).text, /2 children, 2 of them open/)
  const wrong = await adviser.post(at(one, "children"), { children: "999999" })
  assert.deepEqual(wrong.errors, ["There is no case 999999 that you can see"])
  const [four, five] = [await desk.opened(), await desk.opened()]
  assert.equal((await adviser.post(at(four, "parent"), { parent: short(one) })).status, 303)
  const merged = await adviser.post(at(five, "merge"), { into: `INC-${short(one)}` }, at(five, "note"))
  assert.deepEqual([merged.status, merged.location], [303, `/desk/cases/${one}`])
})

test("a view of a team that a newer charter has not opens, says so, and has what was left with it", async () => {
  await adviser.post("/desk/views", { name: "Third" }, "/desk/views/new?queue=third-line")
  const text = defaultCharterText
    .replaceAll("third-line", "third-tier")
    .replaceAll("name: Senior application operations and specialists", "name: Third tier")
  await transaction(desk.db, (tx) =>
    publishCharter(tx, { text, from: instant("2026-03-27T12:00"), at: instant(desk.now) }),
  )
  await freshRules(desk.db)
  desk.now = "2026-03-27T12:30"
  assert.match((await adviser.get("/desk/views")).text, /Third \(1\) .*third-line \(not in the charter\)/)
  const { status, text: said, html } = await adviser.get(list({ queue: "third-line" }))
  assert.equal(status, 200)
  assert.match(said, /The charter has no team called Senior application operations and specialists any more/)
  assert.match(html, new RegExp(`/desk/cases/${cases[2]}`))
  assert.match(html, /<option value="third-line" selected>/)
  const named = await searched('team:"senior application operations and specialists"')
  assert.equal(named.location, list({ queue: "third-line" }))
  assert.equal((await searched('team:"Third tier"')).location, list({ queue: "third-tier" }))
})
