// The whole way on a PostgreSQL of its own: a backup beside work, log archived, a moment restored, what was erased since erased again, a drill.

import assert from "node:assert/strict"
import { chmodSync, cpSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, before, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import pg from "pg"
import { defaultCharterText, instant } from "../../test/support/desk.ts"
import {
  archived,
  archivedNames,
  archiveOf,
  backupFor,
  gapsAfter,
  type MadeBackup,
  restoreBackup,
  verifyBackup,
} from "../backup/index.ts"
import { verifyCases } from "../cases/index.ts"
import { seedCharter } from "../charter/index.ts"
import { freshRules } from "../clocks/index.ts"
import {
  closeDatabase,
  type Db,
  type Embedded,
  migrate,
  openDatabase,
  rows,
  sql,
  startEmbedded,
  transaction,
} from "../database/index.ts"
import { Refused } from "../errors.ts"
import { openIncident, redactContent } from "../incidents/index.ts"
import { system } from "../people/index.ts"
import { seedHolidays } from "../time/index.ts"
import { archiveRound } from "./archive.ts"
import { drill } from "./drill.ts"
import { holdRestored } from "./hold.ts"
import { backUp, removeOldBackups, verifyBackups } from "./make.ts"
import { redactionsIn } from "./redactions.ts"
import { restoreDesk } from "./restore.ts"
import { archiveState } from "./store.ts"
import { digests, flipped, replaced, tablesWith } from "./test-holdings.ts"

const root = mkdtempSync(join(tmpdir(), "charter-cycle-"))
chmodSync(root, 0o711)
const varDir = join(root, "desk")
const backups = join(root, "backups")
const key = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256))
const morning = instant("2026-03-27T09:00")

let embedded: Embedded
let db: Db
let made: MadeBackup
before(async () => {
  embedded = await startEmbedded({ varDir, durable: false, archivesLog: true })
  await migrate(embedded)
  db = openDatabase({ url: embedded.deskUrl, connections: 4, name: "charter test" })
  await transaction(db, async (tx) => {
    await seedHolidays(tx)
    await seedCharter(tx, defaultCharterText, instant("2020-01-01T00:00"))
  })
  writeFileSync(join(varDir, "secret-key"), `${Buffer.alloc(32, 5).toString("base64")}\n`)
})
after(async () => {
  await closeDatabase(db)
  await embedded.stop()
  rmSync(root, { recursive: true, force: true })
})

async function opened(subject: string, at = morning): Promise<string> {
  const contact = {
    channel: "email" as const,
    receivedAt: at,
    requester: { name: "Ann", email: "ann@force.example" },
    subject,
    correspondence: { body: `About ${subject}.` },
  }
  return (await openIncident(db, contact, { by: "customer", rules: await freshRules(db), at })).reference
}

async function backedUp(isEncrypted = true): Promise<MadeBackup> {
  const backupKey = isEncrypted ? key : undefined
  const settings = {
    varDir,
    backupKey,
    postgresTools: undefined,
    secretKey: { key: Buffer.alloc(32, 5), isInVarDir: true },
    charterVersion: "test",
  }
  const place = { ownerUrl: embedded.ownerUrl, deskUrl: embedded.deskUrl, embedded, leave: async () => {} }
  return await backUp(db, place, backups, settings, morning)
}

/** Redacts every content of a case that holds some words. */
async function eraseWords(reference: string, sought: string): Promise<void> {
  const caseId = Number(reference.split("-")[2])
  for (;;) {
    const [found] = await rows<{ id: number }>(
      db,
      sql`select content_id as id from content where case_id = ${caseId} and position(${Buffer.from(sought)} in bytes) > 0 limit 1`,
    )
    if (found === undefined) return
    const ask = { actor: system, reference, rules: await freshRules(db), at: morning + 1000 }
    await redactContent(db, ask, { content: found.id, authority: "Data protection officer", reason: "Asked for" })
  }
}

