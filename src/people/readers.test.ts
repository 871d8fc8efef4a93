// A69: somebody who reads case after case is told of, once an hour.

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { transaction } from "../database/index.ts"
import { addToken, manyReadersNoted, noteManyReaders, record } from "./index.ts"

const database = await testDatabase()
after(() => database.close())
const { db } = database
const minute = 60_000

async function reader(name: string): Promise<number> {
  return (await transaction(db, (tx) => addToken(tx, { name, role: "adviser" }, 0))).personId
}

async function reads(personId: number, references: readonly string[], at: number): Promise<void> {
  for (const reference of references)
    await record(db, { action: "read", outcome: "done", personId, remote: null, target: [reference] }, at)
}

function references(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `INC-2026-${String(index + 1).padStart(6, "0")}`)
}

test("500 cases within an hour raise an alert, once however many workers look; the same case again and again does not", async () => {
  const [many, few] = [await reader("Many"), await reader("Few")]
  await reads(many, references(500), 10 * minute)
  await reads(few, [...references(499), ...references(20)], 10 * minute)
  const noted = await Promise.all([1, 2, 3].map(() => noteManyReaders(db, 500, 20 * minute)))
  assert.deepEqual(noted.flat(), [{ personId: many, cases: 500 }])
  assert.deepEqual(await noteManyReaders(db, 500, 40 * minute), [])
  assert.equal(await manyReadersNoted(db, 40 * minute), 1)
})

test("after an hour it is forgotten, and noted again where it goes on", async () => {
  const later = await reader("Later")
  await reads(later, references(500), 200 * minute)
  assert.equal(await manyReadersNoted(db, 200 * minute), 0)
  assert.deepEqual(
    (await noteManyReaders(db, 500, 210 * minute)).map((each) => each.personId),
    [later],
  )
  assert.deepEqual(await noteManyReaders(db, 500, 300 * minute), [])
})
