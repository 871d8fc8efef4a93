// A target in hours sounds short; over a weekend or a holiday it can take days. This names the weekend and the hours.

import { type Calendar, durationFrom } from "../time/index.ts"
import { type Finding, warning } from "./finding.ts"
import type { ClockDeclaration } from "./schema.ts"
import type { Search } from "./search.ts"
import { type Promised, promisedBy, whoseTarget } from "./targets.ts"
import { holidaysDuring, hoursOf, spoken, type Wait, waitsOf } from "./waits.ts"

/** A customer who hears nothing for longer than this thinks that they are forgotten. */
export const longWaitHours = 72
const namedLimit = 2

/** Targets that can be met only after more than 72 elapsed hours. One that always takes as long surprises nobody, and is passed over. */
export function longWaits(search: Search): Finding[] {
  return search.charter.clocks.flatMap((clock) =>
    promisedBy(clock, search.charter).flatMap((promised) => longWait(search, clock, promised)),
  )
}

function longWait(search: Search, clock: ClockDeclaration, promised: Promised): Finding[] {
  const calendar = search.calendar(clock.calendar)
  const waits = waitsOf(calendar, durationFrom(promised.amount), search.starts(calendar), search.at)
  const long = waits.filter((wait) => hoursOf(wait) > longWaitHours)
  if (long.length === 0 || long.length === waits.length || long.some(({ due }) => due === Number.POSITIVE_INFINITY))
    return []
  const reason = `the target${whoseTarget(promised)}, ${promised.amount}, can be met only after more than ${longWaitHours} hours: ${longest(search, calendar, long)}`
  return [warning("long-wait", clock.clause, reason, ["clocks", search.charter.clocks.indexOf(clock), "target"])]
}

/** The longest wait over each of the worst weekends, and how many others are over the bound. */
function longest(search: Search, calendar: Calendar, long: readonly Wait[]): string {
  const holidays = holidaysDuring(calendar, search.at)
  // A weekend goes by its holidays' names, so that each Easter is the same one, and every ordinary weekend is.
  const byTitles = Map.groupBy(long, (wait) => [...new Set(holidays(wait).map((each) => each.title))].join(", "))
  const weekends = [...byTitles].map(([titles, waits]) => ({ titles, wait: longestOf(waits) }))
  const named = weekends.sort((a, b) => hoursOf(b.wait) - hoursOf(a.wait)).slice(0, namedLimit)
  const sentence = named.map(({ titles, wait }) => described(calendar, wait, titles)).join("; ")
  const others = weekends.length - named.length
  return others === 0 ? sentence : `${sentence}; and over ${others} more ${others === 1 ? "kind" : "kinds"} of weekend`
}

function longestOf(waits: readonly Wait[]): Wait {
  return waits.reduce((longest, each) => (hoursOf(each) > hoursOf(longest) ? each : longest))
}

function described(calendar: Calendar, wait: Wait, titles: string): string {
  return `${Math.round(hoursOf(wait) * 10) / 10} hours from ${spoken(calendar, wait.start)} to ${spoken(calendar, wait.due)} (${titles || "any weekend"})`
}
