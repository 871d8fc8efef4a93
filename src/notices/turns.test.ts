import assert from "node:assert/strict"
import { test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { openTurns, type Turn } from "./turns.ts"

function asked(turn: Turn): { isTaken: boolean } {
  const state = { isTaken: false }
  void turn.take().then(() => {
    state.isTaken = true
  })
  return state
}

test("turns are taken one after the other, in the order in which they were asked for", async () => {
  const turns = openTurns(60_000)
  const [first, second, third] = [turns.next(), turns.next(), turns.next()]
  await first.take()
  const states = [asked(third), asked(second)]
  await pause(5)
  assert.deepEqual(states, [{ isTaken: false }, { isTaken: false }])
  first.end()
  await pause(5)
  assert.deepEqual(states, [{ isTaken: true }, { isTaken: false }])
  third.end()
  await second.take()
})

test("a turn that is asked for again is the same turn", async () => {
  const turn = openTurns(60_000).next()
  await turn.take()
  await turn.take()
})

test("a turn that ended before it came, or was never asked for, keeps nobody waiting", async () => {
  const turns = openTurns(60_000)
  const [first, given, unasked, last] = [turns.next(), turns.next(), turns.next(), turns.next()]
  await first.take()
  void given.take()
  given.end()
  unasked.end()
  const state = asked(last)
  await pause(5)
  assert.equal(state.isTaken, false)
  first.end()
  await last.take()
})

test("a turn that takes too long lets the next go on", async () => {
  const turns = openTurns(20)
  await turns.next().take()
  const began = performance.now()
  await turns.next().take()
  assert.ok(performance.now() - began >= 15)
})

test("a turn that is held lets nobody go on until it ends", async () => {
  const turns = openTurns(20)
  const [first, second] = [turns.next(), turns.next()]
  await first.take()
  first.hold()
  const state = asked(second)
  await pause(60)
  assert.equal(state.isTaken, false)
  first.end()
  await second.take()
})
