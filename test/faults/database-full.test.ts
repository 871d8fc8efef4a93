import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import pg from "pg"
import { type Embedded, startEmbedded } from "../../src/database/index.ts"
import { until } from "../support/until.ts"
import { type Answer, casesAbout, contactAbout, letterAbout, numberOf, posted } from "./asking.ts"
import { type DeskProcess, deskProcess } from "./desk-process.ts"
import { mailClient } from "./mail-client.ts"

// A disk in memory that can be filled: only a system that lets us mount one can show this.
const disk = mkdtempSync(join(tmpdir(), "charter-disk-"))
const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=200m,mode=711", "charter", disk]).status === 0
const skip = isMounted ? false : "this account may mount no disk"
const ballast = join(disk, "ballast")

let server: Embedded
let desk: DeskProcess
let token: string
before(async () => {
  if (!isMounted) return
  server = await startEmbedded({ varDir: disk })
  desk = await deskProcess({ DATABASE_URL: server.deskUrl, MIGRATE_DATABASE_URL: server.ownerUrl })
  await desk.start()
  token = await desk.token()
})
after(async () => {
  if (isMounted) {
    await desk.remove()
    await server.stop()
    spawnSync("umount", [disk])
  }
  rmdirSync(disk)
})

const acknowledged = { contacts: new Set<string>(), letters: new Set<string>() }

async function sentContact(subject: string): Promise<Answer> {
  const long = { ...contactAbout(subject), body: `${subject} `.repeat(4000) }
  const answer = await posted(desk, token, "contacts", long, subject)
  if (answer.status === 201) acknowledged.contacts.add(subject)
  return answer
}

async function sentLetter(subject: string): Promise<number> {
  const client = await mailClient(desk.smtpPort)
  const { raw, ...envelope } = letterAbout(subject)
  const code = await client.send({
    ...envelope,
    raw: Buffer.concat([raw, Buffer.from("Long line.\r\n".repeat(20_000))]),
  })
  client.close()
  if (code === 250) acknowledged.letters.add(subject)
  return code
}

function filled(): void {
  const file = openSync(ballast, "a")
  try {
    for (const piece = Buffer.alloc(64 * 1024); ; ) if (writeSync(file, piece) < piece.length) break
  } catch (error) {
    assert.ok(error instanceof Error && "code" in error && error.code === "ENOSPC", String(error))
  } finally {
    closeSync(file)
  }
}

test("while the database's disk is full contacts get 503 as a problem and letters 452, and the desk lives", {
  skip,
}, async () => {
  filled()
  // What PostgreSQL has set aside is used up first.
  let turn = 0
  await until(async () => (await sentContact(`full-${++turn}`)).status !== 201)
  await until(async () => (await sentLetter(`full-${++turn}`)) !== 250)
  for (let more = 0; more < 20; more++) {
    const answer = await sentContact(`full-${++turn}`)
    if (answer.status === 201) continue
    assert.deepEqual([answer.status, answer.type.split(";")[0]], [503, "application/problem+json"])
    assert.doesNotMatch(answer.text, /No space|pg_wal|base\//)
  }
  const code = await sentLetter(`full-${++turn}`)
  assert.ok(code === 452 || code === 250)
  assert.equal(desk.hasEnded(), false)
})

test("once there is room again the desk goes on within ten seconds, and has what it acknowledged", {
  skip,
}, async () => {
  rmSync(ballast)
  await until(async () => (await sentContact("room")).status === 201)
  await until(async () => (await sentLetter("room-letter")) === 250)
  const owner = new pg.Client({ connectionString: server.ownerUrl })
  await owner.connect()
  await until(async () => (await numberOf(owner, "letters where state = 'received'")) === 0)
  for (const subject of [...acknowledged.contacts, ...acknowledged.letters])
    assert.equal(await casesAbout(owner, subject), 1, subject)
  await owner.end()
})
