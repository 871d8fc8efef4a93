// The bank holidays that come with Charter: GOV.UK's, 2011 to 2028, Crown copyright, under the Open Government Licence v3.0 (see holidays.json).

import shipped from "./holidays.json" with { type: "json" }
import { instantFrom } from "./instant.ts"
import type { Holiday } from "./knowledge.ts"
import { divisions } from "./rules.ts"

type ShippedDay = { readonly date: string; readonly title: string; readonly knownFrom?: string }

/** All of them, each with the instant at which it became known; nearly all were known from the start. */
export function shippedHolidays(): Holiday[] {
  return divisions.flatMap((division) =>
    shipped.holidays[division].map((day: ShippedDay): Holiday => {
      const knownFrom = day.knownFrom === undefined ? Number.NEGATIVE_INFINITY : instantFrom(day.knownFrom, "UTC")
      return { division, date: day.date, title: day.title, knownFrom, withdrawnAt: null }
    }),
  )
}
