// `staff` and `token` as whoever runs the desk uses them: a process, its output and its exit code.

import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { join } from "node:path"
import { PassThrough } from "node:stream"
import { text } from "node:stream/consumers"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { actorOfToken, signIn } from "../people/index.ts"
import { givenPassword } from "./password.ts"

const database = await testDatabase()
after(() => database.close())
const program = join(import.meta.dirname, "../../bin/charter")
const { PATH, HOME } = process.env
const env = { PATH, HOME, NODE_ENV: "test", DATABASE_URL: database.url, MIGRATE_DATABASE_URL: database.ownerUrl }
const password = "kettle-moss-violin"
const at = Temporal.Now.instant().epochMilliseconds

async function charter(words: string[], input = "") {
  const child = spawn(program, words, { env })
  child.stdin.on("error", () => {})
  child.stdin.end(input)
  const [output, complaint, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")])
  return { output, complaint, code }
}

const priya = ["staff", "add", "--name", "Priya Raman", "--email", "priya@college.example", "--role", "adviser"]
const signsIn = async () => {
  const credentials = { email: "priya@college.example", password, remoteAddress: "192.0.2.1", userAgent: "test" }
  return (await signIn(database.db, credentials, at)).is === "signed-in"
}

test("somebody is added with a password from standard input, signs in, and is disabled", async () => {
  const added = await charter(priya, `${password}\n`)
  assert.deepEqual(added, { output: "priya@college.example can sign in now.\n", complaint: "", code: 0 })
  assert.equal(await signsIn(), true)
  const disabled = await charter(["staff", "disable", "--email", "priya@college.example", "--json"])
  assert.deepEqual([disabled.output, disabled.code], ['{"person":1}\n', 0])
  assert.equal(await signsIn(), false)
  assert.equal((await charter(["staff", "disable", "--email", "priya@college.example"])).code, 1)
})

test("a bad password, a taken address and an unknown role are refused in words, with exit 1", async () => {
  const other = priya.with(5, "other@college.example")
  const refusals = [
    [other, "password12345\n", /Password is one of those that are guessed first/],
    [other, "short\n", /12 characters or more/],
    [other, "", /Give a password on standard input/],
    [other, "x".repeat(5000), /too long/],
    [other.with(7, "king"), `${password}\n`, /Role must be one of adviser/],
    [priya, `${password}\n`, /already here/],
  ] as const
  for (const [words, input, complaint] of refusals) {
    const answer = await charter(words, input)
    assert.deepEqual([answer.output, answer.code], ["", 1])
    assert.match(answer.complaint, complaint)
  }
})

test("a verb without what it needs is a fault of usage", async () => {
  assert.equal((await charter(["staff", "add", "--name", "x"])).code, 2)
  assert.equal((await charter(["token", "add", "--role", "adviser"])).code, 2)
})

test("a token stands alone on standard output, lets in, and can be ended", async () => {
  const { output, code } = await charter(["token", "add", "--name", "Monitoring", "--role", "auditor"])
  assert.equal(code, 0)
  assert.match(output, /^charter_[\w-]{43}\n$/)
  const actor = await actorOfToken(database.db, output.trim(), at)
  assert.deepEqual([actor?.name, actor?.role], ["Monitoring", "auditor"])
  const ended = await charter(["token", "disable", "--name", "Monitoring"])
  assert.equal(ended.output, "Tokens that are good no more: 1.\n")
  assert.equal((await charter(["token", "disable", "--name", "Monitoring"])).code, 1)
})

test("on a terminal the password is asked for twice, and the two must agree", async () => {
  assert.equal(await typed("kettle-moss-violin\r", "kettle-moss-violin\r"), "kettle-moss-violin")
  await assert.rejects(typed("kettle-moss-violin\r", "kettle-moss-viola\r"), /not the same/)
  await assert.rejects(typed("kettle\u0003"), /nothing was done/)
})

function typed(...lines: string[]): Promise<string> {
  const terminal = Object.assign(new PassThrough(), { isTTY: true })
  lines.forEach((line, index) => {
    setTimeout(() => terminal.write(line), 100 * (index + 1))
  })
  return givenPassword(terminal)
}
