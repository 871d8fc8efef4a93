// The spread over half hours against the sum of its openings, one by one.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { contactCentre, freedomOfInformation, now } from "./fixtures.ts"
import { elapsed, halfHourEndingAt, halfHoursOfDay, instantFrom, spread } from "./index.ts"

const hour = 3_600_000
const london = (text: string) => instantFrom(text, "Europe/London")
const bin = (text: string) => Number(text.slice(0, 2)) * 2 + (text.endsWith("30") ? 1 : 0)

test("a stretch fills the half hours that it lies in, and no night, weekend or holiday", () => {
  const sum = spread()
  sum.add(contactCentre, london("2026-04-02T16:10"), london("2026-04-07T08:40"), now)
  const hours = sum.summed().map((each) => each / hour)
  assert.deepEqual(
    hours.flatMap((each, index) => (each > 0 ? [[index, Math.round(each * 60)]] : [])),
    [
      [bin("08:00"), 30],
      [bin("08:30"), 10],
      [bin("16:00"), 20],
      [bin("16:30"), 30],
    ],
  )
})

test("a deadline at closing time belongs to the last half hour", () => {
  assert.equal(halfHourEndingAt(contactCentre, london("2026-03-30T17:00")), bin("16:30"))
  assert.equal(halfHourEndingAt(contactCentre, london("2026-03-30T08:00:00.001")), bin("08:00"))
  assert.equal(halfHourEndingAt(freedomOfInformation, london("2026-03-31T00:00")), bin("23:30"))
})

test("all half hours together are the open time, and each is that of its part of the day", () => {
  const begin = london("2026-01-01T00:00")
  const stretch = fc.tuple(fc.nat({ max: 365 * 24 * 60 }), fc.nat({ max: 60 * 24 * 60 }), fc.boolean())
  fc.assert(
    fc.property(fc.array(stretch, { minLength: 1, maxLength: 8 }), (stretches) => {
      const sum = spread()
      let total = 0
      for (const [after, length, hasHours] of stretches) {
        const calendar = hasHours ? contactCentre : freedomOfInformation
        const [from, to] = [begin + after * 60_000, begin + (after + length) * 60_000]
        sum.add(calendar, from, to, now)
        total += elapsed(calendar, from, to, { knownAt: now })
      }
      const halfHours = sum.summed()
      assert.equal(halfHours.length, halfHoursOfDay)
      assert.equal(
        halfHours.reduce((one, other) => one + other, 0),
        total,
      )
      if (stretches.every(([, , hasHours]) => hasHours))
        assert.equal(
          halfHours.findIndex((each, index) => each > 0 && (index < 16 || index > 33)),
          -1,
        )
    }),
    { numRuns: 300 },
  )
})
