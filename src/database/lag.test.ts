import assert from "node:assert/strict"
import { test } from "node:test"
import { lagMeter } from "./lag.ts"
import { positionFrom, positionText } from "./position.ts"

const meter = () => {
  const made = lagMeter()
  for (const [position, at] of [
    [100n, 1000],
    [200n, 2000],
    [200n, 3000],
    [300n, 4000],
  ] as const) {
    made.note(position, at)
  }
  return made
}

test("a replica that has replayed everything is as old as the last look", () => {
  assert.deepEqual(meter().lagOf(300n, 4500), { milliseconds: 500, isOpen: false })
})

test("a replica of a database in which nothing is written does not grow old", () => {
  assert.equal(meter().lagOf(250n, 4500).milliseconds, 1500)
})

test("a replica that stands still grows old with the stopwatch", () => {
  assert.deepEqual(
    [5000, 6000].map((at) => meter().lagOf(199n, at).milliseconds),
    [4000, 5000],
  )
})

test("of a replica that is behind all that is remembered only the least age is known", () => {
  assert.deepEqual(meter().lagOf(7n, 5000), { milliseconds: 4000, isOpen: true })
  assert.equal(lagMeter().lagOf(7n, 5000).isOpen, true)
})

test("a position is read as PostgreSQL writes it, and nothing else is one", () => {
  for (const text of ["0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF"]) {
    assert.equal(positionText(positionFrom(text) ?? -1n), text)
  }
  assert.ok((positionFrom("1/0") ?? 0n) > (positionFrom("0/FFFFFFFF") ?? 1n))
  for (const text of ["", "1", "1/", "/1", "G/1", "123456789/0", "1/2/3", "1/2 "])
    assert.equal(positionFrom(text), undefined)
})
