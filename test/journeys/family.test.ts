import { after, describe, test } from "node:test"
import { casesAreOneAndTwo, majorIncidentIsLed, withoutScripts } from "./family.ts"
import { place, skip } from "./place.ts"

describe("journeys of cases that belong together", { skip }, async () => {
  if (skip) return
  const here = await place("2026-03-27T10:00+00:00")
  after(() => here.close())
  const grace = await here.hire("Grace Okafor", "team-leader")
  const tom = await here.hire("Tom Ashby", "adviser")

  test("a team leader leads a major incident to its end", () => majorIncidentIsLed(here, grace, tom))
  test("an adviser merges two cases, takes them apart, and splits one", () => casesAreOneAndTwo(here, tom))
  test("all of it works without scripts", () => withoutScripts(here, grace))
})