/** Finishes the present piece of log, and waits until it is in the archive. */
async function shipped(): Promise<void> {
  const rounds = {
    db,
    logFolder: embedded.logFolder,
    into: backups,
    key,
    onError: (error: unknown) => assert.fail(String(error)),
  }
  const owner = new pg.Client({ connectionString: embedded.ownerUrl })
  await owner.connect()
  const found = await owner.query("select pg_walfile_name(pg_current_wal_insert_lsn()) as name, pg_switch_wal()")
  await owner.end()
  for (let tries = 0; tries < 1200; tries += 1) {
    await archiveRound(rounds, tries)
    if (((await archiveState(db))?.shippedFile ?? "") >= found.rows[0].name) return
    await pause(50)
  }
  assert.fail("the log does not get into the archive")
}

const words = "zebra crossing 4711"

test("F67 A71 a moment is restored row for row, held, and what was erased since is erased again", async () => {
  const secret = await opened(words)
  await opened("Cannot sign in")
  made = await backedUp()
  assert.deepEqual(await verifyBackup(made.folder, key), [])
  const kept = await opened("After the backup")
  const before = await digests(db)
  await pause(20)
  const [{ now } = { now: 0 }] = await rows<{ now: number }>(db, sql`select clock_timestamp() as now`)
  await pause(20)
  const lost = await opened("After the moment")
  await eraseWords(secret, words)
  await shipped()
  const archive = archiveOf(backups, made.manifest.log?.systemIdentifier ?? "", key)
  const { folder, manifest } = backupFor(backups, key, now)
  const restored = await restoreBackup({
    folder,
    manifest,
    key,
    varDir: join(root, "then"),
    archives: [archive],
    to: now,
  })
  const copy = openDatabase({ url: restored.server.urlOf("charter"), connections: 2, name: "charter test" })
  try {
    assert.deepEqual(await digests(copy), before)
    assert.ok((await tablesWith(copy, words)).includes("search"), "the moment was before the words were erased")
    const list = join(root, "redactions.jsonl")
    const caseId = Number(secret.split("-")[2])
    const [erased] = await rows<{ ids: number[] }>(
      db,
      sql`select array_agg(content_id) as ids from content where case_id = ${caseId} and bytes is null`,
    )
    writeFileSync(
      list,
      `${JSON.stringify({ case: caseId, contents: erased?.ids, at: "2026-03-27T09:00:01Z" })}\n{"case":999999,"contents":[1],"at":"2026-03-27T09:00:02Z"}\n`,
    )
    const begun = await holdRestored(copy, made.name, await redactionsIn(list), morning + 5000)
    assert.equal(begun.redactions, 1)
    assert.deepEqual(await tablesWith(copy, words), [])
    const differences: string[] = []
    await verifyCases(copy, await freshRules(copy), morning + 6000, ({ what }) => differences.push(what))
    assert.deepEqual(differences, [])
    const references = await rows<{ reference: string }>(copy, sql`select reference from cases order by case_id`)
    assert.ok(references.some((each) => each.reference === kept) && !references.some((each) => each.reference === lost))
    const [next] = await rows<{ number: number }>(copy, sql`select nextval('case_number') as number`)
    assert.ok(
      (next?.number ?? 0) > Number(lost.split("-")[2]) + 1000,
      "a number that was told to somebody is given to nobody else",
    )
  } finally {
    await closeDatabase(copy)
    await restored.abandon()
  }
})

test("a drill restores the newest backup, measures it, and leaves nothing behind", async () => {
  const found = await drill({ db, backups, key, varDir, at: morning + 10_000 })
  assert.deepEqual(found.faults, [])
  assert.equal(found.isPassed, true)
  assert.equal(found.folder, made.folder)
  assert.ok((found.recoveryPointSeconds ?? 999) < 60 && (found.recoverySeconds ?? 0) > 0)
  assert.equal(found.eventsMissing, 0)
})

