import { after, describe, test } from "node:test"
import { place, skip, ways } from "./place.ts"
import { viewsToMany } from "./views.ts"

describe("journeys through views, and with many cases at once", { skip }, async () => {
  if (skip) return
  const here = await place("2026-03-27T09:00+00:00")
  after(() => here.close())
  const priya = await here.hire("Priya Nair", "adviser")

  for (const { way, scripts } of ways) {
    test(`a view is found, saved, gone through, and one thing done to many of it, ${way}`, () =>
      viewsToMany(here, priya, scripts))
  }
})
