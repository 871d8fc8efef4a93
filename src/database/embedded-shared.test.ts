import assert from "node:assert/strict"
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, join } from "node:path"
import { after, test } from "node:test"
import { sharedPlaceFor } from "./embedded-shared.ts"

const shared = mkdtempSync(join(tmpdir(), "charter-shared-"))
after(() => rmSync(shared, { recursive: true }))

test("data beside VAR_DIR is named after its path, and never wakes an earlier one's", () => {
  const first = sharedPlaceFor("/srv/charter/var", shared)
  const second = sharedPlaceFor("/srv/charter/var", shared)
  assert.equal(dirname(first), dirname(second))
  assert.match(basename(dirname(first)), /^[0-9a-f]{16}$/)
  assert.notEqual(first, second)
  assert.notEqual(dirname(sharedPlaceFor("/srv/other/var", shared)), dirname(first))
})

test("the lent account can go through it, whatever the umask", () => {
  const before = process.umask(0o077)
  const folder = dirname(sharedPlaceFor("/srv/tight/var", shared))
  process.umask(before)
  assert.equal(statSync(folder).mode & 0o777, 0o755)
})

test("data goes with a temporary VAR_DIR that has gone, and stays with any other", () => {
  const temporary = mkdtempSync(join(tmpdir(), "charter-gone-"))
  const gone = sharedPlaceFor(temporary, shared)
  const kept = sharedPlaceFor("/mnt/not-mounted/var", shared)
  for (const each of [gone, kept]) mkdirSync(each)
  sharedPlaceFor("/srv/next/var", shared)
  assert.ok(existsSync(gone))
  rmSync(temporary, { recursive: true })
  sharedPlaceFor("/srv/next/var", shared)
  assert.deepEqual([existsSync(gone), existsSync(kept)], [false, true])
})

test("a folder that we did not make is not ours to remove", () => {
  mkdirSync(join(shared, "postgresql-18"))
  sharedPlaceFor("/srv/next/var", shared)
  assert.ok(readdirSync(shared).includes("postgresql-18"))
})
