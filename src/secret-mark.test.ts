import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../test/support/database.ts"
import { row, sql, transaction } from "./database/index.ts"
import { Refused } from "./errors.ts"
import { acceptSecretKey, mustShareSecretKey } from "./secret-mark.ts"

const database = await testDatabase()
after(() => database.close())
const { db } = database
const [ours, other] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)]

test("the first key marks a database, and every process with the same key starts", async () => {
  await Promise.all([1, 2, 3].map((at) => mustShareSecretKey(db, ours, at)))
})

test("a process with another key is refused, and told what would stop working", async () => {
  await assert.rejects(mustShareSecretKey(db, other, 4), (error) => {
    assert.ok(error instanceof Refused)
    assert.match(error.message, /private links and reply addresses .* would stop working/)
    return true
  })
})

test("the mark does not hold the key", async () => {
  const found = await row<{ mark: Buffer }>(db, sql`select mark from secret_key_mark`)
  assert.equal(found?.mark.length, 32)
  assert.ok(!found.mark.equals(ours))
})

test("a new key is taken in place of a lost one, and the audit says so", async () => {
  await transaction(db, (tx) => acceptSecretKey(tx, other, 5))
  await mustShareSecretKey(db, other, 6)
  await assert.rejects(mustShareSecretKey(db, ours, 7), Refused)
  const said = await row<{ at: number }>(db, sql`select at from audit where action = 'secret-key-accepted'`)
  assert.equal(said?.at, 5)
})
