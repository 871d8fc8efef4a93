import assert from "node:assert/strict"
import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { Refused } from "../errors.ts"
import { checkDatabase, faultsOf, type ServerFacts } from "./check.ts"
import { closeDatabase, openDatabase } from "./database.ts"
import { startEmbedded } from "./embedded.ts"

const varDir = mkdtempSync(join(tmpdir(), "charter-check-start-"))
chmodSync(varDir, 0o711)
const sound: ServerFacts = { version: 180004, fsync: "on", synchronousCommit: "on", fullPageWrites: "on" }

test("a sound server has no faults", () => assert.deepEqual(faultsOf(sound), []))

const unsound: [Partial<ServerFacts>, RegExp][] = [
  [{ version: 140012 }, /15 or later is needed, and this is 14/],
  [{ fsync: "off" }, /fsync is off/],
  [{ synchronousCommit: "off" }, /synchronous_commit is off/],
  [{ fullPageWrites: "off" }, /full_page_writes is off/],
]
for (const [change, fault] of unsound) {
  test(`F15: a server with ${JSON.stringify(change)} is refused in words`, () => {
    const faults = faultsOf({ ...sound, ...change })
    assert.equal(faults.length, 1)
    assert.match(faults[0] ?? "", fault)
  })
}

test("F15: the embedded server starts safe, and is refused once somebody has made it unsafe", async () => {
  const embedded = await startEmbedded({ varDir })
  const owner = openDatabase({ url: embedded.ownerUrl, connections: 1 })
  const desk = openDatabase({ url: embedded.deskUrl, connections: 1 })
  after(async () => {
    await Promise.all([closeDatabase(owner), closeDatabase(desk)])
    await embedded.stop()
    rmSync(varDir, { recursive: true })
  })
  await checkDatabase(desk)
  await owner.pool.query("alter system set full_page_writes = off")
  await owner.pool.query("select pg_reload_conf(), pg_sleep(0.5)")
  await assert.rejects(
    checkDatabase(desk),
    (error: Error) => error instanceof Refused && /full_page_writes is off/.test(error.message),
  )
})
