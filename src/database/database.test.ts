// A connection that dies is an error of its statement, never the end of the process.

import assert from "node:assert/strict"
import { once } from "node:events"
import { createServer } from "node:net"
import { after, before, test } from "node:test"
import pg from "pg"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { closeDatabase, openDatabase } from "./database.ts"
import { instant, isUnavailable, row, rows, sql, transaction } from "./index.ts"

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

// What PostgreSQL sends to a session that is ended while it begins, in one piece: authentication passed, ready, ended.
const endedAtOnce = Buffer.concat([
  message("R", Buffer.alloc(4)),
  message("Z", Buffer.from("I")),
  message("E", Buffer.from("SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0")),
])

function message(type: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}

test("F13 a session that is ended before anybody has taken it from the pool fails what asked for it, and not the process", async () => {
  const server = createServer((socket) => socket.on("error", () => {}).once("data", () => socket.end(endedAtOnce)))
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  assert.ok(typeof address === "object" && address !== null)
  const db = openDatabase({ url: `postgres://nobody:none@127.0.0.1:${address.port}/none` })
  try {
    await assert.rejects(() => transaction(db, (tx) => rows(tx, sql`select 1`)), isUnavailable)
    await assert.rejects(() => rows(db, sql`select 1`), isUnavailable)
  } finally {
    await closeDatabase(db)
    server.close()
  }
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
