import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { anySeed } from "../oracle/random.ts"
import { type Life, type Plan, planInWords, planOf } from "./plan.ts"
import { faultRun } from "./run.ts"
import { openSite, type Site } from "./site.ts"
import { added, emptyTally } from "./tally.ts"

// Two runs at a time, each on a PostgreSQL of its own.
let sites: [Site, Site]
before(async () => {
  sites = [await openSite(), await openSite()]
})
after(() => Promise.all(sites.map((site) => site.close())))

const seed = anySeed()
const life: Life = { jumpMinutes: 0, failpoints: [], strikes: [], lastsMs: 900, end: "kill-desk" }
const quiet: Omit<Plan, "lives"> = {
  seed,
  startsAt: "2026-03-27T16:10+00:00",
  speed: 1800,
  holidayAfterDays: 3,
  isLong: false,
  moods: {},
  receive: [],
}

function killedAt(point: string, jumpMinutes = 0): Life {
  return { ...life, jumpMinutes, failpoints: [point], end: "failpoint-kill" }
}

const tally = emptyTally()

async function kept(site: Site, plan: Plan): Promise<readonly string[]> {
  const outcome = await faultRun(site, plan)
  added(tally, outcome)
  assert.deepEqual(outcome.broken, [], planInWords(plan))
  return outcome.ledger.faults.map(({ kind, detail }) => `${kind} ${detail}`)
}

test("F09: a desk killed while it announces what has fallen due, and while deadlines move, announces each thing once", async () => {
  const faults = await kept(sites[0], {
    ...quiet,
    lives: [
      killedAt("deadlines.after_case=kill@2"),
      killedAt("sweep.before_commit=kill@2", 300),
      killedAt("sweep.after_commit=kill@2", 600),
    ],
  })
  for (const point of ["sweep.before_commit", "sweep.after_commit"])
    assert.ok(faults.includes(`failpoint-kill ${point}`), `${faults}`)
})

test("F11: a desk that is told to stop while contacts, letters and notices are under way ends in good order within 30 s, and loses nothing", async () => {
  const faults = await kept(sites[0], { ...quiet, holidayAfterDays: null, lives: [{ ...life, end: "stop-desk" }] })
  assert.ok(faults.some((each) => each.startsWith("stop-desk")))
})

test(`F10 P1 P2: of eight runs of faults, each drawn from a seed, none loses what was acknowledged or does it twice (seeds from ${seed})`, async () => {
  const seeds = Array.from({ length: 8 }, (_, index) => seed + index)
  const lane = async (site: Site) => {
    for (let next = seeds.shift(); next !== undefined; next = seeds.shift()) await kept(site, planOf(next))
  }
  await Promise.all(sites.map(lane))
  assert.ok((tally.totals.get("faults") ?? 0) >= 60, `${tally.totals.get("faults")} faults`)
  for (const what of ["contacts", "verbs", "letters", "messages", "crashes"])
    assert.ok((tally.totals.get(what) ?? 0) > 0, what)
})
