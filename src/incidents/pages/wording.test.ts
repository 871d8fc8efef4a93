import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { deskPages } from "../../../test/support/desk-pages.ts"
import { repliesGo } from "../../../test/support/replies.ts"
import { colleague, type Seen, type Visitor } from "../../../test/support/visitor.ts"
import { row, sql } from "../../database/index.ts"
import { incidentPages } from "../index.ts"

const desk = await deskPages(incidentPages)
after(() => desk.close())

let priya: Visitor
let tom: Visitor
let leader: Visitor
let auditor: Visitor

before(async () => {
  priya = await colleague(desk.server, desk.db, "adviser", "Priya Shah")
  tom = await colleague(desk.server, desk.db, "adviser", "Tom Reilly")
  leader = await colleague(desk.server, desk.db, "team-leader", "Anna Webb")
  auditor = await colleague(desk.server, desk.db, "auditor", "Olu Ade")
})

const pathOf = (reference: string, noun = "") => `/desk/cases/${reference}${noun === "" ? "" : `/${noun}`}`
const valueIn = ({ html }: Seen, id: string) => new RegExp(`<textarea[^>]*id="${id}"[^>]*>([^<]*)<`).exec(html)?.[1]
const numberIn = ({ html }: Seen, pattern: RegExp) => pattern.exec(html)?.[1] ?? ""

async function countOf(reference: string, type: string): Promise<number> {
  const found = await row<{ count: number }>(
    desk.db,
    sql`select count(*) as count from events join cases using (case_id) where reference = ${reference} and type = ${type}`,
  )
  return found?.count ?? 0
}

test("a snippet is put into the reply with its placeholders filled, and an unfilled one is never sent", async () => {
  const made = await leader.post("/desk/snippets/new", {
    name: "Hello",
    shared: "yes",
    body: "Dear {customer}, about {reference}: {promise}",
  })
  assert.equal(made.status, 303, made.text)
  const wrong = await leader.post("/desk/snippets/new", { name: "Wrong", body: "Dear {owner}" })
  assert.match(wrong.errors.join(), /There is no placeholder \{owner\}/)
  const reference = await desk.opened({ requester: { phone: "01632 960 134" } })
  const snippet = numberIn(await priya.get(pathOf(reference, "reply")), /<option value="(\d+)">\s*Hello/)
  await priya.post(pathOf(reference, "reply"), { body: "Before.", snippet, do: "insert" })
  const form = await priya.get(pathOf(reference, "reply"))
  assert.match(valueIn(form, "body") ?? "", new RegExp(`^Before\\.\\n\\nDear \\{customer\\}, about ${reference}: `))
  assert.match(form.text, /Fill in yourself: \{customer\} \(the customer’s name\)/)
  const refused = await priya.post(pathOf(reference, "reply"), { body: "Dear {customer}" })
  assert.deepEqual([refused.status, refused.errors], [400, ["Fill in {customer} yourself"]])
})

test("a snippet of one's own is nobody else's, and only who may share shares", async () => {
  await priya.post("/desk/snippets/new", { name: "Private", body: "Mine" })
  const own = numberIn(await priya.get("/desk/snippets"), /href="\/desk\/snippets\/(\d+)"[^>]*><bdi>Private/)
  assert.equal((await tom.get(`/desk/snippets/${own}`)).status, 404)
  assert.equal((await tom.post(`/desk/snippets/${own}/removal`, {}, "/desk/snippets/new")).status, 404)
  assert.equal((await priya.post("/desk/snippets/new", { name: "Ours", body: "x", shared: "yes" })).status, 403)
  assert.equal((await auditor.get("/desk/snippets")).status, 403)
  assert.equal((await priya.post(`/desk/snippets/${own}/removal`, {}, `/desk/snippets/${own}`)).status, 303)
  assert.equal((await priya.get(`/desk/snippets/${own}`)).status, 404)
})

test("a macro is looked at first, says what cannot be done, and does all of it or nothing", async () => {
  const fields = {
    name: "Ask and wait",
    shared: "yes",
    reply: "Dear {customer}, which browser?",
    note: "Asked.",
    priority: "3",
    hold: "customer",
  }
  assert.equal((await leader.post("/desk/macros/new", fields)).status, 303)
  const reference = await desk.opened()
  const macro = numberIn(await priya.get(pathOf(reference, "macros")), /macros\/(\d+)"[^>]*><bdi>Ask and wait/)
  const preview = await priya.get(pathOf(reference, `macros/${macro}`))
  assert.match(preview.text, /Nothing has been done yet/)
  assert.match(preview.text, /Sets priority 3\. Puts the case on hold, waiting for the customer\./)
  assert.equal(valueIn(preview, "reply"), "Dear Sam Carter, which browser?")
  assert.equal(await countOf(reference, "replied"), 0)
  const done = await priya.post(pathOf(reference, `macros/${macro}`), {
    reply: "Dear Sam Carter, which browser?",
    note: "Asked.",
  })
  assert.equal(done.status, 303, done.text)
  assert.equal(await repliesGo(desk), 1)
  const shown = await priya.get(pathOf(reference))
  assert.match(shown.text, /On hold Waits for the customer/)
  assert.match(shown.text, /Internal note, staff only Asked\./)
  const again = await priya.get(pathOf(reference, `macros/${macro}`))
  assert.match(again.text, /This cannot be done now .* on hold, so it cannot be put on hold/)
  assert.equal((await auditor.get(pathOf(reference, `macros/${macro}`))).status, 403)
})
