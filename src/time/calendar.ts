// A calendar made ready for counting: its rules, its zone, and a table for each state of knowledge that was asked about.

import { Invalid } from "../errors.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import { type Grid, gridOf, isInside, startOfYear, type Years } from "./grid.ts"
import {
  dayNumbersOf,
  type Holiday,
  holidaysKnown,
  type Knowledge,
  knowledgeKey,
  knowledgeOf,
  lastYearKnown,
} from "./knowledge.ts"
import type { Interval } from "./pauses.ts"
import type { CalendarRules } from "./rules.ts"
import { type Table, tableOf } from "./table.ts"
import { type Zone, zoneOf } from "./zone.ts"

export type Calendar = {
  readonly name: string
  readonly rules: CalendarRules
  readonly zone: Zone
  readonly knowledge: Knowledge
  readonly usual: Era
  /** Made when an instant outside the usual years is first asked about. */
  wide: Era | undefined
}

/** A span of years with the tables made for it. */
type Era = { readonly grid: Grid; readonly tables: Map<number, Table> }

// The zone database vouches for clock changes from 1970 on, and no deadline lies after 2100: nearly every question stays in these years.
const usualYears: Years = { first: 1970, last: 2100 }
const wideYears: Years = { first: 1800, last: 2300 }

/** Bank holidays are kept from this year on; what reaches further back is assumed. */
const firstHolidayYear = 2011

// About 2 MB a table. Holidays become known a few times a year, so a desk uses one or two; a what-if over decades stays bounded.
const tablesLimit = 24

/** Makes a calendar ready: some milliseconds of work, so keep what it gives. Throws Invalid for rules that are no calendar. */
export function compiledCalendar(rules: CalendarRules, holidays: readonly Holiday[]): Calendar {
  const zone = zoneOf(rules.zone)
  const usual = { grid: gridOf(rules, zone, usualYears), tables: new Map() }
  return { name: rules.name, rules, zone, knowledge: knowledgeOf(rules.divisions, holidays), usual, wide: undefined }
}

/** The table for a promise made at the first of two instants and followed to the second, with what is known at `knownAt`. Throws Invalid for an instant too far away. */
export function tableFor(calendar: Calendar, [from, to]: Interval, knownAt: EpochMilliseconds): Table {
  const { usual, knowledge } = calendar
  const era = isInside(usual.grid, from) && isInside(usual.grid, to) ? usual : wideEra(calendar, [from, to])
  const key = knowledgeKey(knowledge, from, knownAt)
  return era.tables.get(key) ?? newTable(era, key, knowledge, holidaysKnown(knowledge, from, knownAt))
}

/** The midnight that ends 2100: no deadline is later. */
export function lastDeadline(calendar: Calendar): EpochMilliseconds {
  return startOfYear(calendar.usual.grid, usualYears.last + 1)
}

function wideEra(calendar: Calendar, instants: Interval): Era {
  calendar.wide ??= { grid: gridOf(calendar.rules, calendar.zone, wideYears), tables: new Map() }
  const { grid } = calendar.wide
  if (instants.every((at) => isInside(grid, at))) return calendar.wide
  const message = `An instant must lie in the years ${wideYears.first} to ${wideYears.last}: further, Charter does not count.`
  throw new Invalid([{ field: "instant", message }])
}

function newTable(era: Era, key: number, { divisions }: Knowledge, holidays: readonly Holiday[]): Table {
  const since = startOfYear(era.grid, firstHolidayYear)
  const last = lastYearKnown(divisions, holidays)
  const knownUntil = Number.isFinite(last) ? startOfYear(era.grid, last + 1) : last
  const knownSince = divisions.length === 0 ? Number.NEGATIVE_INFINITY : since
  const table = tableOf(era.grid, dayNumbersOf(holidays), { knownSince, knownUntil })
  if (era.tables.size >= tablesLimit) era.tables.clear()
  era.tables.set(key, table)
  return table
}

/** Whether the same holidays count for a promise made at `from`, asked about at one instant or at another. */
export function isKnownAlike(
  { knowledge }: Calendar,
  from: EpochMilliseconds,
  one: EpochMilliseconds,
  other: EpochMilliseconds,
): boolean {
  return knowledgeKey(knowledge, from, one) === knowledgeKey(knowledge, from, other)
}
