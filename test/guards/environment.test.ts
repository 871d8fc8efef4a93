import assert from "node:assert/strict"
import { test } from "node:test"
import { isTest, sources } from "./code.ts"

test("only settings.ts reads the environment", () => {
  const readers = sources("src").filter(
    ({ path, code }) => !isTest(path) && /process\s*(\.\s*env|\[)|import\s*\{[^}]*\benv\b[^}]*\}\s*from/.test(code),
  )
  assert.deepEqual(
    readers.map(({ path }) => path),
    ["src/settings.ts"],
  )
})
