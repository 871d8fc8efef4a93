import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant } from "../../test/support/desk.ts"
import { colleague, type Visitor } from "../../test/support/visitor.ts"
import { verifyCases } from "../cases/index.ts"
import { rows, sql } from "../database/index.ts"
import { system } from "../people/index.ts"
import { callAfter, secondsOf } from "./call.ts"
import { type CallEvent, callEvent } from "./call-event.ts"
import type { Call } from "./calls-store.ts"
import { tidyCalls } from "./hear.ts"
import { nameUser } from "./lines.ts"
import { returnCall } from "./log-call.ts"
import { callCasePath, callPath, callReturnPath, callsPath } from "./paths.ts"
import { answered, over, ring, type SampleTelephone, sampleTelephone } from "./sample-telephone.ts"

let telephone: SampleTelephone
let desk: SampleTelephone["desk"]
let told: SampleTelephone["told"]
let adviser: SampleTelephone["adviser"]
let callNamed: SampleTelephone["callNamed"]
before(async () => {
  telephone = await sampleTelephone()
  ;({ desk, told, adviser, callNamed } = telephone)
})
after(() => telephone.close())

test("whoever answers is offered the caller's record, whatever way the number is spelt and whoever shares it", async () => {
  const sam = await desk.opened({ requester: { name: "Sam Carter", phone: "020 7946 0018" } })
  const alex = await desk.opened({ requester: { name: "Alex Moss", phone: "+44 (0)20 7946-0018 ext 4" } })
  const other = await desk.opened({ requester: { name: "Somebody Else", phone: "020 7946 0019" } })
  await told(ring("offer"))
  assert.doesNotMatch((await adviser.get(callsPath)).html, /You are on the line/)
  await told(answered("offer"))
  const { id } = await callNamed("offer")
  const { html } = await adviser.get(callsPath)
  assert.match(html, new RegExp(`href="${callPath(id)}">You are on the line with \\+44 20 7946 0018`))
  const { text, heading } = await adviser.get(callPath(id))
  assert.equal(heading, "Call from +44 20 7946 0018")
  for (const each of [sam, alex, "Sam Carter", "Alex Moss"]) assert.ok(text.includes(each), each)
  assert.ok(!text.includes(other))
  assert.match(text, /A number proves nothing/)
  const auditor = await colleague(telephone.server, desk.db, "auditor")
  assert.equal((await auditor.get(callPath(id))).status, 403)
})

test("a call becomes a case that counts from the answer, and its length comes onto the case when it ends, once", async () => {
  desk.now = "2026-03-27T10:00"
  await told(ring("length"))
  desk.now = "2026-03-27T10:01"
  await told(answered("length"))
  const { id } = await callNamed("length")
  desk.now = "2026-03-27T10:03"
  const wrong = await adviser.post(
    callCasePath(id),
    { as: "new", subject: "", body: "It is broken", name: "", phone: "020 7946 0018", email: "x" },
    callPath(id),
  )
  assert.deepEqual(
    [wrong.status, wrong.errors],
    [400, ["Enter an email address in the correct format, like name@example.com", "Enter a subject"]],
  )
  assert.match(wrong.html, /It is broken/)
  const { location } = await adviser.post(
    callCasePath(id),
    { as: "new", subject: "Cannot sign in", body: "It is broken", name: "Jo", phone: "020 7946 0018", email: "" },
    callPath(id),
  )
  const reference = /INC-\d{4}-\d+/.exec(location ?? "")?.[0] ?? ""
  const answer = await desk.answer({ reference }, desk.now)
  assert.equal(answer.openedAt, "2026-03-27T10:01:00+00:00")
  assert.equal(answer.clocks.find(({ name }) => name === "first-reply")?.state, "met")
  desk.now = "2026-03-27T10:05"
  for (let each = 0; each < 3; each++) await told(over("length"))
  await told(answered("length"))
  const lines = (await desk.answer({ reference }, desk.now)).timeline.map(({ sentence }) => sentence)
  assert.deepEqual(
    lines.filter((each) => each.includes("telephone call")),
    ["A telephone call from the customer lasted 4 minutes."],
  )
  assert.equal((await callNamed("length")).number_key, null)
  assert.equal((await adviser.post(callCasePath(id), { as: "case", reference }, callPath(id))).status, 422)
})

test("a call that nobody answered waits to be returned until the first response is due; what is made of it counts from its end", async () => {
  desk.now = "2026-03-27T11:00"
  await told(ring("missed", { from: "0161 496 0000" }))
  desk.now = "2026-03-27T11:01"
  await told(over("missed"))
  const { id } = await callNamed("missed")
  assert.match(
    (await adviser.get(callsPath)).text,
    /To be called back .*0161 496 0000 11:01am on 27 March 2026 by 5pm on Tuesday 31 March 2026/,
  )
  desk.now = "2026-03-27T15:00"
  const { location } = await adviser.post(
    callCasePath(id),
    { as: "new", subject: "Forms", body: "Wants forms", name: "", phone: "0161 496 0000", email: "" },
    callPath(id),
  )
  const reference = /INC-\d{4}-\d+/.exec(location ?? "")?.[0] ?? ""
  const answer = await desk.answer({ reference }, desk.now)
  const clock = answer.clocks.find(({ name }) => name === "first-reply")
  assert.deepEqual(
    [answer.openedAt, clock?.state, clock?.endedAt],
    ["2026-03-27T11:01:00+00:00", "met", "2026-03-27T15:00:00+00:00"],
  )
  assert.ok(answer.timeline.some(({ sentence }) => sentence === "A telephone call from the customer was not answered."))
  assert.doesNotMatch((await adviser.get(callsPath)).text, /0161 496 0000 11:01am/)
})

