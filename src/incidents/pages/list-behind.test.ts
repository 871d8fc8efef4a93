// A case opened from a list: what stands beside it, what comes next and the way back are of that list, with the address alone.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { colleague, type Visitor } from "../../../test/support/visitor.ts"
import { incidentPages } from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())

const list = "/desk/cases?priority=3"
const from = "?from=priority%3D3"
let adviser: Visitor
let [first, second, third, other]: string[] = []

before(async () => {
  adviser = await colleague(desk.server, desk.db, "adviser")
  const opened = (subject: string, priority: 1 | 3, now: string) => {
    desk.now = `2026-03-27T${now}`
    return desk.opened({ subject, priority, channel: "email", receivedAt: instant(desk.now) })
  }
  first = await opened("First", 3, "09:01")
  second = await opened("Second", 3, "09:02")
  third = await opened("Third", 3, "09:03")
  other = await opened("Other", 1, "09:04")
})

const paneOf = (html: string) => /<section class="charter-pane--queue"[\s\S]*?<\/section>/.exec(html)?.[0] ?? ""
const rowsOf = (html: string) => [...paneOf(html).matchAll(/href="([^"]+)" data-row/g)].map(([, href = ""]) => href)
const nextOf = (html: string) => /charter-case__next" href="([^"]+)"/.exec(html)?.[1]

test("pane, next case and the way back are those of the list that the case was opened from", async () => {
  const [open] = [...(await adviser.get(list)).html.matchAll(/href="([^"]+)" data-row/g)].map(([, href = ""]) => href)
  assert.equal(open, `/desk/cases/${first}${from}`)
  const { html } = await adviser.get(open ?? "")
  assert.deepEqual(
    rowsOf(html),
    [first, second, third].map((each) => `/desk/cases/${each}${from}`),
  )
  assert.match(paneOf(html), /href="\/desk\/cases\?priority=3"><bdi>Priority 3/)
  assert.match(html, /govuk-back-link[^>]*href="\/desk\/cases\?priority=3"/)
  assert.match(html, /data-live-src="\/desk\/queue\?from=priority%3D3"/)
  assert.equal(nextOf(html), `/desk/cases/${second}${from}`)
  assert.equal(nextOf((await adviser.get(`/desk/cases/${third}${from}`)).html), undefined)
  const asked = await adviser.get("/desk/queue?from=priority%3D3")
  assert.doesNotMatch(asked.text, /Other/)
})

test("without a list it is all open cases, as it ever was", async () => {
  const { html, text } = await adviser.get(`/desk/cases/${other}`)
  assert.equal(rowsOf(html).length, 4)
  assert.match(text, /All open cases/)
  assert.doesNotMatch(html, /from=/)
})

test("what is done to the case leads back to it with its list, refused or not", async () => {
  const note = `/desk/cases/${second}/note${from}`
  const refused = await adviser.post(note, { body: "" }, note)
  assert.match(refused.html, new RegExp(`action="/desk/cases/${second}/note\\${from}"`))
  assert.equal((await adviser.post(note, { body: "Seen." }, note)).location, `/desk/cases/${second}${from}`)
  const stale = await adviser.post(`/desk/cases/${second}/hold${from}`, { for: "customer", version: "0" }, note)
  assert.match(
    stale.html,
    new RegExp(`href="/desk/cases/${second}\\?entry=event-\\d+&amp;${from.slice(1)}#event-\\d+"`),
  )
  const { html } = await adviser.get(`/desk/cases/${second}/hold${from}`)
  assert.match(html, new RegExp(`href="/desk/cases/${second}\\${from}">Cancel`))
  const following = `/desk/cases/${second}/following${from}`
  const followed = await adviser.post(following, { follow: "yes" }, `/desk/cases/${second}${from}`)
  assert.equal(followed.location, `/desk/cases/${second}${from}`)
})

test("the page of the list is kept too, and going through a list names it", async () => {
  const [due, caseId] = [null, Number(first?.slice(-6))]
  const after = Buffer.from(JSON.stringify([due, caseId])).toString("base64url")
  const place = `?${new URLSearchParams({ from: `priority=3&after=${after}` })}`
  const { html } = await adviser.get(`/desk/cases/${first}${place}`)
  assert.match(html, new RegExp(`govuk-back-link[^>]*href="/desk/cases\\?priority=3&amp;after=${after}"`))
  const play = await adviser.post("/desk/play", { query: "priority=3" }, list)
  assert.equal(play.location, `/desk/cases/${first}${from}`)
})

test("A62 a list that is none of ours is no list, and leads nowhere else", async () => {
  const hostile = [
    "https://evil.example/",
    "//evil.example",
    "javascript:alert(1)",
    "../../sign-in",
    "q=x&unknown=1",
    `q=${"x".repeat(2000)}`,
    '"><script>alert(1)</script>',
    "priority=9",
    "priority=3&after=nowhere",
  ]
  for (const each of hostile) {
    const query = `?${new URLSearchParams({ from: each })}`
    const { status, html } = await adviser.get(`/desk/cases/${first}${query}`)
    assert.equal(status, 200, each)
    assert.equal(rowsOf(html).length, 4, each)
    assert.match(html, /govuk-back-link[^>]*href="\/desk\/cases"/)
    assert.doesNotMatch(html, /evil|alert\(1\)|href="javascript/)
    const note = `/desk/cases/${first}/note${query}`
    assert.equal((await adviser.post(note, { body: `A note ${each.length}` }, note)).location, `/desk/cases/${first}`)
  }
  assert.equal((await adviser.get(`/desk/cases/${first}?from=priority%3D3&from=priority%3D1`)).status, 200)
})
