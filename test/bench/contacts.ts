// npm run bench:contacts: durable contacts a second by the API, as ratios to the floor and to a bare handler, in the same run.
// Rounds alternate, because the machine's speed does not stand still; the figure is the median of the rounds' ratios.

import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import autocannon from "autocannon"
import pg from "pg"
import { floorPool, floorTables, insertFloor } from "../../src/bench/floor.ts"

const seconds = Number(process.argv[2] ?? 5)
const rounds = Number(process.argv[3] ?? 3)
const connections = 32
const contact = {
  channel: "email",
  from: { name: "Sam Carter", email: "sam.carter@force.example" },
  subject: "Cannot open the module on arrest and detention",
  body: "Since this morning the page stays empty when I open module 3. I tried another browser and another computer. ".repeat(
    4,
  ),
  priority: 3,
}

const varDir = mkdtempSync(join(tmpdir(), "charter-bench-"))
const environment = {
  ...process.env,
  VAR_DIR: varDir,
  PORT: "0",
  SMTP_IN_PORT: "off",
  METRICS_PORT: "off",
  DEMO: "off",
}
const root = join(import.meta.dirname, "../..")
const desk = spawn(join(root, "bin/charter"), ["start"], { env: environment, stdio: ["ignore", "ignore", "inherit"] })

try {
  const { web, database } = await untilReady()
  const token = (
    await output(
      spawn(join(root, "bin/charter"), ["token", "add", "--name", "Bench", "--role", "administrator"], {
        env: environment,
      }),
    )
  ).trim()
  const owner = new pg.Client({ connectionString: database })
  await owner.connect()
  await owner.query(floorTables)
  await owner.end()
  const bare = spawn(process.execPath, [join(import.meta.dirname, "bare-server.ts"), database, "20"])
  const bareAddress = await firstLine(bare)
  const table: Record<string, number>[] = []
  for (let round = 0; round < rounds; round++) {
    const floor = await floorRate(database)
    const handler = await rateOf(`${bareAddress}/contacts`, {})
    const charter = await rateOf(`${web}/api/v1/contacts`, { authorization: `Bearer ${token}` })
    table.push({
      floor,
      bare: handler.rate,
      charter: charter.rate,
      "to floor": charter.rate / floor,
      "to bare": charter.rate / handler.rate,
      p50: charter.p50,
      p99: charter.p99,
      failed: charter.failed,
    })
    console.table(table.at(-1))
  }
  const median = (name: string) =>
    table.map((each) => each[name] ?? 0).sort((a, b) => a - b)[Math.floor(table.length / 2)]
  console.log(
    `contacts: ${median("to floor")?.toFixed(3)} of the floor, ${median("to bare")?.toFixed(3)} of a bare handler`,
  )
  bare.kill()
} finally {
  desk.kill("SIGTERM")
  await new Promise((resolve) => desk.once("exit", resolve))
  rmSync(varDir, { recursive: true })
}

async function floorRate(url: string): Promise<number> {
  const pool = floorPool(url, connections)
  const until = performance.now() + seconds * 1000
  let made = 0
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < until) {
        await insertFloor(pool, contact)
        made += 1
      }
    }),
  )
  await pool.end()
  return made / seconds
}

async function rateOf(url: string, headers: Record<string, string>) {
  const result = await autocannon({
    url,
    method: "POST",
    connections,
    duration: seconds,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(contact),
  })
  return {
    rate: result["2xx"] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors,
  }
}

async function untilReady(): Promise<{ web: string; database: string }> {
  for (
    const started = performance.now();
    performance.now() - started < 60_000;
    await new Promise((resolve) => setTimeout(resolve, 100))
  ) {
    try {
      return JSON.parse(readFileSync(join(varDir, "addresses.json"), "utf8"))
    } catch {
      // Not there yet.
    }
  }
  throw new Error("the desk did not start")
}

async function output(child: ChildProcess): Promise<string> {
  let text = ""
  child.stdout?.on("data", (chunk: Buffer) => {
    text += chunk.toString()
  })
  await new Promise((resolve) => child.once("exit", resolve))
  return text
}

async function firstLine(child: ChildProcess): Promise<string> {
  return await new Promise((resolve) => child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString().trim())))
}
