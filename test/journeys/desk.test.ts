import { after, describe, test } from "node:test"
import { callToResolved } from "./call.ts"
import { customerWritesNonsense } from "./customer-forms.ts"
import { heldToReleased } from "./pen.ts"
import { place, skip, ways } from "./place.ts"
import { reportToFollowed } from "./report.ts"
import { comesSecond } from "./stale.ts"

describe("journeys at the desk, at the holding pen and on the customer's pages", { skip }, async () => {
  if (skip) return
  const here = await place("2026-03-27T09:00+00:00")
  after(() => here.close())
  const priya = await here.hire("Priya Nair", "adviser")

  for (const { way, scripts } of ways) {
    test(`a call is logged, worked and resolved, by keyboard, ${way}`, () => callToResolved(here, priya, scripts))
    test(`a customer reports a problem and follows it, ${way}`, () => reportToFollowed(here, priya, scripts))
    test(`a letter that claims a case is held and released, ${way}`, () => heldToReleased(here, priya, scripts))
    test(`a customer who writes nonsense is told what is wrong, ${way}`, () => customerWritesNonsense(here, scripts))
    test(`a colleague who comes second reads what changed, ${way}`, () => comesSecond(here, priya, scripts))
  }
})
