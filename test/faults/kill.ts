// npm run faults -- --kills 50 --seed 4711: kills a desk and its PostgreSQL at random while contacts and letters come in and
// notices go out, and holds it to what it acknowledged. The seed is printed; the same seed kills in the same order. --log FILE
// keeps the last megabyte of what the desk said.

import { writeFileSync } from "node:fs"
import { parseArgs } from "node:util"
import { anySeed } from "../oracle/random.ts"
import { killRun } from "./run.ts"

const { values } = parseArgs({
  options: { kills: { type: "string", default: "50" }, seed: { type: "string" }, log: { type: "string" } },
})
const seed = values.seed === undefined ? anySeed() : Number(values.seed)
const began = performance.now()
console.log(`seed ${seed}`)
const { broken, counts, ledger, verified, log } = await killRun({ seed, kills: Number(values.kills), say: console.log })
const recoveries = ledger.kills.flatMap((each) => (each.recoveredAt === null ? [] : [each.recoveredAt - each.at]))
if (values.log !== undefined) writeFileSync(values.log, log)
console.table(counts)
console.table(Object.fromEntries(ledger.refusals))
console.log(`next acknowledgement after a kill: at most ${(Math.max(...recoveries) / 1000).toFixed(1)} s`)
console.log(`verify: ${verified}`)
console.log(`seed ${seed}, ${((performance.now() - began) / 1000).toFixed(0)} s, ${broken.length} promises broken`)
for (const sentence of broken.slice(0, 50)) console.log(`- ${sentence}`)
process.exitCode = broken.length === 0 ? 0 : 1