test("F66 what is wrong with a backup is named: a file cut short, changed or missing, another key, no key, a changed manifest", async () => {
  const part = made.manifest.parts[0]?.name ?? ""
  const faultOf = async (name: string, spoil: (folder: string) => void, opens: Buffer | undefined = key) => {
    const copy = join(root, name)
    cpSync(made.folder, copy, { recursive: true })
    spoil(copy)
    return (await verifyBackup(copy, opens)).join(" ")
  }
  const size = statSync(join(made.folder, part)).size
  assert.match(await faultOf("cut", (at) => truncateSync(join(at, part), size - 100)), /is cut short/)
  assert.match(await faultOf("half", (at) => truncateSync(join(at, part), Math.floor(size / 2))), /is cut short/)
  assert.match(await faultOf("bit", (at) => flipped(join(at, part), size / 3)), /has been changed/)
  assert.match(await faultOf("gone", (at) => rmSync(join(at, part))), /base\.tar\.zst\.sealed is missing/)
  assert.match(
    await faultOf("unsigned", (at) => rmSync(join(at, "manifest.signature"))),
    /manifest\.signature is missing/,
  )
  assert.match(
    await faultOf("edited", (at) => replaced(join(at, "manifest.json"), '"charter": "test"', '"charter": "best"')),
    /manifest\.json has been changed/,
  )
  assert.match(
    await faultOf("halved", (at) => truncateSync(join(at, "manifest.json"), 500)),
    /manifest in .* is not whole/,
  )
  assert.match(await faultOf("other", () => undefined, Buffer.alloc(32, 3)), /is the wrong key/)
  const unopened = await verifyBackup(made.folder, undefined)
  assert.match(unopened.join(" "), /It is encrypted, and there is no key/)
})

test("F66 a hole in the archived log is named, and a damaged piece of it ends a restore instead of passing for the end", async () => {
  const log = made.manifest.log
  assert.ok(log !== undefined)
  const archive = archiveOf(backups, log.systemIdentifier, key)
  const names = archivedNames(archive)
  assert.deepEqual(gapsAfter(names, log.stopSegment, log.segmentBytes), [])
  const last = names.at(-1) ?? ""
  assert.deepEqual(gapsAfter([...names, `${last.slice(0, 16)}000000FF`], log.stopSegment, log.segmentBytes).length, 1)
  const holed = join(root, "holed")
  cpSync(backups, holed, { recursive: true })
  assert.deepEqual((await verifyBackups(undefined, holed, key, morning))[0]?.gaps, [])
  const kept = join(holed, "wal", log.systemIdentifier)
  const later = `${last.slice(0, 16)}000000FF`
  cpSync(join(kept, `${last}.zst.sealed`), join(kept, `${later}.zst.sealed`))
  const [verified] = await verifyBackups(undefined, holed, key, morning)
  assert.deepEqual(verified?.faults, [])
  const missing = gapsAfter([...names, later], log.stopSegment, log.segmentBytes)[0] ?? "none"
  assert.match(verified?.gaps.join() ?? "", new RegExp(`^${missing} of the archived log is missing`))
  const spoiled = { folder: join(root, "spoiled"), key }
  cpSync(archive.folder, spoiled.folder, { recursive: true })
  const path = join(spoiled.folder, `${last}.zst.sealed`)
  truncateSync(path, statSync(path).size - 50)
  await assert.rejects(archived(spoiled, last), Refused)
  await assert.rejects(archived({ folder: archive.folder, key: Buffer.alloc(32, 3) }, last), /another key/)
})

test("a restore is refused where there is data, a moment before the first backup, and one after the last log", async () => {
  const asked = {
    databaseUrl: undefined,
    migrateDatabaseUrl: undefined,
    postgresTools: undefined,
    backupKey: key,
    archives: backups,
    redactions: undefined,
    at: morning,
  }
  const backup = backupFor(backups, key, undefined)
  await assert.rejects(restoreDesk({ ...asked, backup, varDir, to: undefined }), /There is a desk's data in .* already/)
  assert.throws(
    () => backupFor(backups, key, instant("2020-01-01T00:00")),
    /The oldest backup in .* is younger than that/,
  )
  assert.throws(() => backupFor(join(root, "nowhere"), key, undefined), /There is no backup in/)
})

test("a backup without a key holds no secret, and the youngest ones are kept", async () => {
  const plain = await backedUp(false)
  assert.equal(plain.manifest.secretKey.isIncluded, false)
  assert.deepEqual(
    plain.manifest.files.filter(({ path }) => path.startsWith("desk/")),
    [],
  )
  assert.ok(made.manifest.files.some(({ path }) => path === "desk/secret-key"))
  await pause(1100)
  const last = await backedUp()
  assert.deepEqual(await removeOldBackups(db, backups, key, 2), [made.name])
  assert.equal(backupFor(backups, key, undefined).name, last.name)
  const archive = archiveOf(backups, last.manifest.log?.systemIdentifier ?? "", key)
  assert.ok(archivedNames(archive).every((name) => name >= (plain.manifest.log?.startSegment ?? "")))
})
