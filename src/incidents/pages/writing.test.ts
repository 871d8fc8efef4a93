import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant } from "../../../test/support/desk.ts"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { repliesGo } from "../../../test/support/replies.ts"
import { colleague, type Seen, type Visitor } from "../../../test/support/visitor.ts"
import { row, sql } from "../../database/index.ts"
import { incidentPages } from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())

let priya: Visitor
let tom: Visitor

before(async () => {
  priya = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  tom = await colleague(desk.server, desk.db, "adviser", "Tom Reilly")
})

const pathOf = (reference: string, noun = "") => `/desk/cases/${reference}${noun === "" ? "" : `/${noun}`}`
const valueIn = ({ html }: Seen, id: string) => new RegExp(`<textarea[^>]*id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1]
const numberIn = ({ html }: Seen, pattern: RegExp) => pattern.exec(html)?.[1] ?? ""
const text = (bytes: string) => Buffer.from(bytes)

async function countOf(reference: string, type: string): Promise<number> {
  const found = await row<{ count: number }>(
    desk.db,
    sql`select count(*) as count from events join cases using (case_id) where reference = ${reference} and type = ${type}`,
  )
  return found?.count ?? 0
}

test("a draft is kept by the page or by a button, restored on every page, and nobody else's", async () => {
  const reference = await desk.opened()
  const typed = { body: "Half a sentence", version: "1" }
  const saved = await priya.post(pathOf(reference, "drafts/reply"), typed, pathOf(reference))
  assert.match(saved.html, /Draft saved at/)
  const again = await colleague(desk.server, desk.db, "adviser", "Hana Park")
  assert.equal(valueIn(await again.get(pathOf(reference)), "reply-body"), "", "another person")
  for (const page of [pathOf(reference), pathOf(reference, "reply")]) {
    const shown = await priya.get(page)
    assert.match(shown.text, /Your draft of 9am today is back/)
    assert.equal(valueIn(shown, page.endsWith("reply") ? "body" : "reply-body"), "Half a sentence")
  }
  const kept = await priya.post(
    pathOf(reference, "reply"),
    { body: "A whole sentence.", do: "draft" },
    pathOf(reference),
  )
  assert.equal(kept.status, 303)
  assert.equal(valueIn(await priya.get(pathOf(reference, "reply")), "body"), "A whole sentence.")
  await priya.post(pathOf(reference, "reply"), { body: "A whole sentence.", do: "discard" })
  assert.equal(valueIn(await priya.get(pathOf(reference, "reply")), "body"), "")
})

test("a draft says what came to the case since it was written, and sending deletes it", async () => {
  const reference = await desk.opened()
  await priya.post(pathOf(reference, "drafts/reply"), { body: "Before", version: "1" }, pathOf(reference))
  await tom.post(pathOf(reference, "note"), { body: "They called again." })
  const shown = await priya.get(pathOf(reference, "reply"))
  assert.match(shown.text, /Since you wrote this draft: Tom Reilly added a note\. “They called again\.”/)
  assert.equal((await priya.post(pathOf(reference, "reply"), { body: "After all" })).status, 303)
  assert.equal(valueIn(await priya.get(pathOf(reference)), "reply-body"), "")
})

test("F59 who has the case open and who is writing is shown to the others", async () => {
  const reference = await desk.opened()
  await priya.get(pathOf(reference, "reply"))
  const seen = await tom.get(pathOf(reference))
  assert.match(seen.text, /Priya Shah is writing a reply\./)
  assert.doesNotMatch(seen.text, /Tom Reilly has this case open/)
  await priya.get(pathOf(reference))
  assert.match((await tom.get(pathOf(reference, "attendance"))).text, /Priya Shah has this case open\./)
  await priya.post(pathOf(reference, "attendance"), { doing: "gone" }, pathOf(reference))
  assert.doesNotMatch((await tom.get(pathOf(reference, "attendance"))).text, /Priya/)
  assert.equal((await tom.get("/desk/cases/INC-2026-999999/attendance")).status, 404)
})

test("F59 a newer message stops the form: it is shown whole, and what was typed is kept", async () => {
  const reference = await desk.opened()
  const stale = { version: "1", once: "d".repeat(22), body: "Blind words" }
  await tom.post(pathOf(reference, "reply"), { body: `Tom’s answer. ${"It goes on. ".repeat(60)}The end.` })
  await repliesGo(desk)
  const { status, text: words, html } = await priya.post(pathOf(reference, "reply"), stale)
  assert.equal(status, 409)
  assert.match(words, /Tom Reilly replied\.[\s\S]*Tom’s answer\.[\s\S]*The end\./)
  assert.match(html, />Blind words<\/textarea>/)
  assert.equal(await countOf(reference, "replied"), 1)
})

test("a reply is undone by its writer alone: its words and files are in the form again, and nothing was sent", async () => {
  const reference = await desk.opened()
  const file = { name: "guide.pdf", bytes: text("How to") }
  assert.equal((await priya.send(pathOf(reference, "reply"), { body: "Oops" }, [file])).status, 303)
  const shown = await priya.get(pathOf(reference))
  assert.match(shown.text, /Your reply goes at 9:00:10am/)
  const waiting = numberIn(shown, /waiting-replies\/(\d+)\/withdrawal/)
  assert.match((await tom.get(pathOf(reference))).text, /A reply from Priya Shah is about to go/)
  const others = await tom.post(pathOf(reference, `waiting-replies/${waiting}/withdrawal`), {}, pathOf(reference))
  assert.equal(others.status, 303)
  await priya.post(pathOf(reference, `waiting-replies/${waiting}/withdrawal`), {}, pathOf(reference))
  assert.equal(await repliesGo(desk), 0)
  const form = await priya.get(pathOf(reference, "reply"))
  assert.match(form.text, /Nothing was sent\. Your words are here\./)
  assert.equal(valueIn(form, "body"), "Oops")
  assert.match(form.text, /Send guide\.pdf \(6 bytes, is being checked for viruses\)/)
  assert.equal(await countOf(reference, "replied"), 0)
})

test("send now lets it go at once, and later both buttons say that it has gone", async () => {
  const reference = await desk.opened()
  await priya.post(pathOf(reference, "reply"), { body: "Now" })
  const waiting = numberIn(await priya.get(pathOf(reference)), /waiting-replies\/(\d+)\/dispatch/)
  await priya.post(pathOf(reference, `waiting-replies/${waiting}/dispatch`), {}, pathOf(reference))
  const early = instant(desk.now)
  const { sendWaiting } = await import("../index.ts")
  assert.equal(await sendWaiting(desk.db, early, (error) => assert.fail(String(error))), 1)
  await priya.post(pathOf(reference, `waiting-replies/${waiting}/withdrawal`), {}, pathOf(reference))
  assert.match((await priya.get(pathOf(reference))).text, /It waits no more/)
})

test("where a promise falls due within the ten seconds the page says so", async () => {
  const reference = await desk.opened({ priority: 1 })
  desk.now = "2026-03-27T09:59:55"
  await priya.post(pathOf(reference, "reply"), { body: "In time" })
  assert.match((await priya.get(pathOf(reference))).text, /A promise falls due at 10:00:00am\. Send it now to be sure/)
  await repliesGo(desk)
  desk.now = "2026-03-27T09:00"
})

test("a note names a colleague, who finds it on their list and follows the case from then on", async () => {
  const reference = await desk.opened()
  const sent = await priya.post(pathOf(reference, "note"), { body: "@Tom Reilly, could you look? @nobody @Priya Shah" })
  assert.equal(sent.status, 303)
  assert.match((await priya.get(pathOf(reference))).text, /It is on the list of: Tom Reilly\./)
  const list = await tom.get("/desk/for-you")
  assert.match(list.text, new RegExp(`${reference} Cannot open the module Priya Shah named you in a note\\.`))
  await tom.get(pathOf(reference))
  assert.doesNotMatch((await tom.get("/desk/for-you")).text, new RegExp(reference))
  await priya.post(pathOf(reference, "note"), { body: "And again." })
  assert.match(
    (await tom.get("/desk/for-you")).text,
    new RegExp(`${reference} .*Something has changed since you looked`),
  )
  await tom.post(pathOf(reference, "following"), { follow: "no" }, pathOf(reference))
  await tom.get("/desk/for-you")
  await priya.post(pathOf(reference, "note"), { body: "Once more." })
  assert.doesNotMatch((await tom.get("/desk/for-you")).text, new RegExp(reference))
})

test("two colleagues of one name are told apart by their addresses", async () => {
  const reference = await desk.opened()
  await colleague(desk.server, desk.db, "adviser", "Sam Field")
  await colleague(desk.server, desk.db, "adviser", "Sam Field")
  const { status, errors, html } = await priya.post(pathOf(reference, "note"), { body: "@Sam Field look" })
  assert.equal(status, 400)
  assert.match(errors.join(), /More than one colleague is called @sam field/)
  assert.match(html, />@Sam Field look<\/textarea>/)
})
