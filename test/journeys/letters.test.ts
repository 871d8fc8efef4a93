import { after, describe, test } from "node:test"
import { forgottenToClimbed } from "./chain.ts"
import { letterToReopened } from "./letter.ts"
import { place, skip, ways } from "./place.ts"
import { staffWriteNonsense } from "./staff-forms.ts"

describe("journeys of letters, of wrong input and of a forgotten case", { skip }, async () => {
  if (skip) return
  const here = await place("2026-03-27T09:00+00:00")
  after(() => here.close())
  const priya = await here.hire("Priya Nair", "adviser")
  const ada = await here.hire("Ada Brown", "administrator")

  for (const { way, scripts } of ways) {
    test(`a letter is answered, resolved, and reopened, ${way}`, () => letterToReopened(here, priya, scripts))
    test(`staff who write nonsense are told what is wrong, ${way}`, () => staffWriteNonsense(here, ada, scripts))
  }
  // It moves the clock of the desk, so it comes last.
  test("a forgotten case climbs the chain, with scripts and without", () => forgottenToClimbed(here, priya))
})
