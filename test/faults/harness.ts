// npm run faults -- --seed 4711 --runs 200: runs of faults against a desk, each from its own seed, and what came of them. Run n has
// the seed S + n - 1, so that any run can be had again alone: --seed THAT --runs 1. --lanes 2 has two under way at once; --keep DIR keeps
// the plan, the findings and the desk's log of each run that failed; --minutes M begins no further run after that time.

import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { anySeed } from "../oracle/random.ts"
import { planInWords, planOf } from "./plan.ts"
import { faultRun, type RunOutcome } from "./run.ts"
import { openSite } from "./site.ts"
import { added, emptyTally, inWords } from "./tally.ts"

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    runs: { type: "string", default: "10" },
    lanes: { type: "string", default: "1" },
    minutes: { type: "string", default: "100000" },
    keep: { type: "string", default: "var/faults" },
    plan: { type: "boolean", default: false },
  },
})
const first = values.seed === undefined ? anySeed() : Number(values.seed)
const runs = Number(values.runs)
const began = performance.now()
const tally = emptyTally()
let next = 0
// Told to stop, it ends the runs that are under way, and says what they came to.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop)
console.log(`seed ${first}, ${runs} runs`)
await Promise.all(Array.from({ length: Number(values.lanes) }, lane))
console.log(inWords(tally, first, performance.now() - began))
process.exitCode = tally.failed.length === 0 && tally.runs > 0 ? 0 : 1

async function lane(): Promise<void> {
  const site = await openSite()
  try {
    while (next < runs && performance.now() - began < Number(values.minutes) * 60_000) await one(site, first + next++)
  } finally {
    await site.close()
  }
}

async function one(site: Parameters<typeof faultRun>[0], seed: number): Promise<void> {
  await carriedOut(site, seed)
  // For whoever looks in while it goes on, or finds it ended.
  mkdirSync(values.keep, { recursive: true })
  writeFileSync(join(values.keep, "tally.txt"), `${inWords(tally, first, performance.now() - began)}\n`)
}

async function carriedOut(site: Parameters<typeof faultRun>[0], seed: number): Promise<void> {
  const plan = planOf(seed)
  if (values.plan) console.log(planInWords(plan))
  const since = performance.now()
  try {
    const outcome = await faultRun(site, plan)
    added(tally, outcome)
    console.log(line(seed, outcome, performance.now() - since))
    if (outcome.broken.length > 0) kept(seed, planInWords(plan), outcome.broken, outcome.log, outcome)
  } catch (error) {
    tally.failed.push(seed)
    kept(
      seed,
      planInWords(plan),
      [error instanceof Error ? (error.stack ?? error.message) : String(error)],
      "",
      undefined,
    )
  }
}

function line(seed: number, { ledger, counts, broken }: RunOutcome, milliseconds: number): string {
  const { faults, crashes, contacts, verbs, letters, messages, duplicates } = counts
  const what = `${faults} faults, ${crashes} crashes; ${contacts} contacts, ${verbs} verbs, ${letters} letters, ${messages} messages, ${duplicates} of them twice`
  return `seed ${seed}: ${what}; ${[...ledger.refusals.values()].reduce((a, b) => a + b, 0)} told to come again; ${(milliseconds / 1000).toFixed(1)} s; ${broken.length === 0 ? "all promises kept" : `${broken.length} PROMISES BROKEN`}`
}

function kept(
  seed: number,
  plan: string,
  broken: readonly string[],
  log: string,
  outcome: RunOutcome | undefined,
): void {
  const findings = [plan, ...broken.map((each) => `- ${each}`)].join("\n")
  console.log(findings.slice(0, 4000))
  mkdirSync(values.keep, { recursive: true })
  writeFileSync(join(values.keep, `${seed}.txt`), `${findings}\n`)
  writeFileSync(join(values.keep, `${seed}.log`), log)
  const { ledger } = outcome ?? {}
  writeFileSync(join(values.keep, `${seed}.json`), JSON.stringify(ledger, null, 1) ?? "")
}

function stop(): void {
  next = runs
}
