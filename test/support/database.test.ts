import assert from "node:assert/strict"
import { after, test } from "node:test"
import { PgBoss } from "pg-boss"
import { row, sql } from "../../src/database/index.ts"
import { testDatabase } from "./database.ts"

const one = await testDatabase()
const other = await testDatabase()
after(() => Promise.all([one.close(), other.close()]))

test("a test works as the lesser role", async () => {
  assert.deepEqual(await row(one.db, sql`select current_user as name`), { name: "charter_test_desk" })
  await assert.rejects(one.db.pool.query("create table x (y int)"), /permission denied/)
})

test("a test file has a database of its own", async () => {
  await one.db.pool.query("select 1")
  const names = await Promise.all([one, other].map((each) => row(each.db, sql`select current_database() as name`)))
  assert.notDeepEqual(names[0], names[1])
})

test("the lesser role makes queues, sends and works jobs without a right over the schema", async () => {
  const boss = new PgBoss({ connectionString: one.url, migrate: false, createSchema: false, reindex: false })
  boss.on("error", (error) => assert.fail(error))
  await boss.start()
  await boss.createQueue("letters")
  await boss.send("letters", { letter: 7 })
  const [job] = await boss.fetch<{ letter: number }>("letters")
  await boss.complete("letters", job?.id ?? "")
  await boss.supervise()
  await boss.stop()
  assert.deepEqual(job?.data, { letter: 7 })
})
