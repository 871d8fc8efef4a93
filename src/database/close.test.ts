import assert from "node:assert/strict"
import { after, test } from "node:test"
import { type TestDatabase, testDatabase } from "../../test/support/database.ts"
import { closeDatabase, openDatabase, rows, sql } from "./index.ts"

const database: TestDatabase = await testDatabase()
after(() => database.close())

test("a database is closed when its sessions are over, not before", async () => {
  const db = openDatabase({ url: database.url, connections: 5, name: "charter closing" })
  await Promise.all(Array.from({ length: 5 }, () => rows(db, sql`select pg_sleep(0.1)`)))
  const sockets = process.getActiveResourcesInfo().filter((each) => each === "TCPSocketWrap").length
  await closeDatabase(db)
  const left = process.getActiveResourcesInfo().filter((each) => each === "TCPSocketWrap").length
  assert.equal(sockets - left, 5)
})
