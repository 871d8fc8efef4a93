import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { type Alarms, openAlarms } from "../alarms.ts"
import { charterVersions } from "../charter/index.ts"
import { type Holiday, shippedHolidays, steadyClock } from "../time/index.ts"
import { diskWatch } from "./disk.ts"
import { holidaysEnding, watchHolidays } from "./holidays.ts"
import { acceptClocks, beat, clockDoubts, endPulse } from "./store.ts"
import { watchClock, watchWorkers } from "./watch.ts"

let desk: TestDesk
before(async () => {
  desk = await testDesk()
})
after(() => desk.close())

function listening() {
  const told: string[] = []
  const alarms = openAlarms((alarm, is) => told.push(`${alarm.name} ${is}`))
  return { told, alarms }
}

function names(alarms: Alarms): string[] {
  return alarms.standing().map((each) => each.name)
}

test("F17: a disk raises an alarm at 85 %, refuses what is large at 95 %, and both end by themselves", async () => {
  const { told, alarms } = listening()
  const room = { used: 0.5, freeBytes: 1e8 }
  const watch = diskWatch([{ name: "var", path: "/var/desk" }], alarms, async () => room)
  const seen = async (used: number) => {
    room.used = used
    await watch.look()
    return { alarms: names(alarms), isShort: watch.isShort() }
  }
  assert.deepEqual(await seen(0.849), { alarms: [], isShort: false })
  assert.deepEqual(await seen(0.85), { alarms: ["disk"], isShort: false })
  assert.match(alarms.standing()[0]?.sentence ?? "", /\/var\/desk is on a disk that is 85 % full/)
  assert.deepEqual(await seen(0.95), { alarms: ["disk"], isShort: true })
  assert.match(alarms.standing()[0]?.sentence ?? "", /asked to come again/)
  assert.deepEqual(await seen(1), { alarms: ["disk"], isShort: true })
  assert.deepEqual(await seen(0.2), { alarms: [], isShort: false })
  assert.deepEqual(told, ["disk begun", "disk over"])
  room.freeBytes = 1e12
  assert.deepEqual(await seen(0.96), { alarms: ["disk"], isShort: false }, "a large disk has room for years")
})

test("F55: 90 days before the holidays of any division of any published calendar run out, the desk says which", async () => {
  const versions = await charterVersions(desk.db)
  const ending = (holidays: readonly Holiday[], at: string) =>
    holidaysEnding(versions, holidays, instant(at)).map(({ division, year }) => `${division} ${year}`)
  const shipped = shippedHolidays()
  assert.deepEqual(ending(shipped, "2028-10-02T00:00"), [])
  assert.deepEqual(ending(shipped, "2028-10-04T00:00"), [
    "england-and-wales 2028",
    "scotland 2028",
    "northern-ireland 2028",
  ])
  const withoutScotland = shipped.filter((each) => each.division !== "scotland" || each.date < "2027")
  assert.deepEqual(ending(withoutScotland, "2026-10-04T00:00"), ["scotland 2026"])
  const withdrawn = shipped.map((each) =>
    each.division === "scotland" && each.date >= "2027" ? { ...each, withdrawnAt: instant("2026-09-01T00:00") } : each,
  )
  assert.deepEqual(ending(withdrawn, "2026-10-04T00:00"), ["scotland 2026"])
  assert.deepEqual(ending([], "2026-03-27T00:00").length, 3)
  const { told, alarms } = listening()
  watchHolidays(holidaysEnding(versions, withoutScotland, instant("2026-10-04T00:00")), alarms)
  assert.match(alarms.standing()[0]?.sentence ?? "", /scotland \(to 31 December 2026\).*charter holidays import/)
  watchHolidays([], alarms)
  assert.deepEqual(told, ["holidays begun", "holidays over"])
})

test("F44: a website whose desk has no living worker says so, not before it could know, and until one is heard of", async () => {
  const { told, alarms } = listening()
  const look = async (round: number) => {
    await watchWorkers({ db: desk.db, alarms, silenceSeconds: 5 }, round)
    return names(alarms)
  }
  assert.deepEqual(await look(4), [])
  assert.deepEqual(await look(5), ["no-worker"])
  await beat(desk.db, "one")
  assert.deepEqual(await look(6), [])
  await beat(desk.db, "one")
  await endPulse(desk.db, "one")
  assert.deepEqual(await look(7), ["no-worker"])
  assert.deepEqual(told, ["no-worker begun", "no-worker over", "no-worker begun"])
})

test("F51: a leap is told of, kept where the command line finds it, and believed on somebody's word", async () => {
  const { told, alarms } = listening()
  const wall = { at: instant("2026-03-27T10:00") }
  const clock = steadyClock({ wall: () => wall.at, monotonic: () => 0 })
  const parts = { db: desk.db, clock, alarms }
  await watchClock(parts)
  assert.deepEqual(told, [])
  wall.at += 3_600_000
  await watchClock(parts)
  await watchClock(parts)
  assert.match(alarms.standing()[0]?.sentence ?? "", /leapt 60 minutes ahead.*charter clock --accept/)
  assert.deepEqual(
    (await clockDoubts(desk.db)).map((each) => each.leapMilliseconds),
    [3_600_000],
  )
  assert.equal(clock.now(), instant("2026-03-27T10:00"))
  assert.equal(await acceptClocks(desk.db), 1)
  await watchClock(parts)
  assert.equal(clock.now(), instant("2026-03-27T11:00"))
  assert.deepEqual([told, await clockDoubts(desk.db)], [["clock begun", "clock over"], []])
})

test("F51: a word about one leap is none about the next", async () => {
  const { alarms } = listening()
  const wall = { at: 0 }
  const clock = steadyClock({ wall: () => wall.at, monotonic: () => 0 })
  wall.at = 3_600_000
  await watchClock({ db: desk.db, clock, alarms })
  await acceptClocks(desk.db)
  wall.at = 90_000_000
  await watchClock({ db: desk.db, clock, alarms })
  assert.deepEqual([clock.now(), names(alarms)], [0, ["clock"]])
})
