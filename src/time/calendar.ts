// A calendar made ready for counting: its rules, its zone, and a table for each state of knowledge that was asked about.

import { dayNumber } from "./civil.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { firstDay, type Grid, gridOf } from "./grid.ts"
import {
  dayNumbersOf,
  type Holiday,
  holidaysKnown,
  type Knowledge,
  knowledgeKey,
  knowledgeOf,
  lastYearKnown,
} from "./knowledge.ts"
import type { CalendarRules } from "./rules.ts"
import { valueAt } from "./sorted.ts"
import { type Table, tableOf } from "./table.ts"
import { type Zone, zoneOf } from "./zone.ts"

/** Bank holidays are kept from this year on; what reaches further back is assumed. */
export const firstHolidayYear = 2011

export type Calendar = {
  readonly name: string
  readonly rules: CalendarRules
  readonly zone: Zone
  readonly grid: Grid
  readonly knowledge: Knowledge
  readonly tables: Map<number, Table>
}

// About 2 MB a table. Holidays become known a few times a year, so a desk uses one or two; a what-if over decades stays bounded.
const tablesLimit = 24

/** Makes a calendar ready: some milliseconds of work, so keep what it gives. Throws Invalid for rules that are no calendar. */
export function compiledCalendar(rules: CalendarRules, holidays: readonly Holiday[]): Calendar {
  const zone = zoneOf(rules.zone)
  const grid = gridOf(rules, zone)
  return { name: rules.name, rules, zone, grid, knowledge: knowledgeOf(rules.divisions, holidays), tables: new Map() }
}

/** The table for a promise made at `from`, with what is known at `knownAt`. */
export function tableFor(calendar: Calendar, from: EpochMilliseconds, knownAt: EpochMilliseconds): Table {
  const key = knowledgeKey(calendar.knowledge, from, knownAt)
  return calendar.tables.get(key) ?? newTable(calendar, key, from, knownAt)
}

function newTable(calendar: Calendar, key: number, from: EpochMilliseconds, knownAt: EpochMilliseconds): Table {
  const holidays = holidaysKnown(calendar.knowledge, from, knownAt)
  const { divisions } = calendar.knowledge
  const since = divisions.length === 0 ? Number.NEGATIVE_INFINITY : startOfYear(calendar.grid, firstHolidayYear)
  const until = startOfYear(calendar.grid, lastYearKnown(divisions, holidays) + 1)
  const table = tableOf(calendar.grid, dayNumbersOf(holidays), since, until)
  if (calendar.tables.size >= tablesLimit) calendar.tables.clear()
  calendar.tables.set(key, table)
  return table
}

function startOfYear(grid: Grid, year: number): EpochMilliseconds {
  return Number.isFinite(year) ? valueAt(grid.dayStarts, dayNumber(year, 1, 1) - firstDay) : year
}
