// Two that sweep: one of them stands still in the middle, and comes back late.

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { text } from "node:stream/consumers"
import { after, before, beforeEach, test } from "node:test"
import pg from "pg"
import { nowOf, steadyClock } from "../../src/time/index.ts"
import { sweepCases } from "../../src/worker/sweep.ts"
import { instant, type TestDesk, testDesk } from "../support/desk.ts"
import { endWaiting, hold, letGo, reached } from "./hold.ts"

let desk: TestDesk
let owner: pg.Client
let cases: number[]
before(async () => {
  desk = await testDesk()
  owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
})
after(async () => {
  await owner.end()
  await desk.close()
})

const due = instant("2026-03-27T12:00")

beforeEach(async () => {
  await owner.query("update cases set next_at = 'infinity'")
  const opened = await Promise.all(Array.from({ length: 6 }, () => desk.open("2026-03-27T09:00", { priority: 1 })))
  cases = opened.map((each) => each.caseId)
})

function swept(): Promise<number> {
  return sweepCases(desk.db, due, (error) => assert.fail(String(error)))
}

async function counted(type: string): Promise<number[]> {
  const found = await owner.query<{ count: number }>(
    `select (select count(*) from events e where e.case_id = c.case_id and e.type = $2)::int as count
     from unnest($1::bigint[]) as c (case_id)`,
    [cases, type],
  )
  return found.rows.map((each) => each.count)
}

/** Another worker, held in the middle of its writing and then stopped. */
async function stoppedWorker() {
  await hold(owner, "events")
  const child = spawn(process.execPath, [new URL("./sweeping.ts", import.meta.url).pathname, desk.url, `${due}`], {
    stdio: ["ignore", "pipe", "inherit"],
  })
  const said = text(child.stdout)
  await reached(owner)
  child.kill("SIGSTOP")
  // Who stands still does not end by itself when the test fails before letting it go on.
  after(() => child.kill("SIGKILL"))
  return { goOn: () => child.kill("SIGCONT"), said }
}

/** Both clocks of each case missed, each once, and each with one escalation at most. */
async function assertOnce(): Promise<void> {
  assert.deepEqual(await counted("clock-missed"), [2, 2, 2, 2, 2, 2])
  const repeated = await owner.query(
    `select case_id, type, body::jsonb #>> '{data,clock}' from events where type in ('escalated', 'clock-missed')
     group by 1, 2, 3 having count(*) > 1`,
  )
  assert.equal(repeated.rowCount, 0)
}

test("F62: beside a worker that stands still in the middle another leaves its cases alone, and each escalates once", async () => {
  const other = await stoppedWorker()
  assert.equal(await swept(), 0)
  other.goOn()
  const letting = letGo(owner, "events")
  assert.match(await other.said, /"settled":6,"failures":\[\]/)
  await letting
  assert.equal(await swept(), 0)
  await assertOnce()
})

test("F45 F62: a worker that stood still for so long that its session was ended writes nothing when it comes back", async () => {
  const other = await stoppedWorker()
  // What idle_in_transaction_session_timeout and the keepalives do after 20 seconds.
  await endWaiting(owner)
  await letGo(owner, "events")
  assert.equal(await swept(), 6)
  other.goOn()
  assert.match(await other.said, /"settled":0/)
  await assertOnce()
})

test("F51: a clock that leaps a day ahead escalates nothing, on the machine's time and on a settable one", async () => {
  for (const rate of [1, 60]) {
    const wall = { at: instant("2026-03-27T09:10") }
    const steady = steadyClock({ wall: () => wall.at, monotonic: () => 0 })
    const now = nowOf({ deskAt: wall.at, realAt: wall.at, rate }, steady.now)
    wall.at += 24 * 3_600_000
    await sweepCases(desk.db, now(), (error) => assert.fail(String(error)))
    assert.deepEqual(await counted("clock-missed"), [0, 0, 0, 0, 0, 0])
  }
})
