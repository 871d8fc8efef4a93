// The rows of another system's log brought in a second, end to end: read, mapped, judged, written, ended; then verified. On a database
// of its own that keeps what it writes. CPU seconds are told beside the time that passed: where a machine has other work to do, they say
// what the import itself takes.
//
//   npm run bench:import [log mapping]

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { cpus, tmpdir } from "node:os"
import { join } from "node:path"
import { verifyCases } from "../../src/cases/index.ts"
import { readCharterText, seedCharter } from "../../src/charter/index.ts"
import { freshRules } from "../../src/clocks/index.ts"
import {
  closeDatabase,
  type Db,
  migrate,
  openDatabase,
  row,
  sql,
  startEmbedded,
  transaction,
} from "../../src/database/index.ts"
import { importLog, importReport, readMapping } from "../../src/history/index.ts"
import { realNow, seedHolidays } from "../../src/time/index.ts"

const root = join(import.meta.dirname, "../..")
const shared = join(root, "../shared/data/itsm")
const [log = join(shared, "uci_incident_event_log.csv.xz"), map = join(root, "mappings/servicenow.yaml")] =
  process.argv.slice(2)
if (!existsSync(log)) {
  console.log(`${log} is not here: name a log and its mapping.`)
  process.exit()
}

const varDir = mkdtempSync(join(tmpdir(), "charter-bench-"))
const embedded = await startEmbedded({ varDir })
await migrate({ ownerUrl: embedded.ownerUrl, deskRole: embedded.deskRole })
// One connection, so that one process of PostgreSQL does all of it.
const db = openDatabase({ url: embedded.deskUrl, connections: 1, name: "charter bench" })
try {
  await transaction(db, async (tx) => {
    await seedHolidays(tx)
    await seedCharter(tx, await readCharterText(join(root, "charters/college-learn.yaml")), realNow())
  })
  await measured(db)
} finally {
  await closeDatabase(db)
  await embedded.stop()
  rmSync(varDir, { recursive: true })
}

async function measured(on: Db): Promise<void> {
  const mappingText = await readCharterText(map, "a mapping file")
  const began = { at: performance.now(), cpu: process.cpuUsage(), database: await databaseSeconds(on) }
  const steps: Record<string, number> = {}
  const imported = await importLog(on, {
    path: log,
    mapping: readMapping(mappingText, map),
    mappingText,
    charter: 1,
    secretKey: Buffer.alloc(32, 7),
    now: realNow,
    tell: (step) => {
      steps[step] = performance.now() - began.at
    },
  })
  const seconds = (performance.now() - began.at) / 1000
  const { user, system } = process.cpuUsage(began.cpu)
  const { refused, ...figures } = imported
  console.table({ ...figures, refused: refused.length })
  console.table({
    cores: cpus().length,
    seconds,
    "rows a second": Math.round(imported.rows / seconds),
    "CPU seconds, Node": (user + system) / 1e6,
    "CPU seconds, PostgreSQL": (await databaseSeconds(on)) - began.database,
    "memory, MB": process.resourceUsage().maxRSS / 1024,
    "read after, s": (steps["reading"] ?? 0) / 1000,
    "brought in after, s": (steps["bringing-in"] ?? 0) / 1000,
  })
  const reportFrom = performance.now()
  const report = await importReport(on, imported.import, realNow())
  console.table(report.kept)
  console.log(`report in ${((performance.now() - reportFrom) / 1000).toFixed(1)} s`)
  const verifyFrom = performance.now()
  let differences = 0
  const seen = await verifyCases(on, await freshRules(on), realNow(), (difference) => {
    differences += 1
    if (differences <= 5) console.log(difference)
  })
  console.log(
    `verified ${seen.cases} cases, ${seen.events} events in ${((performance.now() - verifyFrom) / 1000).toFixed(1)} s: ${differences} differences`,
  )
  if (differences > 0) process.exitCode = 1
}

/** What the one connection's process has used so far; 0 where the system does not tell. */
async function databaseSeconds(on: Db): Promise<number> {
  const found = await row<{ pid: number }>(on, sql`select pg_backend_pid() as pid`)
  const path = `/proc/${found?.pid}/stat`
  if (!existsSync(path)) return 0
  const fields = readFileSync(path, "utf8").split(") ")[1]?.split(" ") ?? []
  return (Number(fields[11]) + Number(fields[12])) / 100
}
