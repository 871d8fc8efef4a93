// npm run bench:what-if [CASES...]: how long `charter what-if` takes over so many cases of ten events each, and how much memory. The histories are
// made by the desk's own decisions and chained by its own hashes; the floor is the same bodies read by COPY and thrown away.

import { spawn } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { Worker } from "node:worker_threads"
import { seedCharter } from "../../src/charter/index.ts"
import {
  bringUpToDate,
  copiedOut,
  openDatabase,
  run,
  sql,
  startEmbedded,
  transaction,
} from "../../src/database/index.ts"
import { seedHolidays } from "../../src/time/index.ts"

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10_000, 100_000, 1_000_000]
const root = join(import.meta.dirname, "../..")
const folder = mkdtempSync(join(tmpdir(), "charter-what-if-"))
// Where the account that PostgreSQL runs as can reach it, so that the data goes with the folder.
chmodSync(folder, 0o711)
const text = readFileSync(join(root, "charters/college-learn.yaml"), "utf8")
const proposal = join(folder, "proposal.yaml")
writeFileSync(proposal, text.replaceAll("3: 8h, 4: 8h", "3: 8h, 4: 16h"))

mkdirSync(join(folder, "var"), { mode: 0o711 })
const cluster = await startEmbedded({ varDir: join(folder, "var"), durable: false })
try {
  await bringUpToDate(cluster)
  const db = openDatabase({ url: cluster.ownerUrl, connections: 3, name: "charter bench" })
  await transaction(db, async (tx) => {
    await seedHolidays(tx)
    await seedCharter(tx, text, 0)
  })
  console.log("cases      replayed in   events a second  bare COPY   ratio  processor time  memory at most  load")
  let made = 0
  for (const cases of sizes) {
    await fill(made, cases)
    made = cases
    await run(db, sql`analyze events`)
    await run(db, sql`analyze cases`)
    const floor = await bareCopy(cases)
    const { seconds, processor, megabytes } = await replayed()
    const figures = [
      cases.toLocaleString("en-GB").padEnd(9),
      `${seconds.toFixed(1)} s`.padStart(12),
      Math.round((cases * 10) / seconds)
        .toLocaleString("en-GB")
        .padStart(16),
      `${floor.toFixed(1)} s`.padStart(9),
      (seconds / floor).toFixed(1).padStart(7),
      `${processor.toFixed(1)} s`.padStart(14),
      `${megabytes} MB`.padStart(14),
      (loadavg()[0] ?? 0).toFixed(1).padStart(6),
    ]
    console.log(figures.join("  "))
  }
  await db.pool.end()

  async function bareCopy(cases: number): Promise<number> {
    const started = performance.now()
    let bytes = 0
    await transaction(db, async (tx) => {
      await run(tx, sql`set local statement_timeout = 0`)
      const half = Math.ceil(cases / 2)
      for (const [after, upTo] of [[0, half] as const, [half, cases] as const]) {
        const stream = copiedOut(
          tx,
          `copy (select body from events where case_id > ${after} and case_id <= ${upTo} order by case_id, seq) to stdout`,
        )
        for await (const chunk of stream) bytes += chunk.length
      }
    })
    if (bytes === 0) throw new Error("nothing was read")
    return (performance.now() - started) / 1000
  }
} finally {
  await cluster.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function fill(after: number, upTo: number): Promise<void> {
  const half = after + Math.ceil((upTo - after) / 2)
  const parts = [[after, half] as const, [half, upTo] as const]
  await Promise.all(
    parts.map(async ([from, to]) => {
      const worker = new Worker(new URL("./what-if-fill.ts", import.meta.url), {
        workerData: { url: cluster.ownerUrl, from, to },
      })
      await new Promise<void>((resolve, reject) => {
        worker.once("error", reject)
        worker.once("exit", () => resolve())
      })
    }),
  )
}

async function replayed() {
  const started = performance.now()
  const variables = {
    DATABASE_URL: cluster.ownerUrl,
    VAR_DIR: join(folder, "verb"),
    NODE_ENV: "test",
    NOW: "2026-11-01T09:00Z",
  }
  const verb = spawn(process.execPath, [join(root, "src/cli/main.ts"), "what-if", "--charter", proposal], {
    env: { PATH: process.env["PATH"], ...variables },
    stdio: ["ignore", "pipe", "inherit"],
  })
  const seen = { megabytes: 0, processor: 0 }
  const watching = setInterval(() => Object.assign(seen, usageOf(verb.pid ?? 0) ?? {}), 100)
  let out = ""
  verb.stdout.on("data", (some) => {
    out += some
  })
  const code = await new Promise((resolve) => verb.on("close", resolve))
  clearInterval(watching)
  if (code !== 0 || !out.includes("The record is proved")) throw new Error(`the replay ended with ${code}: ${out}`)
  return { seconds: (performance.now() - started) / 1000, ...seen }
}

/** The most memory that a process ever had, and its time on a processor so far. */
function usageOf(pid: number) {
  try {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
    if (peak === undefined) return undefined
    const times = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? []
    return { megabytes: Math.round(Number(peak) / 1024), processor: (Number(times[11]) + Number(times[12])) / 100 }
  } catch {
    return undefined
  }
}