test("a call-back that reached nobody, or is not needed, leaves the list; a colleague who comes later is told so", async () => {
  await told(ring("nobody", { from: "0161 496 0001" }))
  await told(over("nobody"))
  const { id } = await callNamed("nobody")
  assert.deepEqual((await adviser.post(callReturnPath(id), {}, callPath(id))).errors, ["Choose what came of it"])
  assert.equal((await adviser.post(callReturnPath(id), { how: "no-answer" }, callPath(id))).location, callsPath)
  await assert.rejects(returnCall(desk.db, system, id, "not-needed", instant(desk.now)), /dealt with this call already/)
  assert.doesNotMatch((await adviser.get(callsPath)).text, /To be called back .*0161 496 0001 .*The latest/)
})

test("events in any order, twice or never come to the same call", () => {
  const at = instant("2026-03-27T09:00")
  const empty: Call = {
    callId: 1,
    direction: "in",
    from: null,
    to: null,
    user: null,
    queue: null,
    personId: null,
    toldAt: at,
    beganAt: null,
    answeredAt: null,
    endedAt: null,
    isEndAssumed: false,
    caseId: null,
    isRecorded: false,
    calledBackAt: null,
    callBack: null,
  }
  const events: CallEvent[] = [ring("1"), answered("1"), over("1")].map((each) => callEvent.parse(each))
  const orders = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]
  for (const order of orders) {
    const call = [...order, ...order].reduce(
      (before, index, place) => callAfter(before, events[index] ?? assert.fail(), 7, at + place * 1000),
      empty,
    )
    assert.deepEqual([call.personId, call.user], [7, "extension 21"])
    assert.ok(call.endedAt !== null && call.answeredAt !== null && call.beganAt !== null)
    assert.ok(call.beganAt <= call.answeredAt && call.answeredAt <= call.endedAt)
    assert.ok((secondsOf(call) ?? 1) > 0)
  }
})

test("a call whose end nobody told of ends after a while, with a length that is not known; a late word corrects it", async () => {
  desk.now = "2026-03-27T12:00"
  await told(ring("lost", { from: "0161 496 0002" }))
  await told(answered("lost"))
  await told(ring("rings", { from: "0161 496 0003" }))
  await tidyCalls(desk.db, instant("2026-03-27T13:01"))
  const state = () =>
    rows<{ exchange_call: string; is_end_assumed: boolean }>(
      desk.db,
      sql`select exchange_call, is_end_assumed from calls where exchange_call in ('lost', 'rings') and ended_at is not null order by 1`,
    )
  assert.deepEqual(await state(), [{ exchange_call: "rings", is_end_assumed: true }])
  await tidyCalls(desk.db, instant("2026-03-28T00:01"))
  assert.equal((await state()).length, 2)
  desk.now = "2026-03-28T00:02"
  await told(over("lost"))
  assert.equal((await state()).find((each) => each.exchange_call === "lost")?.is_end_assumed, false)
  await tidyCalls(desk.db, instant("2026-07-01T00:00"))
  assert.equal((await callNamed("lost")).number_key, null)
  desk.now = "2026-03-28T00:10"
})

test("a withheld number is nobody's: it is not called back, and finds no one", async () => {
  await told(ring("withheld", { from: "anonymous" }))
  await told({ ...over("withheld"), from: "anonymous" })
  const { id } = await callNamed("withheld")
  assert.match((await adviser.get(callPath(id))).text, /No case that you can see has this number/)
  const listed = await adviser.get(callsPath)
  assert.doesNotMatch(/To be called back.*The latest/.exec(listed.text)?.[0] ?? "", /anonymous|withheld/i)
})

test("a call that rings is offered to those whom the exchange names, until somebody has answered it or it is over", async () => {
  const other = await colleague(telephone.server, desk.db, "adviser", "Rin Ging")
  const [person] = await rows<{ email: string }>(desk.db, sql`select email from people where name = 'Rin Ging'`)
  await nameUser(telephone.verb(), "main", "Extension 22", person?.email ?? "")
  const offered = async (who: Visitor) => /A call comes in from [+\d ]+/.exec((await who.get("/desk/offers")).html)?.[0]
  await told(ring("ringing"))
  assert.equal(await offered(adviser), undefined)
  await told(ring("ringing", { user: "Extension 21" }))
  await told(ring("ringing", { user: "Extension 22" }))
  await told(ring("ringing", { user: "Extension 22" }))
  for (const who of [adviser, other]) assert.equal(await offered(who), "A call comes in from +44 20 7946 0018")
  await told(answered("ringing"))
  assert.equal(await offered(other), undefined)
  assert.match((await adviser.get("/desk/offers")).html, /You are on the line with \+44 20 7946 0018/)
  // Late, or told again: it rings no more.
  await told(ring("ringing", { user: "Extension 22" }))
  assert.equal(await offered(other), undefined)
  await told(ring("given-up", { user: "Extension 22" }))
  await told(over("given-up"))
  assert.equal(await offered(other), undefined)
  assert.deepEqual(await rows(desk.db, sql`select from call_rings`), [])
  await told(over("ringing"))
})

test("what was made of calls verifies", async () => {
  const differences: string[] = []
  await verifyCases(desk.db, await desk.rules(), instant("2026-03-28T01:00"), (each) =>
    differences.push(`${each.reference}: ${each.what}`),
  )
  assert.deepEqual(differences, [])
})
