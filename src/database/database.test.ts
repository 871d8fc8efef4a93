// A connection that dies is an error of its statement, never the end of the process.

import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import pg from "pg"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { instant, row, rows, sql, transaction } from "./index.ts"

let database: TestDatabase
before(async () => {
  database = await testDatabase()
})
after(() => database.close())

test("F12 a connection that is cut between two statements of a transaction fails the transaction, and the next one works", async () => {
  const owner = new pg.Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await assert.rejects(() =>
    transaction(database.db, async (tx) => {
      const found = await row<{ pid: number }>(tx, sql`select pg_backend_pid() as pid`)
      await owner.query("select pg_terminate_backend($1)", [found?.pid])
      await new Promise((resolve) => setTimeout(resolve, 200))
      await rows(tx, sql`select 1`)
    }),
  )
  await owner.end()
  assert.deepEqual(await transaction(database.db, (tx) => rows(tx, sql`select 1 as one`)), [{ one: 1 }])
})

test("values are parameters, parts are text, instants come back as milliseconds", async () => {
  const part = sql`${"'; drop table cases; --"}::text as words`
  const at = 1774629000123
  const found = await row(
    database.db,
    sql`select ${part}, ${instant(at)}::timestamptz as at, 'infinity'::timestamptz as never, ${2 ** 40}::bigint as big`,
  )
  assert.deepEqual(found, { words: "'; drop table cases; --", at, never: Number.POSITIVE_INFINITY, big: 2 ** 40 })
})
