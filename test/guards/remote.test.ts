import assert from "node:assert/strict"
import { test } from "node:test"
import { isTest, sources } from "./code.ts"

test("the address that somebody comes from is read in one place, which knows whose word counts", () => {
  const readers = sources("src").filter(
    ({ path, text }) => !isTest(path) && /\brequest\.ips?\b|socket\.remoteAddress|"x-forwarded-for"/i.test(text),
  )
  assert.deepEqual(
    readers.map(({ path }) => path),
    ["src/web/remote.ts"],
  )
})
