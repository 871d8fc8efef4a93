import assert from "node:assert/strict"
import { test } from "node:test"
import { senderGauge, turnOf } from "./senders.ts"

function gauge() {
  const clock = { at: 0 }
  return { clock, senders: senderGauge({ now: () => clock.at, fadeMilliseconds: 60_000, most: 1_000_000 }) }
}

test("who writes now and then is read at once, however long it goes on", () => {
  const { clock, senders } = gauge()
  for (let letter = 0; letter < 1000; letter++) {
    clock.at += 2000
    assert.deepEqual(turnOf(senders, "Pat@force.example"), { job: "read-letter", priority: 0 })
  }
})

test("of two floods the smaller comes first, and everybody else before both", () => {
  const { clock, senders } = gauge()
  const turns = (sender: string, letters: number) =>
    Array.from({ length: letters }, () => turnOf(senders, sender)).at(-1)
  const large = turns("flood@one.example", 5000)
  const small = turns("flood@two.example", 300)
  assert.equal(large?.job, "read-flood")
  assert.equal(small?.job, "read-flood")
  assert.ok((small?.priority ?? 0) > (large?.priority ?? 0))
  assert.deepEqual(turnOf(senders, "other@three.example"), { job: "read-letter", priority: 0 })
  const neighbour = turnOf(senders, "other@one.example")
  assert.equal(neighbour.job, "read-flood")
  assert.ok(neighbour.priority > (large?.priority ?? 0))
  clock.at += 600_000
  assert.equal(turnOf(senders, "flood@one.example").job, "read-letter")
})

test("a letter whose sender nobody named floods nobody; the null sender does", () => {
  const { senders } = gauge()
  for (let letter = 0; letter < 200; letter++) assert.equal(turnOf(senders, null).job, "read-letter")
  for (let letter = 0; letter < 200; letter++) turnOf(senders, "")
  assert.equal(turnOf(senders, "").job, "read-flood")
})

test("many senders of one letter each are forgotten, not kept", () => {
  const { senders } = gauge()
  senders.add("first@x.example")
  for (let sender = 0; sender < 20_000; sender++) senders.add(`${sender}@x.example`)
  assert.equal(senders.add("first@x.example"), 1)
})

test("who has been silent for some minutes is not remembered", () => {
  const { clock, senders } = gauge()
  for (let sender = 0; sender < 3600; sender++) {
    clock.at += 1000
    senders.add(`${sender}@x.example`)
  }
  assert.ok(senders.size() < 300, `${senders.size()} of 3,600 are remembered`)
})
