import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { emptyDatabase } from "../../test/support/empty.ts"
import { charterVersions } from "../charter/index.ts"
import { closeDatabase, openDatabase } from "../database/index.ts"

const root = join(import.meta.dirname, "../..")
const folder = mkdtempSync(join(tmpdir(), "charter-publish-"))
const database = await emptyDatabase()
after(async () => {
  await database.drop()
  rmSync(folder, { recursive: true })
})

type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

function publish(...words: string[]): Promise<Ended> {
  const variables = {
    DATABASE_URL: database.ownerUrl,
    VAR_DIR: join(folder, "var"),
    NODE_ENV: "test",
    NOW: "2026-03-27T09:00Z",
  }
  const env = { PATH: process.env["PATH"], ...variables }
  const child = spawn(process.execPath, [join(root, "src/cli/main.ts"), "publish", ...words], { cwd: root, env })
  const texts = { out: "", err: "" }
  child.stdout.on("data", (text) => {
    texts.out += text
  })
  child.stderr.on("data", (text) => {
    texts.err += text
  })
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...texts })))
}

const file = "charters/college-learn.yaml"

test("the first version may be back-dated, a later one is not, and each start is read in the charter's zone", async () => {
  const first = await publish(file, "--from", "2020-01-01T00:00Z")
  assert.deepEqual(
    [first.code, first.out],
    [0, "Published version 1 of the charter, in force from 2020-01-01T00:00:00+00:00.\n"],
  )

  const late = await publish(file, "--from", "2026-03-27T09:00Z")
  assert.deepEqual([late.code, late.out], [1, ""])
  assert.match(late.err, /later than now/)

  const second = await publish(file, "--from", "2026-04-01T00:00", "--json")
  assert.equal(second.code, 0)
  assert.deepEqual(JSON.parse(second.out), { version: 2, inForceFrom: "2026-04-01T00:00:00+01:00" })

  const db = openDatabase({ url: database.ownerUrl, connections: 1 })
  const versions = await charterVersions(db)
  await closeDatabase(db)
  assert.deepEqual(
    versions.map((each) => Temporal.Instant.fromEpochMilliseconds(each.inForceFrom).toString()),
    ["2020-01-01T00:00:00Z", "2026-03-31T23:00:00Z"],
  )
})

test("what is no charter, no instant or no option is refused in words, and nothing is published", async () => {
  writeFileSync(join(folder, "broken.yaml"), "document: 1\n")
  const broken = await publish(join(folder, "broken.yaml"), "--from", "2026-05-01T00:00Z")
  assert.equal(broken.code, 1)
  assert.match(broken.err, /broken\.yaml:1:11: document: expected a group with title, /)
  const when = await publish(file, "--from", "tomorrow")
  assert.equal(when.code, 1)
  assert.match(when.err, /tomorrow/)
  assert.equal((await publish(file)).code, 2)
  assert.equal((await publish(join(folder, "nowhere.yaml"), "--from", "2026-05-01T00:00Z")).code, 1)
})
