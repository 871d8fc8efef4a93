// An outage can keep its promise of restoration, which counts working time, and still break the month's availability, which counts every hour.

import { type Calendar, durationFrom, zoned } from "../time/index.ts"
import { type Finding, warning } from "./finding.ts"
import type { ClockDeclaration } from "./schema.ts"
import type { Search } from "./search.ts"
import { levelsOf, targetFor } from "./targets.ts"
import { holidaysDuring, hoursOf, timeOf, type Wait, waitsOf, weekdayOf } from "./waits.ts"

const longestMonthHours = 31 * 24

/** One finding at most for each clock that stops at resolution: the longest ordinary outage of the highest priority. */
export function availabilityBreakers(search: Search): Finding[] {
  return search.charter.clocks.filter((each) => each.stops === "resolution").flatMap((clock) => breaker(search, clock))
}

function breaker(search: Search, clock: ClockDeclaration): Finding[] {
  const { percent, id } = search.charter.availability.aim
  const [level] = levelsOf(search.charter)
  const amount = level === undefined || "always" in clock.target ? undefined : targetFor(clock.target, level)
  if (amount === undefined) return []
  const calendar = search.calendar(clock.calendar)
  const outage = longestOrdinary(search, calendar, amount)
  const allowedHours = ((100 - percent) / 100) * longestMonthHours
  if (outage === undefined || hoursOf(outage) <= allowedHours) return []
  const span = `from ${moment(calendar, outage.start)} to ${moment(calendar, outage.due)}`
  const reason = `an outage ${span} lasts ${rounded(hoursOf(outage))} hours, keeps the priority ${level} promise of ${amount} (${clock.clause}), and breaks the month: ${percent} per cent of even 31 days allows ${rounded(allowedHours)} hours`
  return [warning("availability", id, reason, ["availability", "aim", "percent"])]
}

/** Half of the target before a closing, half after the next opening: an outage that nobody would call unlucky. */
function longestOrdinary(search: Search, calendar: Calendar, amount: string): Wait | undefined {
  const duration = durationFrom(amount)
  if (duration.unit !== "working-time") return undefined
  const starts = search.starts(calendar).map((start) => start - duration.amount / 2)
  const waits = waitsOf(calendar, duration, starts, search.at).filter(({ due }) => Number.isFinite(due))
  return waits.sort((a, b) => hoursOf(b) - hoursOf(a)).find(isOrdinary(search, calendar))
}

/** Without a holiday in it, and without a clock change. */
function isOrdinary(search: Search, calendar: Calendar): (wait: Wait) => boolean {
  const holidays = holidaysDuring(calendar, search.at)
  const offset = (at: number) => zoned(calendar, at).slice(-6)
  return (wait) => offset(wait.start) === offset(wait.due) && holidays(wait).length === 0
}

function moment(calendar: Calendar, at: number): string {
  return `${weekdayOf(calendar, at)} ${timeOf(calendar, at)}`
}

function rounded(hours: number): number {
  return Math.round(hours * 10) / 10
}
