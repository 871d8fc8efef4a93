// How fast a backup is made and restored: `npm run bench:restore -- --megabytes 400`. A PostgreSQL of its own is filled with content that compresses about as
// letters do, backed up with encryption, and restored by a drill.

import { chmodSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import pg from "pg"
import { backUp, drill, tenGigabytesSeconds } from "../../src/continuity/index.ts"
import { closeDatabase, migrate, openDatabase, startEmbedded } from "../../src/database/index.ts"

const { values } = parseArgs({ options: { megabytes: { type: "string", default: "400" } } })
const megabytes = Number(values.megabytes)
const root = mkdtempSync(join(tmpdir(), "charter-restore-"))
chmodSync(root, 0o711)
const varDir = join(root, "desk")
const key = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256))
const embedded = await startEmbedded({ varDir })
try {
  await migrate(embedded)
  await filled()
  const db = openDatabase({ url: embedded.deskUrl, connections: 2, name: "charter bench" })
  const place = { ownerUrl: embedded.ownerUrl, deskUrl: embedded.deskUrl, embedded, leave: async () => {} }
  const settings = {
    varDir,
    backupKey: key,
    postgresTools: undefined,
    secretKey: { key, isInVarDir: false },
    charterVersion: "bench",
  }
  const backups = join(root, "backups")
  const began = performance.now()
  const made = await backUp(db, place, backups, settings, 0)
  const seconds = (performance.now() - began) / 1000
  const done = await drill({ db, backups, key, varDir, at: 0 })
  const data = (done.dataBytes ?? 0) / 1_000_000
  console.log(`data ${data.toFixed(0)} MB, backup ${(made.bytes / 1_000_000).toFixed(0)} MB, encrypted`)
  console.log(`made and verified in ${seconds.toFixed(1)} s: ${(data / seconds).toFixed(0)} MB a second`)
  console.log(`restored in ${done.recoverySeconds} s: ${(data / (done.recoverySeconds ?? 1)).toFixed(0)} MB a second`)
  console.log(`10 GB at that rate: ${((tenGigabytesSeconds(done) ?? 0) / 60).toFixed(1)} minutes`, ...done.faults)
  await closeDatabase(db)
} finally {
  await embedded.stop()
  rmSync(root, { recursive: true, force: true })
}

// Half of it are hashes, which do not compress, half are words.
async function filled(): Promise<void> {
  const owner = new pg.Client({ connectionString: embedded.ownerUrl })
  await owner.connect()
  await owner.query("create table ballast (id bigint primary key, words text)")
  await owner.query("alter table ballast alter column words set storage external")
  await owner.query(
    `insert into ballast select g, (select string_agg(md5((g * 100 + i)::text), '') from generate_series(1, 30) i)
       || repeat('The page stays empty when I open module three. ', 20) from generate_series(1, $1::int) g`,
    [Math.round((megabytes * 1_000_000) / 2000)],
  )
  await owner.query("checkpoint")
  await owner.end()
}
