// addresses.json: who may read it, and whom it counts as alive.

import assert from "node:assert/strict"
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { livingDesk, mustBeAlone, removeAddresses, writeAddresses } from "./addresses.ts"
import { Refused } from "./errors.ts"

const varDir = mkdtempSync(join(tmpdir(), "charter-addresses-"))
after(() => rmSync(varDir, { recursive: true }))
const file = join(varDir, "addresses.json")
const addresses = { web: "http://127.0.0.1:3000", database: "postgres://x", pid: process.pid }

test("a living desk is found, and its file is its owner's alone", () => {
  writeAddresses(varDir, addresses)
  assert.deepEqual(livingDesk(varDir), addresses)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  removeAddresses(varDir)
  assert.equal(livingDesk(varDir), undefined)
})

test("a second start beside a living desk is refused with its pid", () => {
  writeAddresses(varDir, { ...addresses, pid: process.ppid })
  assert.throws(
    () => mustBeAlone(varDir),
    (error: unknown) => error instanceof Refused && error.message.includes(String(process.ppid)),
  )
})

test("what a killed desk left, half a file, or a pid that was given out again stops nobody", () => {
  for (const left of [
    "",
    "{",
    "[]",
    JSON.stringify({ ...addresses, started: "1" }),
    JSON.stringify({ ...addresses, pid: 2 ** 22, started: "1" }),
  ]) {
    writeFileSync(file, left)
    assert.equal(livingDesk(varDir), undefined, left)
  }
})
