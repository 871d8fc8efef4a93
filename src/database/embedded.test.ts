import assert from "node:assert/strict"
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import pg from "pg"
import { until } from "../../test/support/until.ts"
import { Refused } from "../errors.ts"
import { type Embedded, startEmbedded } from "./embedded.ts"
import { dataDirectory, recordOf } from "./embedded-record.ts"

const varDir = mkdtempSync(join(tmpdir(), "charter-embedded-"))
chmodSync(varDir, 0o711)
const options = { varDir, durable: false }

before(async () => {
  const first = await startEmbedded(options)
  await ask(first.ownerUrl, "create table kept (words text)")
  await ask(first.ownerUrl, "insert into kept values ('first')")
  await first.stop()
})

after(() => rmSync(varDir, { recursive: true, force: true }))

test("passwords and port are kept for their owner's eyes only", () => {
  assert.equal(statSync(join(varDir, "postgresql.json")).mode & 0o777, 0o600)
})

test("a restart finds the data, on the port of before", async () => {
  const again = await startEmbedded(options)
  assert.deepEqual(await ask(again.ownerUrl, "select words from kept"), [{ words: "first" }])
  const { port } = await recordOf(varDir)
  assert.equal(new URL(again.ownerUrl).port, `${port}`)
  await again.stop()
})

test("texts are UTF-8, and their order does not depend on the machine", async () => {
  await using(async ({ ownerUrl }) => {
    const [settings] = await ask(
      ownerUrl,
      "select pg_encoding_to_char(encoding) as encoding, datlocprovider as provider, datlocale as locale from pg_database where datname = current_database()",
    )
    assert.deepEqual(settings, { encoding: "UTF8", provider: "b", locale: "C.UTF-8" })
  })
})

test("it listens on the machine itself and nowhere else, and asks for a password", async () => {
  await using(async ({ ownerUrl }) => {
    assert.deepEqual(await ask(ownerUrl, "show listen_addresses"), [{ listen_addresses: "127.0.0.1" }])
    const url = new URL(ownerUrl)
    url.password = "guess"
    await assert.rejects(ask(url.href, "select 1"), /password authentication failed/)
  })
})

test("the desk's role works on rows and cannot change the schema", async () => {
  await using(async ({ deskUrl }) => {
    await assert.rejects(ask(deskUrl, "create table mine (x int)"), /permission denied/)
    await assert.rejects(ask(deskUrl, "create schema mine"), /permission denied/)
    await assert.rejects(ask(deskUrl, "create database mine"), /permission denied/)
    await assert.rejects(ask(deskUrl, "copy (select 1) to program 'true'"), /permission denied/)
  })
})

test("a second start takes over the server that runs, and the last one out ends it", async () => {
  const one = await startEmbedded(options)
  const two = await startEmbedded(options)
  assert.equal(one.pid(), two.pid())
  await one.stop()
  assert.deepEqual(await ask(two.ownerUrl, "select 1 as one"), [{ one: 1 }])
  await two.stop()
  await assert.rejects(ask(two.ownerUrl, "select 1"), /ECONNREFUSED/)
})

test("five starts at once, with no server running, end up on one", async () => {
  const all = await Promise.all(Array.from({ length: 5 }, () => startEmbedded(options)))
  assert.equal(new Set(all.map((each) => each.pid())).size, 1)
  await Promise.all(all.map((each) => each.stop()))
  await assert.rejects(ask(all[0]?.ownerUrl ?? "", "select 1"), /ECONNREFUSED/)
})

test("F12: a server killed with kill -9 is back on its port within seconds, with what was committed", async () => {
  const said: string[] = []
  const desk = await startEmbedded({ varDir, supervised: true, onChange: (sentence) => said.push(sentence) })
  await ask(desk.ownerUrl, "insert into kept values ('before the crash')")
  process.kill(desk.pid(), "SIGKILL")
  assert.ok((await secondsUntilAnswer(desk.ownerUrl)) < 10)
  assert.deepEqual(await ask(desk.ownerUrl, "select words from kept"), [
    { words: "first" },
    { words: "before the crash" },
  ])
  await until(() => said.length === 2)
  assert.deepEqual(said, ["PostgreSQL has gone: starting it again.", "PostgreSQL is back."])
  await desk.stop()
  await assert.rejects(ask(desk.ownerUrl, "select 1"), /ECONNREFUSED/)
})

test("a pid file that names another living program, as after a reboot, does not stop the next start", async () => {
  const first = await startEmbedded(options)
  const pid = join(dataDirectory(varDir, await recordOf(varDir)), "postmaster.pid")
  const lines = readFileSync(pid, "utf8").split("\n")
  await first.stop()
  writeFileSync(pid, [process.pid, ...lines.slice(1)].join("\n"))
  await using(async ({ ownerUrl }) => assert.deepEqual(await ask(ownerUrl, "select 1 as one"), [{ one: 1 }]))
})

test("another program on its port moves it to a free one", async () => {
  const { port } = await recordOf(varDir)
  const squatter = createServer().listen(port, "127.0.0.1")
  squatter.unref()
  await using(async ({ ownerUrl }) => {
    assert.notEqual(new URL(ownerUrl).port, `${port}`)
    assert.deepEqual(await ask(ownerUrl, "select 1 as one"), [{ one: 1 }])
  })
  squatter.close()
})

test("data that has gone missing is told of, never replaced by an empty database", async () => {
  const directory = dataDirectory(varDir, await recordOf(varDir))
  renameSync(directory, `${directory}.away`)
  await assert.rejects(startEmbedded(options), Refused)
  renameSync(`${directory}.away`, directory)
})

test("data of another major version is told of in words", async () => {
  const versionFile = join(dataDirectory(varDir, await recordOf(varDir)), "PG_VERSION")
  const written = readFileSync(versionFile, "utf8")
  writeFileSync(versionFile, "14\n")
  await assert.rejects(startEmbedded(options), /written by PostgreSQL 14/)
  writeFileSync(versionFile, written)
})

test("a damaged record is refused, and not made anew", async () => {
  const path = join(varDir, "postgresql.json")
  const written = readFileSync(path, "utf8")
  writeFileSync(path, written.slice(0, 20))
  await assert.rejects(startEmbedded(options), Refused)
  writeFileSync(path, written)
})

async function using(work: (embedded: Embedded) => Promise<void>): Promise<void> {
  const embedded = await startEmbedded(options)
  try {
    await work(embedded)
  } finally {
    await embedded.stop()
  }
}

async function ask(url: string, statement: string): Promise<object[]> {
  const client = new pg.Client({ connectionString: url })
  client.on("error", () => {})
  try {
    await client.connect()
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

async function secondsUntilAnswer(url: string): Promise<number> {
  const started = performance.now()
  await until(() =>
    ask(url, "select 1").then(
      () => true,
      () => false,
    ),
  )
  return (performance.now() - started) / 1000
}
