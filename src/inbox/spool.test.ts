import assert from "node:assert/strict"
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import type { NewLetter } from "./keep-store.ts"
import { letterOf } from "./sample-letter.ts"
import { drainSpool, removeDrafts, spoolLetter, startSpoolDrain } from "./spool.ts"

let varDir = ""
beforeEach(() => {
  varDir = mkdtempSync(join(tmpdir(), "charter-spool-"))
})
afterEach(() => rmSync(varDir, { recursive: true, force: true }))

const spooled = () => readdirSync(join(varDir, "spool"))

test("a letter lies in the spool whole, for its owner alone, under the moment of its receipt", async () => {
  const path = await spoolLetter(varDir, letterOf(), 1774629000123)
  assert.deepEqual(readFileSync(path), letterOf())
  assert.equal(statSync(path).mode & 0o777, 0o600)
  assert.match(spooled().join(), /^001774629000123-[0-9a-f-]{36}\.eml$/)
})

test("the spool is drained oldest first, each file kept before it goes", async () => {
  await spoolLetter(varDir, letterOf({ Subject: "second" }), 2000)
  await spoolLetter(varDir, letterOf({ Subject: "first" }), 1000)
  const kept: NewLetter[] = []
  const taken = await drainSpool(varDir, async (letter) => {
    assert.equal(spooled().length, 2 - kept.length)
    kept.push(letter)
  })
  assert.equal(taken, 2)
  assert.deepEqual(
    kept.map((each) => [each.receivedAt, each.source]),
    [
      [1000, "spool"],
      [2000, "spool"],
    ],
  )
  assert.deepEqual(spooled(), [])
})

test("what cannot be kept stays, and is tried again", async () => {
  await spoolLetter(varDir, letterOf(), 1000)
  await assert.rejects(
    drainSpool(varDir, () => Promise.reject(new Error("the database is away"))),
    /away/,
  )
  assert.equal(spooled().length, 1)
  assert.equal(await drainSpool(varDir, async () => {}), 1)
})

test("a file that cannot be read stops no other", async () => {
  const broken = await spoolLetter(varDir, letterOf(), 1000)
  rmSync(broken)
  chmodSync(join(varDir, "spool"), 0o700)
  // A folder of that name cannot be read as a file, by anybody.
  await import("node:fs/promises").then(({ mkdir }) => mkdir(broken))
  await spoolLetter(varDir, letterOf(), 2000)
  const kept: number[] = []
  await assert.rejects(
    drainSpool(varDir, async ({ receivedAt }) => kept.push(receivedAt)),
    /1 files in the spool cannot be read/,
  )
  assert.deepEqual(kept, [2000])
})

test("an empty spool, none at all, and other files are nothing to drain", async () => {
  assert.equal(await drainSpool(varDir, async () => {}), 0)
  await spoolLetter(varDir, letterOf(), 1000)
  writeFileSync(join(varDir, "spool", "note.txt"), "x")
  writeFileSync(join(varDir, "spool", "000000000001000-half.draft"), "x")
  assert.equal(await drainSpool(varDir, async () => {}), 1)
  assert.equal(spooled().length, 2)
})

test("half a letter that nobody was told of is removed when it is an hour old", async () => {
  await spoolLetter(varDir, letterOf(), 1000)
  const [old, young] = ["a.draft", "b.draft"].map((name) => join(varDir, "spool", name))
  for (const path of [old ?? "", young ?? ""]) writeFileSync(path, "x")
  utimesSync(old ?? "", 1, 1)
  await removeDrafts(varDir)
  assert.deepEqual([existsSync(old ?? ""), existsSync(young ?? "")], [false, true])
})

test("a running drain takes a letter in within seconds, and goes on after a failure", async () => {
  const kept: NewLetter[] = []
  const errors: unknown[] = []
  let isAway = true
  const keep = async (letter: NewLetter) => {
    if (isAway) throw new Error("away")
    kept.push(letter)
  }
  const drain = startSpoolDrain(varDir, keep, (error) => errors.push(error))
  await spoolLetter(varDir, letterOf(), 1000)
  while (errors.length === 0) await pause(20)
  isAway = false
  while (kept.length === 0) await pause(20)
  await drain.stop()
  assert.deepEqual(spooled(), [])
})
