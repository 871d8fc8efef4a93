// `charter head` and `charter verify --head`, as an auditor runs them.

import assert from "node:assert/strict"
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { promisify } from "node:util"
import { type TestDesk, testDesk } from "../../test/support/desk.ts"

const root = join(import.meta.dirname, "../..")
const varDir = mkdtempSync(join(tmpdir(), "charter-head-"))
const { PATH = "", HOME = "" } = process.env
let desk: TestDesk
let reference: string
before(async () => {
  desk = await testDesk()
  reference = (await desk.open("2026-03-27T09:00")).reference
})
after(async () => {
  await desk.close()
  rmSync(varDir, { recursive: true })
})

async function charter(...words: string[]): Promise<{ code: number; out: string }> {
  const env = {
    PATH,
    HOME,
    NODE_ENV: "test",
    VAR_DIR: varDir,
    DATABASE_URL: desk.url,
    MIGRATE_DATABASE_URL: desk.ownerUrl,
  }
  return await promisify(execFile)(join(root, "bin/charter"), words, { env }).then(
    ({ stdout }) => ({ code: 0, out: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout + error.stderr,
    }),
  )
}

test("a head is exported, proves a case, verifies, and an edited one is named", async () => {
  const exported = await charter("head", "export")
  assert.match(exported.out, /^Head 1 over 1 cases? is signed, and exported to /)
  const proof = await charter("head", "prove", reference)
  assert.equal(JSON.parse(proof.out).leaf.seq, 1)
  const file = join(varDir, "heads/head-000000001.json")
  const good = await charter("verify", "--head", file)
  assert.deepEqual([good.code, /1 heads, 0 differences/.test(good.out)], [0, true], good.out)
  writeFileSync(file, readFileSync(file, "utf8").replace('"cases":1', '"cases":2'))
  const bad = await charter("verify", "--head", file)
  assert.equal(bad.code, 1)
  assert.match(bad.out, /head-000000001\.json: does not bear the signature/)
})
