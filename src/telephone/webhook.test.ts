import assert from "node:assert/strict"
import { randomUUID } from "node:crypto"
import { after, before, test } from "node:test"
import { row, rows, sql } from "../database/index.ts"
import { addLine, renewLine } from "./lines.ts"
import { clock, ring, type SampleTelephone, type Sent, sampleTelephone } from "./sample-telephone.ts"
import { signatureOf } from "./signature.ts"

let telephone: SampleTelephone
let desk: SampleTelephone["desk"]
let told: SampleTelephone["told"]
before(async () => {
  telephone = await sampleTelephone()
  ;({ desk, told } = telephone)
})
after(() => telephone.close())

test("A64: an event counts only with the line's own signature over its very bytes, within five minutes of being sent", async () => {
  const seconds = clock() / 1000
  const body = JSON.stringify(ring("a64"))
  const good = signatureOf(telephone.secret, String(seconds), Buffer.from(body))
  const bad: [string, Sent][] = [
    [body, { key: "another" }],
    [body, { seconds: seconds - 360 }],
    [body, { seconds: seconds + 360 }],
    [body, { header: "" }],
    [body, { header: `t=${seconds + 1},v1=${good}` }],
    [body, { header: `v1=${good}` }],
    [body.replace("0018", "0019"), { header: `t=${seconds},v1=${good}` }],
    [body, { line: "other" }],
    [body, { line: "..%2F" }],
  ]
  for (const [payload, sent] of bad) assert.ok([401, 404].includes(await told(payload, sent)), JSON.stringify(sent))
  assert.equal(await row(desk.db, sql`select from calls where exchange_call = 'a64'`), undefined)
  assert.ok(await row(desk.db, sql`select from audit where action = 'call-event' and outcome = 'refused'`))
  assert.equal(await told(body, { header: `t=${seconds},v1=${"0".repeat(64)},v1=${good}` }), 200)
})

test("what is signed and makes no sense is refused, and changes nothing", async () => {
  const before = await rows(desk.db, sql`select from calls`)
  for (const event of [
    "{",
    "[]",
    { ...ring("x"), event: "transfer" },
    { ...ring("") },
    { ...ring("x"), direction: "sideways" },
    { ...ring("x".repeat(300)) },
    { ...ring("x"), user: "a\u0000b" },
  ]) {
    assert.equal(await told(event), 400)
  }
  assert.equal((await rows(desk.db, sql`select from calls`)).length, before.length)
  assert.equal(await told("x".repeat(70_000)), 413)
})

test("a renewed secret counts at once, and the one before for a day more", async () => {
  const first = await addLine(telephone.verb(), "second")
  const next = await renewLine(telephone.verb(), "second")
  for (const key of [first, next]) assert.equal(await told(ring(randomUUID()), { key, line: "second" }), 200)
  const later = desk.now
  desk.now = "2026-03-28T09:01"
  assert.equal(await told(ring(randomUUID()), { key: first, line: "second" }), 401)
  desk.now = later
})
