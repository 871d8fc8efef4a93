import assert from "node:assert/strict"
import { after, before, test } from "node:test"
import { anySeed } from "../oracle/random.ts"
import { planInWords, planOf, shortSeeds } from "./plan.ts"
import { faultRun } from "./run.ts"
import { openSite, type Site } from "./site.ts"
import { added, emptyTally } from "./tally.ts"

// Four here and four beside the named ones in faults.test.ts, so that two processors share them.
const runs = 4
let site: Site
before(async () => {
  site = await openSite()
})
after(() => site.close())

const tally = emptyTally()

for (const seed of shortSeeds(anySeed(), runs)) {
  test(`F10 P1 P2: a run of faults drawn from seed ${seed} loses nothing that was acknowledged, and does nothing twice`, async () => {
    const outcome = await faultRun(site, planOf(seed))
    added(tally, outcome)
    assert.deepEqual(outcome.broken, [], planInWords(outcome.plan))
  })
}

test("the runs had faults, crashes, contacts, verbs, letters and notices in them", () => {
  for (const what of ["faults", "crashes", "contacts", "verbs", "letters", "messages"])
    assert.ok((tally.totals.get(what) ?? 0) > 0, what)
  assert.ok((tally.totals.get("faults") ?? 0) >= 4 * runs, `${tally.totals.get("faults")} faults`)
})
