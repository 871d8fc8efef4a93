import assert from "node:assert/strict"
import { test } from "node:test"
import { ends, planOf, strikes } from "./plan.ts"
import { uses } from "./points.ts"
import { moods } from "./smtp-peer.ts"

const plans = Array.from({ length: 600 }, (_, seed) => planOf(seed))

test("the same seed gives the same plan, and another another", () => {
  assert.deepEqual(planOf(4711), planOf(4711))
  assert.notDeepEqual(planOf(4711), planOf(4712))
})

test("a plan holds ten faults and more on average, and none holds few", () => {
  const faultsIn = ({ lives, moods, receive }: (typeof plans)[number]) =>
    lives.flatMap((each) => [...each.failpoints, ...each.strikes]).length + Object.keys(moods).length + receive.length
  const counts = plans.map(faultsIn)
  assert.ok(counts.reduce((sum, each) => sum + each, 0) / counts.length >= 10)
  assert.ok(Math.min(...counts) >= 6)
})

test("every way to strike, to end and to answer badly is drawn by some seed", () => {
  const lives = plans.flatMap((each) => each.lives)
  assert.deepEqual(
    new Set(lives.flatMap((each) => each.strikes).map((each) => each.kind)),
    new Set(Object.keys(strikes)),
  )
  assert.deepEqual(new Set(lives.map((each) => each.end)), new Set(Object.keys(ends)))
  const bad = Object.keys(moods).filter((each) => each !== "take")
  assert.deepEqual(new Set(plans.flatMap((each) => Object.values(each.moods))), new Set(bad))
})

test("F10: at every failpoint some seed kills a process", () => {
  const armed = plans.flatMap(({ lives, receive }) => [...lives.flatMap((each) => each.failpoints), ...receive])
  const killed = armed.flatMap((each) => [...each.matchAll(/([a-z._]+)=kill/g)].map(([, point]) => point))
  const drawn = Object.entries(uses).filter(([, { where }]) => where !== "mailbox")
  assert.deepEqual(new Set(killed), new Set(drawn.map(([point]) => point)))
})
