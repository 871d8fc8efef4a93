import assert from "node:assert/strict"
import { test } from "node:test"
import { isTest, sources } from "./code.ts"

const old = /\bnew\s+Date\b|\bDate\s*\.|\bDate\s*\(|globalThis\s*\.\s*Date\b/
const wallClock = /Temporal\s*\.\s*Now\b/
// Below the entrances the present moment is an argument; the desk's clock is where they have it from.
const entrances = /^src\/(cli|web|api|inbox|worker)\/|^src\/(main|settings)\.ts$|^src\/time\/desk-clock\.ts$/

test("nothing uses Date", () => {
  const users = sources("src", "test", "bin").filter(({ code }) => old.test(code))
  assert.deepEqual(
    users.map(({ path }) => path),
    [],
  )
})

test("only the entrances read the wall clock", () => {
  const readers = sources("src").filter(
    ({ path, code }) => !isTest(path) && !entrances.test(path) && wallClock.test(code),
  )
  assert.deepEqual(
    readers.map(({ path }) => path),
    [],
  )
})
