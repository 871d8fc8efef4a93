// `receive` as a mail program uses it: a letter on standard input, and an exit code that it believes.

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { text } from "node:stream/consumers"
import { after, afterEach, beforeEach, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { writeAddresses } from "../addresses.ts"
import { row, rows, sql } from "../database/index.ts"

const database = await testDatabase()
after(() => database.close())
const program = join(import.meta.dirname, "../../bin/charter")
const { PATH, HOME } = process.env
const letter = "From: Pat <pat@force.example>\r\nSubject: It does not work\r\n\r\nHello\r\n"

let varDir = ""
beforeEach(() => {
  varDir = mkdtempSync(join(tmpdir(), "charter-receive-"))
})
afterEach(() => rmSync(varDir, { recursive: true, force: true }))

async function receive(input: string | Buffer, settings: Record<string, string> = {}) {
  const env = { PATH, HOME, NODE_ENV: "test", VAR_DIR: varDir, ...settings }
  const child = spawn(program, ["receive", "--json"], { env })
  child.stdin.on("error", () => {})
  child.stdin.end(input)
  const [output, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")])
  return { output, complaint, code }
}

async function kept(): Promise<{ raw: Buffer; source: string }[]> {
  return rows(database.db, sql`select raw, source from letters order by letter_id`)
}

test("with a database at hand the letter is in it, byte for byte", async () => {
  const bytes = Buffer.concat([Buffer.from(letter), Buffer.from([0, 255, 13, 46, 10])])
  const { output, complaint, code } = await receive(bytes, { DATABASE_URL: database.url })
  assert.deepEqual([code, complaint], [0, ""])
  const { letter: letterId } = JSON.parse(output)
  const found = await row<{ raw: Buffer; source: string }>(
    database.db,
    sql`select raw, source from letters where letter_id = ${letterId}`,
  )
  assert.deepEqual(found, { raw: bytes, source: "receive" })
  assert.deepEqual(readdirSync(varDir), [])
})

test("beside a living desk it finds the desk's database by itself", async () => {
  const before = (await kept()).length
  writeAddresses(varDir, { database: database.ownerUrl, pid: process.pid })
  assert.equal((await receive(letter)).code, 0)
  assert.equal((await kept()).length, before + 1)
})

const away = "postgres://nobody:x@127.0.0.1:1/none"

test("without a database it is in the spool: no desk, a dead one, or one that does not answer", async () => {
  for (const settings of [{}, { DATABASE_URL: away }] as Record<string, string>[]) {
    const { output, code } = await receive(letter, settings)
    assert.equal(code, 0)
    assert.equal(readFileSync(JSON.parse(output).spooled, "utf8"), letter)
  }
  writeFileSync(join(varDir, "addresses.json"), JSON.stringify({ database: away, pid: 999_999 }))
  assert.equal((await receive(letter)).code, 0)
  assert.equal(readdirSync(join(varDir, "spool")).length, 3)
})

test("with neither it says 75, and keeps nothing", async () => {
  mkdirSync(join(varDir, "var"))
  writeFileSync(join(varDir, "var", "spool"), "in the way")
  const { output, complaint, code } = await receive(letter, { DATABASE_URL: away, VAR_DIR: join(varDir, "var") })
  assert.deepEqual([code, output], [75, ""])
  assert.match(complaint, /The letter could not be kept \(.*Try again later/)
})

test("a setting that is wrong sends no letter back", async () => {
  const { code, complaint } = await receive(letter, { MAIL_ADDRESS: "nonsense" })
  assert.equal(code, 75)
  assert.match(complaint, /MAIL_ADDRESS must be/)
})

test("no letter, and one of more than 50 MB, are refused with exit 1", async () => {
  assert.match((await receive("")).complaint, /no letter on standard input/)
  const { complaint, code } = await receive(Buffer.alloc(50 * 1024 * 1024 + 1, "x"))
  assert.equal(code, 1)
  assert.match(complaint, /larger than 50 MB/)
})
