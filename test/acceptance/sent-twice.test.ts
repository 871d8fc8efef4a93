// A POST that is sent twice, in a row, at once, or to the next desk: one effect, and the same answer.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { caseRow, opened } from "./answers.ts"
import { colleague, plainContact } from "./colleague.ts"
import { desk } from "./desk.ts"

const place = await desk("2026-03-27T09:00+00:00")
after(() => place.end())
const sam = await colleague(place)

async function references(query: string): Promise<string[]> {
  return (await sam.list(`/cases${query}`, caseRow)).map(({ reference }) => reference)
}

const key = (name: string) => ({ "idempotency-key": name })

test("sent twice is done once, and answered alike", async () => {
  const contact = { ...plainContact, subject: "Sent twice" }
  const first = await sam.ask("POST", "/contacts", contact, key("contact-1"))
  const again = await sam.ask("POST", "/contacts", contact, key("contact-1"))
  assert.deepEqual([again.status, again.body], [201, first.body])
  const { reference } = opened.parse(first.body).case
  for (const [noun, body] of Object.entries({
    classification: { priority: 2 },
    assignment: { to: "me" },
    note: { body: "Once." },
    reply: { body: "Once." },
    hold: { for: "customer" },
    resumption: {},
    escalation: { reason: "Once." },
    resolution: { outcome: "fixed", body: "Once." },
    reopening: { reason: "Once." },
  })) {
    const one = await sam.ask("POST", `/cases/${reference}/${noun}`, body, key(noun))
    const other = await sam.ask("POST", `/cases/${reference}/${noun}`, body, key(noun))
    assert.equal(one.status, 200, one.text)
    assert.equal(other.status, 200, other.text)
  }
  const { timeline } = await sam.read(reference)
  const notes = timeline.filter(({ content }) => content?.some(({ text }) => text === "Once."))
  assert.deepEqual(notes.map(({ type }) => type).toSorted(), ["escalated", "noted", "reopened", "replied", "resolved"])
})

test("and another body, or another call, is 422", async () => {
  await sam.ask("POST", "/contacts", plainContact, key("other-1"))
  const answer = await sam.ask("POST", "/contacts", { ...plainContact, body: "Other words." }, key("other-1"))
  assert.equal(answer.status, 422)
  const { reference } = await sam.open()
  assert.equal((await sam.ask("POST", `/cases/${reference}/note`, { body: "x" }, key("other-1"))).status, 422)
  const mine = await colleague(place, "adviser", "Another system")
  const theirs = await mine.ask("POST", "/contacts", { ...plainContact, body: "Theirs." }, key("other-1"))
  assert.equal(theirs.status, 201, "a key is its caller's own")
})

test("that was refused may be sent again as it should be", async () => {
  assert.equal((await sam.ask("POST", "/contacts", { ...plainContact, priority: 9 }, key("again"))).status, 400)
  assert.equal((await sam.ask("POST", "/contacts", plainContact, key("again"))).status, 201)
})

test("that is no key is 400", async () => {
  for (const wrong of ["", "x".repeat(300), "a b"]) {
    assert.equal((await sam.ask("POST", "/contacts", plainContact, key(wrong))).status, 400, JSON.stringify(wrong))
  }
})

test("50 times at once has one effect and 50 same answers (F61)", async () => {
  const contact = { ...plainContact, subject: "Sent by fifty" }
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => sam.ask("POST", "/contacts", contact, key("fifty"))),
  )
  assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201])
  assert.equal(new Set(answers.map(({ body }) => opened.parse(body).case.reference)).size, 1)
  assert.equal((await references("?q=fifty&state=any")).length, 1)
  const reference = (await references("?q=fifty")).at(0)
  const notes = await Promise.all(
    Array.from({ length: 50 }, () =>
      sam.ask("POST", `/cases/${reference}/note`, { body: "Once." }, key("fifty-notes")),
    ),
  )
  assert.deepEqual([...new Set(notes.map(({ status }) => status))], [200])
  const { timeline } = await sam.read(reference ?? "")
  assert.equal(timeline.filter(({ type }) => type === "noted").length, 1)
})

test("is remembered by the next desk", async () => {
  const first = await sam.ask("POST", "/contacts", plainContact, key("restart"))
  await place.movedTo("2026-04-02T16:00+01:00")
  const again = await sam.ask("POST", "/contacts", plainContact, key("restart"))
  assert.equal(again.status, 201)
  assert.equal(opened.parse(again.body).case.reference, opened.parse(first.body).case.reference)
})
