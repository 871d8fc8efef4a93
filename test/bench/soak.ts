// npm run soak -- --hours 1 --rate 10: a desk under mixed load for as long as one likes - contacts, verbs, letters, pages, searches, and
// notices that a relay takes. Each minute its memory, its heap after a collection, its open files, its database's size and the slowest
// answers go into a file; at the end the slopes after the warm-up are told.

import { appendFileSync, readdirSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { parseArgs } from "node:util"
import { SMTPServer } from "smtp-server"
import { percentile, type Scratch, scratchDatabase, sorted, startBenchDesk } from "../../src/bench/index.ts"
import { readSettings } from "../../src/settings.ts"
import { realNow } from "../../src/time/index.ts"
import { openInspector } from "./heap.ts"
import { nodeMegabytes } from "./memory.ts"
import { type Point, slopeOf } from "./slope.ts"
import { soakLoad } from "./soak-load.ts"

const { values } = parseArgs({
  options: {
    hours: { type: "string", default: "1" },
    rate: { type: "string", default: "10" },
    warm: { type: "string", default: "10" },
    file: { type: "string", default: join(tmpdir(), "charter-soak.jsonl") },
    // A folder for two snapshots of the heap, after the warm-up and at the end: what grew is found by comparing them.
    snapshots: { type: "string" },
  },
})
const hours = Number(values.hours)
const rate = Number(values.rate)
const warmMinutes = Number(values.warm)
if (!(hours > 0 && rate > 0)) throw new Error("--hours and --rate are numbers above 0")

type Sample = {
  readonly minute: number
  readonly pssMegabytes: number
  readonly heapMegabytes: number
  readonly files: number
  readonly databaseMegabytes: number
  readonly asked: number
  readonly failed: number
  readonly p50: number
  readonly p99: number
}

let taken = 0
const relay = new SMTPServer({
  authOptional: true,
  disabledCommands: ["AUTH", "STARTTLS"],
  onData: (stream, _session, answer) => {
    stream.resume()
    stream.once("end", () => {
      taken += 1
      answer()
    })
  },
})
const relayPort = await listening()
const scratch = await scratchDatabase(readSettings(), realNow())
const inspectorAddress = Promise.withResolvers<string>()
const desk = await startBenchDesk(scratch, {
  environment: { SMTP_OUT_URL: `smtp://127.0.0.1:${relayPort}` },
  node: ["--inspect=127.0.0.1:0"],
  onWords: (words) => {
    const found = /ws:\/\/\S+/.exec(words)?.[0]
    if (found !== undefined) inspectorAddress.resolve(found)
    if (/"level":[56]0/.test(words)) process.stderr.write(words)
  },
})
const inspector = await openInspector(await inspectorAddress.promise)
try {
  writeFileSync(values.file, "")
  console.log(`A desk under mixed load, ${rate} things a second for ${hours} hours; each minute goes to ${values.file}`)
  told(await soaked(scratch))
} finally {
  inspector.close()
  await desk.stop()
  await scratch.drop()
  await new Promise<void>((resolve) => relay.close(() => resolve()))
}

async function soaked(on: Scratch): Promise<Sample[]> {
  const load = soakLoad(desk, rate)
  const samples: Sample[] = []
  const began = performance.now()
  for (let minute = 1; minute <= Math.ceil(hours * 60); minute++) {
    await pause(Math.max(0, began + minute * 60_000 - performance.now()))
    const sample = await sampled(on, minute, load.minute())
    samples.push(sample)
    appendFileSync(values.file, `${JSON.stringify(sample)}\n`)
    console.log(JSON.stringify(sample))
    if (values.snapshots !== undefined && minute === warmMinutes)
      await inspector.snapshot(join(values.snapshots, "warm.heapsnapshot"))
  }
  await load.end()
  if (values.snapshots !== undefined) await inspector.snapshot(join(values.snapshots, "end.heapsnapshot"))
  return samples
}

async function sampled(on: Scratch, minute: number, came: { took: number[]; failed: number }): Promise<Sample> {
  const size = await on.db.pool.query("select pg_database_size(current_database()) as size")
  const times = sorted(came.took)
  const heapMegabytes = await inspector.heapMegabytes()
  return {
    minute,
    pssMegabytes: rounded(nodeMegabytes(desk.pid)),
    heapMegabytes: rounded(heapMegabytes),
    files: readdirSync(`/proc/${desk.pid}/fd`).length,
    databaseMegabytes: rounded(Number(size.rows[0].size) / 1024 / 1024),
    asked: times.length,
    failed: came.failed,
    p50: rounded(percentile(times, 0.5)),
    p99: rounded(percentile(times, 0.99)),
  }
}

function told(samples: readonly Sample[]): void {
  const warm = samples.filter(({ minute }) => minute > warmMinutes)
  const slope = (pick: (sample: Sample) => number) =>
    slopeOf(warm.map((each): Point => [each.minute / 60, pick(each)])).toFixed(2)
  const asked = samples.reduce((sum, each) => sum + each.asked, 0)
  const failed = samples.reduce((sum, each) => sum + each.failed, 0)
  console.log(
    `${asked} asked, ${failed} failed, ${taken} notices taken by the relay, ${warm.length} minutes after the warm-up`,
  )
  console.log(`memory (PSS): ${slope((each) => each.pssMegabytes)} MB an hour`)
  console.log(`heap after a collection: ${slope((each) => each.heapMegabytes)} MB an hour`)
  console.log(`open files: ${slope((each) => each.files)} an hour`)
  console.log(`p99: ${slope((each) => each.p99)} ms an hour`)
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}

function listening(): Promise<number> {
  return new Promise((resolve, reject) => {
    relay.once("error", reject)
    const listener = relay.listen(0, "127.0.0.1", () => {
      const address = listener.address()
      if (typeof address === "object" && address !== null) resolve(address.port)
    })
  })
}
