// What holds for every promise, whatever is asked: due and elapsed are each other's inverse, and time runs one way.

import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { type Calendar, compiledCalendar } from "./calendar.ts"
import { due, dueAt } from "./due.ts"
import type { Duration } from "./duration.ts"
import { countedUntil, elapsed } from "./elapsed.ts"
import { contactCentre, contactCentreRules, freedomOfInformation, now } from "./fixtures.ts"
import { instantFrom } from "./instant.ts"
import type { Interval } from "./pauses.ts"
import { shippedHolidays } from "./shipped.ts"

const morning = [
  { opens: "00:30", closes: "02:30" },
  { opens: "08:00", closes: "12:15" },
]
const strange = compiledCalendar(
  { ...contactCentreRules, name: "strange", week: { sunday: morning, monday: morning, friday: morning } },
  shippedHolidays(),
)

const day = 86_400_000
const calendars = fc.constantFrom(contactCentre, freedomOfInformation, strange)
// Half of the instants lie within a second of an hour, where openings and clock changes are.
const anywhere = fc.integer({
  min: instantFrom("2012-01-01T00:00Z", "UTC"),
  max: instantFrom("2028-12-31T00:00Z", "UTC"),
})
const nearAnHour = fc
  .tuple(anywhere, fc.integer({ min: -1000, max: 1000 }))
  .map(([at, off]) => Math.floor(at / 3_600_000) * 3_600_000 + off)
const instants = fc.oneof(anywhere, nearAnHour)
const amounts = fc.oneof(
  fc.integer({ min: 1, max: 100 * 3_600_000 }),
  fc.integer({ min: 1, max: 100 }).map((hours) => hours * 3_600_000),
)
const time = (amount: number): Duration => ({ unit: "working-time", amount })
const anyDuration: fc.Arbitrary<Duration> = fc.oneof(
  amounts.map(time),
  fc.integer({ min: 1, max: 60 }).map((amount): Duration => ({ unit: "working-days", amount })),
  fc.integer({ min: 1, max: 24 }).map((amount): Duration => ({ unit: "months", amount })),
)

const pausesNear = (from: number): fc.Arbitrary<Interval[]> =>
  fc.array(
    fc
      .tuple(
        fc.integer({ min: -2 * day, max: 20 * day }),
        fc.oneof(fc.integer({ min: 1, max: 5 * day }), fc.constantFrom(9 * 3_600_000, day)),
      )
      .map(([after, length]): Interval => [from + after, from + after + length]),
    { maxLength: 4 },
  )
const paused = instants.chain((from) => fc.tuple(fc.constant(from), pausesNear(from)))

function holds(check: (calendar: Calendar, from: number, pauses: Interval[], amount: number) => void): void {
  fc.assert(
    fc.property(calendars, paused, amounts, (calendar, [from, pauses], amount) =>
      check(calendar, from, pauses, amount),
    ),
    { numRuns: 2000 },
  )
}

test("exactly the promised time has elapsed at the deadline, and less at any moment before it", () => {
  holds((calendar, from, pauses, amount) => {
    const counting = { pauses, knownAt: now }
    const at = dueAt(calendar, from, time(amount), counting)
    assert.equal(elapsed(calendar, from, at, counting), amount)
    assert.equal(elapsed(calendar, from, at - 1, counting), amount - 1)
  })
})

test("a later start is never due earlier, a longer promise never before a shorter one", () => {
  fc.assert(
    fc.property(calendars, instants, fc.nat({ max: 3 * day }), anyDuration, (calendar, from, later, duration) => {
      const counting = { knownAt: now }
      const at = dueAt(calendar, from, duration, counting)
      assert.ok(dueAt(calendar, from + later, duration, counting) >= at)
      assert.ok(dueAt(calendar, from, { ...duration, amount: duration.amount + 1 }, counting) >= at)
      assert.ok(at > from || (duration.unit === "months" && at >= from))
    }),
    { numRuns: 2000 },
  )
})

