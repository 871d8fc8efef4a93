import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { instant, type TestDesk, testDesk } from "../../test/support/desk.ts"
import { sweepCases } from "./sweep.ts"

let desk: TestDesk
let owner: pg.Client
before(async () => {
  desk = await testDesk()
  owner = new pg.Client({ connectionString: desk.ownerUrl })
  await owner.connect()
})
after(async () => {
  await owner.end()
  await desk.close()
})

const due = instant("2026-03-30T17:00") + 1

async function missed(): Promise<number[]> {
  const found = await owner.query<{ case_id: string }>(
    "select case_id from events where type = 'clock-missed' and at = $1 order by case_id",
    [Temporal.Instant.fromEpochMilliseconds(due).toString()],
  )
  return found.rows.map((each) => Number(each.case_id))
}

test("all that fall due at one instant are announced once, however many sweep; one that fails is told of and holds up no other", async () => {
  const opened = await Promise.all(
    Array.from({ length: 105 }, () => desk.open("2026-03-30T09:00", { priority: 3 }, "customer")),
  )
  const [first, ...others] = opened.map((each) => each.caseId).sort((a, b) => a - b)
  await owner.query("update cases set fold = jsonb_set(fold, '{clocks}', 'null') where case_id = $1", [first])
  const failures: number[] = []
  const told = (_error: unknown, caseId: number) => void failures.push(caseId)
  const swept = await Promise.all([sweepCases(desk.db, due, told), sweepCases(desk.db, due, told)])
  assert.ok(swept[0] + swept[1] >= others.length)
  assert.deepEqual(new Set(failures), new Set([first]))
  const announced = await missed()
  assert.deepEqual([...new Set(announced)], others)
  // Response and restoration fall due together.
  assert.equal(announced.length, others.length * 2)
})
