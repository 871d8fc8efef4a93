import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { bareDatabase } from "../../test/support/empty.ts"

const charter = join(import.meta.dirname, "../../bin/charter")
const varDir = mkdtempSync(join(tmpdir(), "charter-verbs-"))
chmodSync(varDir, 0o711)
after(() => rmSync(varDir, { recursive: true, force: true }))

test("without a verb, with an unknown one, or with an unknown option, it is a matter of usage: 2", async () => {
  for (const words of [[], ["fly"], ["config", "--frobnicate"], ["due"]])
    assert.equal((await run(words)).code, 2, words.join(" "))
})

test("help and its list of verbs are no fault", async () => {
  const { code, stdout } = await run(["--help"])
  assert.equal(code, 0)
  for (const verb of ["config", "due", "migrate", "start"]) assert.match(stdout, new RegExp(`^  ${verb}\\b`, "m"))
})

test("config prints every setting, and hides what is secret", async () => {
  const secrets = {
    DATABASE_URL: "postgres://me:geheim@db.example.org/charter?sslpassword=geheim",
    SECRET_KEY: "Z2VoZWlt",
    SMTP_OUT_URL: "smtp://me:geheim@relay",
  }
  const { stdout } = await run(["config", "--json"], secrets)
  const shown = JSON.parse(stdout)
  assert.equal(shown.DATABASE_URL.value, "postgres://me:***@db.example.org/charter?sslpassword=***")
  assert.equal(shown.SECRET_KEY.value, "(hidden)")
  assert.equal(shown.SMTP_OUT_URL.value, "smtp://me:***@relay")
  assert.equal(shown.PORT.value, "3000")
  assert.ok(!/geheim|Z2VoZWlt/.test((await run(["config"], secrets)).stdout))
})

test("config creates nothing", async () => {
  const elsewhere = join(varDir, "elsewhere")
  assert.equal((await run(["config"], { VAR_DIR: elsewhere })).code, 0)
  assert.ok(!existsSync(elsewhere))
})

test("a bad setting makes any verb fail, in one line a setting: 1", async () => {
  const { code, stderr } = await run(["migrate"], { PORT: "many", ROLE: "cook" })
  assert.equal(code, 1)
  assert.equal(stderr, "PORT must be a port from 0 to 65535\nROLE must be all, web or worker\n")
})

test("a database that is away is a matter of time: 75", async () => {
  const { code, stderr } = await run(["migrate"], { DATABASE_URL: "postgres://me@127.0.0.1:1/charter" })
  assert.equal(code, 75)
  assert.match(stderr, /Try again later/)
})

test("a database that does not know us is no matter of time: 1", async () => {
  const database = await bareDatabase()
  const url = new URL(database.ownerUrl)
  url.password = "guess"
  const { code, stderr } = await run(["migrate"], { DATABASE_URL: url.href })
  assert.equal(code, 1)
  assert.match(stderr, /^The database refuses: password authentication failed/)
  assert.ok(!stderr.includes("guess"))
  await database.drop()
})

test("migrate works on a named database, and says so to programs too", async () => {
  const database = await bareDatabase()
  const first = await run(["migrate", "--json"], { DATABASE_URL: database.ownerUrl })
  assert.equal(first.code, 0)
  assert.ok(JSON.parse(first.stdout).applied.includes("0001-cases.sql"))
  assert.equal((await run(["migrate"], { DATABASE_URL: database.ownerUrl })).stdout, "The schema is up to date.\n")
  await database.drop()
})

test("migrate starts the embedded database where none is named, and ends it again", async () => {
  assert.equal((await run(["migrate"])).code, 0)
  assert.ok(!existsSync(join(varDir, "postgresql/postmaster.pid")))
})

test("a VAR_DIR that cannot be is told of in a sentence: 1", async () => {
  const { code, stderr } = await run(["migrate"], { VAR_DIR: "/dev/null/var" })
  assert.equal(code, 1)
  assert.match(stderr, /^The system refuses: ENOTDIR/)
})

test("a reader that has heard enough is no fault", async () => {
  const child = spawn(charter, ["config"], { stdio: ["ignore", "pipe", "pipe"] })
  child.stdout.destroy()
  const { promise, resolve } = Promise.withResolvers<number | null>()
  child.once("close", resolve)
  assert.equal(await promise, 0)
})

test("it works from any directory", async () => {
  const { code, stdout } = await run(["config", "--json"], {}, tmpdir())
  assert.equal(code, 0)
  assert.ok(existsSync(JSON.parse(stdout).CHARTER_FILE.value))
})

type Ran = { code: number | null; stdout: string; stderr: string }

function run(words: readonly string[], environment: Record<string, string> = {}, cwd?: string): Promise<Ran> {
  const { promise, resolve, reject } = Promise.withResolvers<Ran>()
  const child = spawn(charter, words, { cwd, env: { PATH: process.env["PATH"], VAR_DIR: varDir, ...environment } })
  let stdout = ""
  let stderr = ""
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()))
  child.once("error", reject).once("close", (code) => resolve({ code, stdout, stderr }))
  return promise
}
