import assert from "node:assert/strict"
import { test } from "node:test"
import { slopeOf } from "./slope.ts"

test("the slope of a line is its own, noise that goes both ways changes nothing, and one point has none", () => {
  const line = Array.from({ length: 60 }, (_, minute) => [minute / 60, 200 + 3 * (minute / 60)] as const)
  assert.ok(Math.abs(slopeOf(line) - 3) < 1e-9)
  const noisy = line.flatMap(([x, y]) => [[x, y + 5] as const, [x, y - 5] as const])
  assert.ok(Math.abs(slopeOf(noisy) - 3) < 1e-9)
  assert.ok(Number.isNaN(slopeOf([[1, 1]])))
})
