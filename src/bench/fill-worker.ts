// A thread that makes cases and copies them into the database, some thousands at a time: while PostgreSQL takes one lot, the next is made.

import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { parentPort, workerData } from "node:worker_threads"
import pg from "pg"
import { from as copyFrom } from "pg-copy-streams"
import { currentRules } from "../clocks/index.ts"
import { closeDatabase, openDatabase } from "../database/index.ts"
import { type CopiedTable, copiedTables, copies, linesOf } from "./copy.ts"
import type { FillPart } from "./fill.ts"
import { madeCase, type World } from "./story.ts"

const part: FillPart = workerData
const casesAtOnce = 1000

const db = openDatabase({ url: part.url, connections: 1, name: "charter bench" })
const world: World = { rules: await currentRules(db), staff: part.staff, at: part.at }
await closeDatabase(db)
const client = new pg.Client({ connectionString: part.url, options: "-c synchronous_commit=off -c timezone=UTC" })
await client.connect()
await client.query("create temporary table bench_words (case_id bigint, words text)")

let copied: Promise<void> = Promise.resolve()
for (let first = part.first; first < part.first + part.count; first += casesAtOnce) {
  const lot = made(first, Math.min(casesAtOnce, part.first + part.count - first))
  await copied
  copied = copy(lot)
  // Lets the other side of the copy go on while the next lot is made.
  await new Promise((resolve) => setImmediate(resolve))
  parentPort?.postMessage(first - part.first)
}
await copied
await client.end()

function made(first: number, count: number): Record<CopiedTable, string> {
  const lines = Array.from({ length: count }, (_, index) =>
    linesOf(madeCase(first + index, world, part.telling), part.at),
  )
  const joined = copiedTables.map((table) => [table, lines.map((each) => each[table]).join("")] as const)
  return Object.fromEntries(joined) as Record<CopiedTable, string>
}

async function copy(lot: Record<CopiedTable, string>): Promise<void> {
  await client.query("begin")
  for (const table of copiedTables) {
    if (lot[table] === "") continue
    const into = client.query(copyFrom(`copy ${table} (${copies[table]}) from stdin`))
    await pipeline(Readable.from([Buffer.from(lot[table])]), into)
  }
  await client.query(
    `insert into case_words (case_id, words) select case_id, to_tsvector('english', words) from bench_words`,
  )
  await client.query("truncate bench_words")
  await client.query("commit")
}
