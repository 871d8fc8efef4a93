import assert from "node:assert/strict"
import { test } from "node:test"
import { steadyClock } from "./steady-clock.ts"

const minute = 60_000
const start = 1_800_000_000_000

function machine() {
  const it = { wall: start, monotonic: 77 }
  const clock = steadyClock({ wall: () => it.wall, monotonic: () => it.monotonic })
  const pass = (milliseconds: number, look = true) => {
    it.wall += milliseconds
    it.monotonic += milliseconds
    if (look) clock.look()
  }
  return { it, clock, pass }
}

for (const [name, leap] of [
  ["an hour ahead", 60 * minute],
  ["an hour back", -60 * minute],
  ["a day ahead", 1440 * minute],
] as const) {
  test(`F51: a clock that leaps ${name} moves no moment, before the next look and after it`, () => {
    const { it, clock, pass } = machine()
    pass(1000)
    it.wall += leap
    assert.equal(clock.now(), start + 1000)
    assert.equal(clock.doubt(), leap)
    pass(2000)
    assert.equal(clock.now(), start + 3000)
  })

  test(`F51: a clock that leaps ${name} and stays there is believed after ten minutes, not before`, () => {
    const { it, clock, pass } = machine()
    it.wall += leap
    clock.look()
    for (let second = 0; second < 599; second++) pass(1000)
    assert.equal(clock.now(), start + 599_000)
    pass(1000)
    assert.equal(clock.doubt(), undefined)
    assert.equal(clock.now(), start + leap + 600_000)
  })
}

test("F51: a clock that leaps and comes back was right before, and nothing is left of it", () => {
  const { it, clock, pass } = machine()
  it.wall += 60 * minute
  pass(5000)
  it.wall -= 60 * minute
  pass(1000)
  assert.equal(clock.doubt(), undefined)
  assert.equal(clock.now(), start + 6000)
})

test("F51: a clock that leaps again while it is doubted has to last anew", () => {
  const { it, clock, pass } = machine()
  it.wall += 60 * minute
  clock.look()
  for (let second = 0; second < 500; second++) pass(1000)
  it.wall += 60 * minute
  for (let second = 0; second < 500; second++) pass(1000)
  assert.equal(clock.doubt(), 120 * minute)
  for (let second = 0; second < 101; second++) pass(1000)
  assert.equal(clock.doubt(), undefined)
})

test("F51: somebody who has looked may say that it is right", () => {
  const { it, clock } = machine()
  it.wall += 60 * minute
  assert.equal(clock.now(), start)
  clock.accept()
  assert.equal(clock.now(), start + 60 * minute)
})

test("a clock that is set right little by little is no leap", () => {
  const { it, clock, pass } = machine()
  for (let times = 0; times < 100; times++) {
    it.wall += 4 * minute
    pass(1000)
  }
  assert.equal(clock.now(), it.wall)
})
