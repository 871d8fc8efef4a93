import assert from "node:assert/strict"
import { test } from "node:test"
import fc from "fast-check"
import { utcFrom, utcMillisecondsText, utcText } from "./utc.ts"
import { wallTime } from "./wall.ts"

const at = (text: string) => Temporal.Instant.from(text).epochMilliseconds
const anywhere = fc.integer({ min: at("0001-01-01T00:00Z"), max: at("9999-12-31T23:59:59.999Z") })
const nearby = fc.integer({ min: at("1970-01-01T00:00Z"), max: at("2100-01-01T00:00Z") })
const instants = fc.oneof(
  nearby,
  anywhere,
  nearby.map((each) => Math.floor(each / 1000) * 1000),
)

test("the arithmetic of walls says what Temporal says, in any zone and year", () => {
  const zones = fc.constantFrom("Europe/London", "America/St_Johns", "Pacific/Apia", "UTC")
  fc.assert(
    fc.property(instants, zones, (instant, zone) => {
      const { year, month, day, hour, minute, second, dayOfWeek } =
        Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone)
      const { number, ...shown } = wallTime(instant, zone)
      assert.deepEqual(shown, { year, month, day, dayOfWeek, hour, minute, second })
      assert.equal(wallTime(instant + 86_400_000, "UTC").number, wallTime(instant, "UTC").number + 1)
    }),
  )
})

test("an instant is written as Temporal writes it, and read back", () => {
  fc.assert(
    fc.property(instants, (instant) => {
      const temporal = Temporal.Instant.fromEpochMilliseconds(instant)
      assert.equal(utcText(instant), temporal.toString())
      assert.equal(utcMillisecondsText(instant), temporal.toString({ smallestUnit: "millisecond" }))
      assert.equal(utcFrom(utcText(instant)), instant)
    }),
  )
})

test("what PostgreSQL writes is read, whatever it leaves out", () => {
  const texts = {
    "2026-03-27 17:00:00+00": "2026-03-27T17:00Z",
    "2026-03-27 17:00:00.5+00": "2026-03-27T17:00:00.500Z",
    "2026-03-27 17:00:00.123456+00": "2026-03-27T17:00:00.123Z",
    "2026-03-27 17:00:00+01": "2026-03-27T16:00Z",
    "0033-04-03 15:00:00+00": "0033-04-03T15:00Z",
  }
  for (const [text, expected] of Object.entries(texts)) assert.equal(utcFrom(text), at(expected), text)
})

test("what is no instant is refused, not told", () => {
  for (const no of [Number.NaN, Number.POSITIVE_INFINITY, 0.5]) {
    assert.throws(() => wallTime(no), RangeError)
    assert.throws(() => utcText(no), RangeError)
  }
  assert.throws(() => utcFrom("yesterday"), RangeError)
})
