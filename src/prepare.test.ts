import assert from "node:assert/strict"
import { join } from "node:path"
import { after, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import { testDatabase } from "../test/support/database.ts"
import { presentProcesses, row, showPresence, sql } from "./database/index.ts"
import { Refused } from "./errors.ts"
import { preparedDatabase } from "./prepare.ts"

const database = await testDatabase()
after(() => database.close())
const { db, url } = database
const charterFile = join(import.meta.dirname, "../charters/college-learn.yaml")
const morning = Temporal.Instant.from("2026-03-27T09:00Z").epochMilliseconds
const hour = 3_600_000
const at = (startsAt: number) => ({ charterFile, now: { startsAt, speed: 60 } })

async function begun(settings: Parameters<typeof preparedDatabase>[1], role = "web") {
  const presence = await showPresence({ url, role })
  const prepared = preparedDatabase(db, settings, presence)
  await prepared.catch(() => presence.leave())
  return { ...(await prepared), leave: presence.leave }
}

test("processes that start at the same moment publish one charter and go by one clock", async () => {
  const started = await Promise.all(
    [at(morning), at(morning + hour), at(morning + 2 * hour)].map((each) => begun(each)),
  )
  const times = started.map(({ now }) => now())
  assert.ok(Math.max(...times) - Math.min(...times) < 0.01 * hour, String(times))
  assert.deepEqual(await row(db, sql`select count(*) as count from charter_versions`), { count: 1 })
  assert.equal(started.filter(({ remarks }) => /first version/.test(remarks.join())).length, 1)
  for (const { leave } of started) await leave()
})

test("who comes later goes by the time of those who are there, and is refused where it has another kind", async () => {
  const first = await begun(at(morning))
  const later = await begun(at(morning + 5 * hour), "worker")
  assert.ok(later.now() - first.now() < 0.1 * hour)
  await assert.rejects(begun({ charterFile, now: undefined }), Refused)
  assert.deepEqual(
    (await presentProcesses(db)).map(({ name }) => name.split(" ").slice(0, 2)),
    [
      ["charter", "web"],
      ["charter", "worker"],
    ],
  )
  await Promise.all([first.leave(), later.leave()])
  const anew = await begun(at(morning + 5 * hour))
  assert.ok(anew.now() >= morning + 5 * hour)
  await anew.leave()
})

test("a desk on real time is joined by nobody with a clock of their own", async () => {
  const real = await begun({ charterFile, now: undefined })
  await assert.rejects(begun(at(morning)), /run on real time/)
  await real.leave()
})

test("who has lost their session is back in a moment", async () => {
  const desk = await begun({ charterFile, now: undefined })
  const present = async () => (await presentProcesses(db)).map(({ since }) => since)
  const before = await present()
  await db.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name like 'charter web %'",
  )
  let after = before
  for (const began = performance.now(); after.length === 0 || after[0] === before[0]; after = await present()) {
    assert.ok(performance.now() - began < 10_000)
    await pause(10)
  }
  assert.equal(after.length, 1)
  await desk.leave()
})
