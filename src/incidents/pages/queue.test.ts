import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { gatherCandidates } from "../../cases/index.ts"
import { assignIncident, incidentPages, resolveIncident } from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())

let adviser: Visitor
let [urgent, slow, late, ended]: string[] = []

before(async () => {
  adviser = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  desk.now = "2026-03-26T10:00"
  late = await desk.opened({ subject: "Certificates are missing", priority: 2 })
  desk.now = "2026-03-27T08:10"
  slow = await desk.opened({ subject: "An old logo", priority: 4 })
  urgent = await desk.opened({ subject: "Nobody can sign in", priority: 1 })
  ended = await desk.opened({ subject: "Fixed already" })
  const actor = await desk.actor("engineer")
  await resolveIncident(desk.db, await desk.ask(actor, { reference: ended }, desk.now), {
    outcome: "fixed",
    body: "Done.",
  })
  await assignIncident(desk.db, await desk.ask(actor, { reference: slow }, desk.now), "me")
  desk.now = "2026-03-27T08:35"
})

test("the desk begins with the queue", async () => {
  assert.equal((await adviser.get("/desk")).location, "/desk/cases")
})

test("the queue has the open cases, the next deadline first, with how pressing it is and by which promise", async () => {
  const { heading, text } = await adviser.get("/desk/cases")
  assert.equal(heading, "Cases")
  const places = [late, urgent, slow].map((reference) => text.indexOf(reference ?? ""))
  assert.ok(
    places.every((place, index) => place > (places[index - 1] ?? 0)),
    text,
  )
  assert.doesNotMatch(text, /Fixed already/)
  assert.match(text, /Certificates are missing [^.]*overdue by 18 hours/)
  assert.match(text, /Nobody can sign in INC-2026-\d+ · New · Priority 1 in 35 minutes , by 9:10am today/)
  assert.match(text, /3 cases, the next deadline first/)
})

test("tabs are addresses, each with its count", async () => {
  const { text, html } = await adviser.get("/desk/cases?owner=none")
  assert.match(text, /My cases \(0\) Unassigned \(2\) All open \(3\)/)
  assert.match(html, /<a class="moj-sub-navigation__link" aria-current="page" href="\/desk\/cases\?owner=none"/)
  assert.doesNotMatch(text, /An old logo/)
})

test("filters are addresses, and the form keeps them", async () => {
  const { text, html } = await adviser.get("/desk/cases?priority=1&state=new&queue=contact-centre&q=&owner=")
  assert.match(text, /Nobody can sign in/)
  assert.doesNotMatch(text, /An old logo|Certificates/)
  assert.match(html, /<option value="1" selected>/)
  assert.match((await adviser.get("/desk/cases?state=ended")).text, /Fixed already/)
  assert.match((await adviser.get("/desk/cases?queue=team-leaders")).text, /No case matches these filters/)
})

test("the fold of the filters says how many are in force, beside the words", async () => {
  const says = async (query: string) => /Filters \([^)]*\)/.exec((await adviser.get(`/desk/cases?${query}`)).text)?.[0]
  assert.equal(await says("q=logo&owner=&state="), "Filters (none in force)")
  assert.equal(await says("priority=1&state=new&owner=none"), "Filters (3 in force)")
})

test("search finds words, and a reference is the way to its case whatever its state", async () => {
  assert.match((await adviser.get("/desk/cases?q=logo")).text, /An old logo/)
  assert.equal((await adviser.get(`/desk/cases?q=${ended?.toLowerCase()}+`)).location, `/desk/cases/${ended}`)
  assert.match((await adviser.get("/desk/cases?q=INC-2026-999999")).text, /No case matches your search/)
})

test("an empty list says what to do", async () => {
  assert.match((await adviser.get("/desk/cases?owner=me")).text, /You own no open case\. Take one from Unassigned\./)
  assert.match((await adviser.get("/desk/cases?q=zebra")).text, /Check the spelling/)
})

test("a long queue goes on by key, and shows each case once", async () => {
  for (let index = 0; index < 60; index++) await desk.opened({ subject: `Many ${index}` })
  const seen: string[] = []
  let path: string | undefined = "/desk/cases?q=many&state=any"
  for (let pages = 0; path !== undefined && pages < 5; pages++) {
    const { html }: { html: string } = await adviser.get(path)
    seen.push(...[...html.matchAll(/href="\/desk\/cases\/(INC-[\d-]+)["?]/g)].map((found) => found[1] ?? ""))
    path = /href="(\/desk\/cases\?[^"]*after=[^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll("&amp;", "&")
  }
  assert.deepEqual([seen.length, new Set(seen).size], [60, 60])
})

test("A32 A38 A40 A47 an address that is not one of ours is refused in words", async () => {
  const wrong = [
    "state=shut",
    "priority=9",
    "priority=01",
    "queue=none",
    "after=x",
    "sort=id;select+pg_sleep(5)--",
    "owner=me&owner=none",
    `q=${"a".repeat(501)}`,
  ]
  for (const query of wrong) assert.equal((await adviser.get(`/desk/cases?${query}`)).status, 400, query)
  for (const query of ["q=(a%2B)%2B$", `q=${"%25".repeat(100)}`, "q='%3A*"]) {
    assert.equal((await adviser.get(`/desk/cases?${query}`)).status, 200, query)
  }
})

test("F46 many contacts of one sender stand at the head as what may be one major incident", async () => {
  assert.doesNotMatch((await adviser.get("/desk/cases")).text, /one major incident/)
  const opened: string[] = []
  for (let index = 0; index < 20; index++)
    opened.push(await desk.opened({ subject: `Flood ${index}`, requester: { email: "flood@force.example" } }))
  await gatherCandidates(desk.db, instant(desk.now))
  assert.doesNotMatch((await adviser.get("/desk/cases")).text, /one major incident/)
  const leader = await colleague(desk.server, desk.db, "team-leader", "Ruth Bell")
  const { text } = await leader.get("/desk/cases")
  assert.ok(
    text.includes(`20 contacts from one sender, from 8:35am to 8:35am: the first is ${opened[0]}`),
    text.slice(0, 500),
  )
  assert.ok(text.includes(`the latest ${opened.at(-1)}`), text.slice(0, 500))
})
