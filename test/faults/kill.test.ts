import assert from "node:assert/strict"
import { test } from "node:test"
import { anySeed } from "../oracle/random.ts"
import { killRun } from "./run.ts"

// The desk first: what it leaves in the middle waits for half a minute, while the kills of PostgreSQL go on.
const victims = ["desk", "both", "desk", "database", "database", "database"] as const
const seed = anySeed()

test(`P1 P2: of six kills while contacts, letters and notices are under way nothing acknowledged is lost, and nothing is done twice (seed ${seed})`, async () => {
  const { broken, counts } = await killRun({
    seed,
    kills: victims.length,
    victim: (index) => victims[index] ?? "database",
    longestPauseMs: 1500,
  })
  assert.deepEqual(broken, [])
  assert.equal(counts["kills"], victims.length)
  for (const what of ["contacts", "letters", "notices", "messages"]) assert.ok((counts[what] ?? 0) > 0, what)
})
