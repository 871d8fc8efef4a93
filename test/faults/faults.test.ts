import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { anySeed } from "../oracle/random.ts"
import { type Life, type Plan, planInWords, planOf, shortSeeds } from "./plan.ts"
import { faultRun } from "./run.ts"
import { openSite, type Site } from "./site.ts"

let site: Site
before(async () => {
  site = await openSite()
})
after(() => site.close())

const seed = anySeed()
const life: Life = { jumpMinutes: 0, failpoints: [], strikes: [], lastsMs: 900, end: "kill-desk" }
const quiet: Omit<Plan, "lives"> = {
  seed,
  startsAt: "2026-03-30T08:50+01:00",
  speed: 1800,
  holidayAfterDays: null,
  isLong: false,
  moods: {},
  receive: [],
}

function killedAt(point: string, jumpMinutes = 0): Life {
  return { ...life, jumpMinutes, failpoints: [point], end: "failpoint-kill" }
}

async function kept(plan: Plan): Promise<readonly string[]> {
  const outcome = await faultRun(site, plan)
  assert.deepEqual(outcome.broken, [], planInWords(plan))
  return outcome.ledger.faults.map(({ kind, detail }) => `${kind} ${detail}`)
}

test("F09: a desk killed while it announces what has fallen due announces each thing once", async () => {
  const faults = await kept({
    ...quiet,
    lives: [killedAt("sweep.before_commit=kill@1"), killedAt("sweep.after_commit=kill@1", 60)],
  })
  const killed = faults.filter((each) => /^failpoint-kill sweep/.test(each))
  assert.ok(killed.length > 0, `${faults}`)
})

test("F11: a desk that is told to stop while contacts, letters and notices are under way ends in good order within 30 s, and loses nothing", async () => {
  const faults = await kept({ ...quiet, lives: [{ ...life, end: "stop-desk" }] })
  assert.ok(faults.some((each) => each.startsWith("stop-desk")))
})

for (const next of shortSeeds(seed, 4)) {
  test(`F10 P1 P2: a run of faults drawn from seed ${next} keeps every promise`, async () => {
    await kept(planOf(next))
  })
}
