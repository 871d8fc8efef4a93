// A disk that lies: it fails to keep what it was given once, or gives back something else.

import assert from "node:assert/strict"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import {
  chmodSync,
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import pg from "pg"
import { endPostmaster } from "../../src/database/embedded-postmaster.ts"
import {
  closeDatabase,
  type DatabaseFault,
  type Embedded,
  hasChecksums,
  isUnavailable,
  openDatabase,
  rows,
  sql,
  startEmbedded,
  transaction,
} from "../../src/database/index.ts"
import { until } from "../support/until.ts"

const folder = mkdtempSync(join(tmpdir(), "charter-damage-"))
chmodSync(folder, 0o711)
const canTrace = spawnSync("strace", ["-e", "inject=getpid:error=EIO", "true"]).status === 0
const skip = canTrace ? false : "there is no strace here, or it may not look on"
let server: Embedded

before(async () => {
  server = await startEmbedded({ varDir: folder })
})
after(async () => {
  await endPostmaster(server.pid())
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

function spooled(call: string, nth: number) {
  const place = mkdtempSync(join(tmpdir(), "charter-spool-"))
  const program = [process.execPath, new URL("./spooling.ts", import.meta.url).pathname, place]
  const faulty = ["-f", "-qq", "-o", "/dev/null", "-e", `trace=${call}`, "-e", `inject=${call}:error=EIO:when=${nth}`]
  // strace counts for each thread.
  const env = { ...process.env, UV_THREADPOOL_SIZE: "1" }
  const first = spawnSync("strace", [...faulty, ...program], { encoding: "utf8", env })
  const left = () => readdirSync(join(place, "spool"))
  const whole = (name: string) => readFileSync(join(place, "spool", name), "utf8").endsWith("The page stays empty.\r\n")
  const halves = left().filter((name) => !name.endsWith(".eml") || !whole(name))
  const again = spawnSync(program[0] ?? "", program.slice(1), { encoding: "utf8" })
  const kept = left().filter((name) => name.endsWith(".eml")).length
  rmSync(place, { recursive: true, force: true })
  return { code: first.status, said: first.stderr, halves, again: again.status, kept }
}

for (const nth of [1, 2, 3]) {
  test(`F19: a spool whose sync fails the ${nth}. time says so, leaves no half file, and keeps the letter the next time`, {
    skip,
  }, () => {
    const { code, said, halves, again, kept } = spooled("fsync", nth)
    assert.notEqual(code, 0)
    assert.match(said, /EIO/)
    assert.deepEqual(halves, [])
    assert.equal(again, 0)
    assert.ok(kept >= 1)
  })
}

test("F25: a byte that the disk has changed is an error that is told of, never an answer; what lies elsewhere is still read", async () => {
  const faults: DatabaseFault[] = []
  const owner = openDatabase({ url: server.ownerUrl, connections: 1 })
  assert.equal(await hasChecksums(owner), true)
  await transaction(owner, async (tx) => {
    await rows(tx, sql`create table spoilt (words text)`)
    await rows(tx, sql`insert into spoilt select 'the adviser promised ' || n from generate_series(1, 500) n`)
    await rows(tx, sql`create table sound (words text)`)
    await rows(tx, sql`insert into sound values ('still here')`)
  })
  await rows(owner, sql`checkpoint`)
  const [at] = await rows<{ path: string }>(owner, sql`select pg_relation_filepath('spoilt') as path`)
  await closeDatabase(owner)
  await server.stop()
  flipByte(join(server.dataDirectory, at?.path ?? ""), 8192 + 5000)
  server = await startEmbedded({ varDir: folder })
  const db = openDatabase({ url: server.ownerUrl, connections: 1, onFault: (fault) => faults.push(fault) })
  const fault = await rows(db, sql`select * from spoilt`).catch((error: unknown) => error)
  assert.ok(fault instanceof Error && "code" in fault && fault.code === "XX001", String(fault))
  assert.equal(isUnavailable(fault), true)
  await assert.rejects(transaction(db, (tx) => rows(tx, sql`update spoilt set words = words`)))
  assert.deepEqual(faults, ["damaged", "damaged"])
  assert.deepEqual(await rows(db, sql`select words from sound`), [{ words: "still here" }])
  await closeDatabase(db)
})

function flipByte(path: string, position: number): void {
  const file = openSync(path, "r+")
  const byte = Buffer.alloc(1)
  readSync(file, byte, 0, 1, position)
  writeSync(file, Buffer.from([(byte[0] ?? 0) ^ 0x10]), 0, 1, position)
  closeSync(file)
}

test("F58: a database that was set to another zone, and another way to write dates, tells the same instants", async () => {
  const owner = openDatabase({ url: server.ownerUrl, connections: 1 })
  const instantOf = async () => {
    const db = openDatabase({ url: server.deskUrl, connections: 1 })
    const found = await rows<{ at: number; zone: string }>(
      db,
      sql`select timestamptz '2027-03-28T01:30:00Z' as at, current_setting('timezone') as zone`,
    )
    await closeDatabase(db)
    return found
  }
  const before = await instantOf()
  await rows(owner, sql`alter role charter_desk set timezone = 'America/New_York'`)
  await rows(owner, sql`alter database charter set timezone = 'Asia/Kolkata'`)
  assert.deepEqual(await instantOf(), before)
  assert.deepEqual(before, [{ at: Temporal.Instant.from("2027-03-28T01:30:00Z").epochMilliseconds, zone: "UTC" }])
  await closeDatabase(owner)
})

// The last one: the server that it leaves has lost sight of us.
async function writing(client: pg.Client, n: number): Promise<boolean> {
  return await client.query("insert into synced values ($1)", [n]).then(
    () => true,
    () => false,
  )
}

test("F19: PostgreSQL whose log cannot be synced once acknowledges nothing of it, comes back, and has all that it acknowledged", {
  skip,
}, async () => {
  const url = server.ownerUrl
  const connect = async () => {
    const client = new pg.Client({ connectionString: url })
    client.on("error", () => {})
    await client.connect()
    return client
  }
  const setUp = await connect()
  await setUp.query("create table synced (n int primary key)")
  const { rows: found } = await setUp.query<{ pid: number }>("select pg_backend_pid() as pid")
  const kept: number[] = []
  for (let n = 0; n < 5; n++) if (await writing(setUp, n)) kept.push(n)
  const tracer = spawn(
    "strace",
    [
      "-f",
      "-qq",
      "-o",
      "/dev/null",
      "-e",
      "trace=fdatasync,fsync",
      "-e",
      "inject=fdatasync,fsync:error=EIO:when=1",
      "-p",
      `${found[0]?.pid}`,
    ],
    { stdio: "ignore" },
  )
  await new Promise((resolve) => setTimeout(resolve, 500))
  assert.equal(await writing(setUp, 100), false, "what could not be synced was acknowledged")
  tracer.kill("SIGTERM")
  await once(tracer, "exit")
  await setUp.end().catch(() => {})
  let later: pg.Client | undefined
  await until(async () => {
    later = await connect().catch(() => undefined)
    return later !== undefined && (await writing(later, 200))
  })
  assert.ok(later)
  const { rows: there } = await later.query<{ n: number }>("select n from synced order by n")
  assert.deepEqual(
    kept.filter((n) => !there.some((each) => each.n === n)),
    [],
  )
  await later.end()
})
