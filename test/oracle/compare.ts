/**
 * Compares the calculator with the oracle: `node test/oracle/compare.ts --cases N --seed S [--via cli|process]`.
 * `cli` pipes JSON lines through `--stdin`; `process` asks one question a process, by its options.
 * `--only I` asks the one case again. Prints counts, the rate and the first differences; exit 1 if there is any.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import { calendarFile, calendarIsHere } from "./holidays.ts"
import { add, type Difference, emptyTally, kept, type Tally } from "./judgement.ts"
import { anySeed } from "./random.ts"
import type { Share } from "./worker.ts"

const options = parseArgs({
  options: {
    cases: { type: "string", default: "10000" },
    seed: { type: "string", default: String(anySeed()) },
    via: { type: "string", default: "cli" },
    only: { type: "string" },
    workers: { type: "string", default: "2" },
  },
}).values

if (calendarIsHere()) process.exitCode = await compared()
else console.log(`skipped: the holidays that the oracle reads are not here (${calendarFile})`)

async function compared(): Promise<number> {
  const seed = whole(options.seed)
  const began = performance.now()
  const varDir = mkdtempSync(join(tmpdir(), "charter-oracle-"))
  try {
    const tallies = await Promise.all(sharesOf(seed, varDir).map(worked))
    return report(seed, tallies, (performance.now() - began) / 1000)
  } finally {
    rmSync(varDir, { recursive: true, force: true })
  }
}

function sharesOf(seed: number, varDir: string): Share[] {
  const via = options.via === "process" ? "process" : "cli"
  const first = options.only === undefined ? 0 : whole(options.only)
  const end = options.only === undefined ? whole(options.cases) : first + 1
  const workers = whole(options.workers)
  return Array.from({ length: workers }, (_, number) => ({ seed, via, varDir, first, end, number, workers }))
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`a whole number is wanted: ${text}`)
  return Number(text)
}

function worked(share: Share): Promise<Tally> {
  const { promise, resolve, reject } = Promise.withResolvers<Tally>()
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: share })
  worker.once("message", resolve)
  worker.once("error", reject)
  worker.once("exit", (code) => reject(new Error(`a worker ended early, ${code}`)))
  return promise
}

function report(seed: number, tallies: Tally[], seconds: number): number {
  const total = emptyTally()
  for (const tally of tallies) add(total, tally)
  const { cases, edged, errors, assumed, kinds, different, differences } = total
  const rate = Math.round(cases / seconds)
  console.log(`seed ${seed}: ${cases} cases in ${seconds.toFixed(1)} s, ${rate} a second, ${different} different`)
  console.log(`${edged} within a second of an edge, ${assumed} assumed, ${errors} errors;`, kinds)
  for (const difference of differences.toSorted((one, other) => one.index - other.index).slice(0, kept))
    show(difference)
  return different === 0 && cases > 0 ? 0 : 1
}

function show({ index, verb, line, around, oracle, charter }: Difference): void {
  console.log(`\n#${index} ${verb} ${line} ${JSON.stringify(around)}\n  oracle  ${oracle}\n  charter ${charter}`)
}
