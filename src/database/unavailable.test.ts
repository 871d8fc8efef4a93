import assert from "node:assert/strict"
import { test } from "node:test"
import pg from "pg"
import { clusterUrl } from "../../test/support/cluster.ts"
import { openDatabase, row, sql } from "./index.ts"
import { isUnavailable } from "./unavailable.ts"

test("a database where nobody listens is unavailable, by address and by name", async () => {
  for (const host of ["127.0.0.1", "localhost"]) {
    const db = openDatabase({ url: `postgres://${host}:1/x` })
    const fault = await row(db, sql`select 1`).catch((error: unknown) => error)
    assert.equal(isUnavailable(fault), true)
    await db.pool.end()
  }
})

test("a connection that has just died under a statement, or before the next, is unavailable in every word that pg has for it", async () => {
  const client = new pg.Client({ connectionString: await clusterUrl() })
  client.on("error", () => {})
  await client.connect()
  const faults: unknown[] = []
  const asked = client.query("select pg_sleep(30)").catch((error: unknown) => faults.push(error))
  client.connection.stream.destroy(new Error("gone"))
  await asked
  for (let times = 0; times < 2; times++) await client.query("select 1").catch((error: unknown) => faults.push(error))
  await client.end().catch(() => {})
  await client.query("select 1").catch((error: unknown) => faults.push(error))
  assert.equal(faults.length, 4)
  for (const fault of faults.slice(1)) assert.equal(isUnavailable(fault), true, String(fault))
})

test("a full or stopping database is unavailable, a statement of ours that is wrong is not", () => {
  const failed = (code: string) => Object.assign(new Error("x"), { code })
  for (const code of [
    "53100",
    "53300",
    "57P01",
    "08006",
    "57014",
    "40P01",
    "58030",
    "XX001",
    "ECONNABORTED",
    "ENOTFOUND",
  ])
    assert.equal(isUnavailable(failed(code)), true, code)
  for (const code of ["42601", "23505", "22P02", "XX000"]) assert.equal(isUnavailable(failed(code)), false, code)
  assert.equal(isUnavailable(new Error("later", { cause: failed("53100") })), true)
  assert.equal(isUnavailable("53100"), false)
})
