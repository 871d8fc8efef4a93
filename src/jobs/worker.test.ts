import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { rows, sql, transaction } from "../database/index.ts"
import { addJobs, type JobWorker, NotNow, startJobWorker } from "./index.ts"

let database: TestDatabase
let worker: JobWorker
const tried = new Map<unknown, number>()
const told: string[] = []
before(async () => {
  database = await testDatabase()
  worker = await startJobWorker({
    db: database.db,
    isBusy: () => false,
    onError: (_error, job) => told.push(job),
    handlers: {
      "read-letter": async ({ letter }) => {
        tried.set(letter, (tried.get(letter) ?? 0) + 1)
        if (letter === 1) throw new NotNow("no reader")
      },
    },
  })
})
after(async () => {
  await worker.stop()
  await database.close()
})

test("F44: a job that cannot be tried now is put off unspent, the one behind it is done, and nothing counts as failed", async () => {
  await transaction(database.db, (tx) =>
    addJobs(tx, [
      { name: "read-letter", data: { letter: 1 } },
      { name: "read-letter", data: { letter: 2 } },
    ]),
  )
  worker.wake()
  for (let times = 0; tried.size < 2 && times < 1200; times++) await new Promise((resolve) => setTimeout(resolve, 50))
  await new Promise((resolve) => setTimeout(resolve, 200))
  assert.deepEqual([...tried.values()], [1, 1])
  assert.deepEqual(told, [])
  const waiting = await rows<{ retries: number; isLater: boolean }>(
    database.db,
    sql`select retry_count as retries, start_after > now() as "isLater" from pgboss.job
      where name = 'read-letter' and state = 'created' and data = '{"letter": 1}'`,
  )
  assert.deepEqual(waiting, [{ retries: 0, isLater: true }])
})
