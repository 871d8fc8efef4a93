import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { repliesGo } from "../../../test/support/replies.ts"
import { colleague, type Visitor, visitor } from "../../../test/support/visitor.ts"
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

async function countOf(reference: string, type: string): Promise<number> {
  const found = await row<{ count: number }>(
    desk.db,
    sql`select count(*) as count from events join cases using (case_id) where reference = ${reference} and type = ${type}`,
  )
  return found?.count ?? 0
}

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
  await repliesGo(desk)
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
  const other = await desk.opened()
  const formOf = (noun: string) =>
    noun === "merge" ? `merge?into=${other}` : /^(reopening|closure|resumption)$/.test(noun) ? "" : noun
  const foreign = ["isInternal", "ownerId", "__proto__", "constructor", "role", "slaDue", "createdAt"]
  for (const noun of nouns) {
    for (const name of foreign) {
      const { status } = await leader.post(
        pathOf(reference, noun),
        { body: "x", reason: "x", to: "me", [name]: "1" },
        pathOf(reference, formOf(noun)),
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
    // The children of a case stand above the form that adds some: whoever reads the case reads them, without the form.
    const page = await auditor.get(pathOf(reference, noun))
    assert.equal(page.status, noun === "children" ? 200 : 403, noun)
    assert.doesNotMatch(page.html, /<form[^>]*action="\/desk\/cases/, noun)
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