test("a pause never brings a deadline forward, and one more never does", () => {
  fc.assert(
    fc.property(calendars, paused, anyDuration, (calendar, [from, pauses], duration) => {
      const deadlines = [...pauses, from].map((_, count) =>
        dueAt(calendar, from, duration, { pauses: pauses.slice(0, count), knownAt: now }),
      )
      assert.deepEqual(
        deadlines,
        deadlines.toSorted((one, other) => one - other),
      )
    }),
    { numRuns: 2000 },
  )
})

test("time elapsed is the sum of its parts, and never negative", () => {
  fc.assert(
    fc.property(
      calendars,
      paused,
      fc.nat({ max: 30 * day }),
      fc.nat({ max: 30 * day }),
      (calendar, [from, pauses], one, other) => {
        const counting = { pauses, knownAt: now }
        const parts = [
          elapsed(calendar, from, from + one, counting),
          elapsed(calendar, from + one, from + one + other, counting),
        ]
        assert.ok(parts.every((part) => part >= 0))
        assert.equal(
          elapsed(calendar, from, from + one + other, counting),
          parts.reduce((sum, part) => sum + part),
        )
        assert.equal(elapsed(calendar, from, from, counting), 0)
      },
    ),
    { numRuns: 2000 },
  )
})

test("pauses count as their union: in any order, cut in two, or told twice", () => {
  holds((calendar, from, pauses, amount) => {
    const cut = pauses.flatMap(([begin, end]): Interval[] =>
      end - begin < 2
        ? [[begin, end]]
        : [
            [begin + 1, end],
            [begin, begin + 1],
            [begin, end],
          ],
    )
    for (const promise of [time(amount), { unit: "working-days", amount: 3 } as const])
      assert.equal(
        dueAt(calendar, from, promise, { pauses: cut, knownAt: now }),
        dueAt(calendar, from, promise, { pauses, knownAt: now }),
      )
  })
})

test("a hundred pauses of a moment move the deadline by their open time (F56)", () => {
  const from = instantFrom("2026-03-24T08:00", contactCentre)
  const pauses = Array.from(
    { length: 100 },
    (_, each): Interval => [from + each * 60_000, from + each * 60_000 + 30_000],
  )
  assert.equal(
    dueAt(contactCentre, from, time(4 * 3_600_000), { pauses, knownAt: now }),
    from + 4 * 3_600_000 + 50 * 60_000,
  )
})

test("the intervals of a certificate add up to the promise, in order, each open and none of them paused", () => {
  holds((calendar, from, pauses, amount) => {
    const { counted, paused: stopped, dueAt: at } = due(calendar, from, time(amount), { pauses, knownAt: now })
    assert.equal(
      counted.reduce((sum, [begin, end]) => sum + end - begin, 0),
      amount,
    )
    let reached = from
    for (const [begin, end] of counted) {
      assert.ok(begin >= reached && end > begin)
      assert.equal(elapsed(calendar, begin, end, { pauses, knownAt: now }), end - begin)
      reached = end
    }
    assert.equal(reached, at)
    assert.ok(stopped.every(([begin, end]) => begin >= from && end <= at && end > begin))
    assert.deepEqual(countedUntil(calendar, from, at, { pauses, knownAt: now }), { counted, paused: stopped })
  })
})

test("the certificate of working days counts so many days, and the last of them closes at the deadline", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(contactCentre, freedomOfInformation),
      paused,
      fc.integer({ min: 1, max: 30 }),
      (calendar, [from, pauses], amount) => {
        const { counted, dueAt: at } = due(calendar, from, { unit: "working-days", amount }, { pauses, knownAt: now })
        assert.equal(counted.length, amount)
        assert.equal(counted.at(-1)?.[1], at)
        for (const [opens, closes] of counted) assert.ok(elapsed(calendar, opens, closes, { pauses, knownAt: now }) > 0)
      },
    ),
    { numRuns: 2000 },
  )
})
