// How long a promise can take by the clock on the wall: its calendar searched, closing by closing, for the longest waits.

import { Invalid } from "../errors.ts"
import {
  type Calendar,
  type Duration,
  dueAt,
  type EpochMilliseconds,
  type Holiday,
  hasHours,
  weekdays,
} from "../time/index.ts"

/** From a start to its deadline; `due` is Infinity where that is further than Charter counts. */
export type Wait = { readonly start: EpochMilliseconds; readonly due: EpochMilliseconds }

export function hoursOf(wait: Wait): number {
  return (wait.due - wait.start) / 3_600_000
}

/**
 * The instants that decide how long a promise can take, over these days: midnights, openings and closings. Between two of them a
 * wait grows no longer: while the calendar is open the deadline moves as the start does, and while it is closed only the start moves.
 */
export function startsBetween(
  calendar: Calendar,
  from: Temporal.PlainDate,
  until: Temporal.PlainDate,
): EpochMilliseconds[] {
  const starts = new Set<EpochMilliseconds>()
  for (let day = from; Temporal.PlainDate.compare(day, until) <= 0; day = day.add({ days: 1 })) {
    for (const start of startsOn(calendar, day)) starts.add(start)
  }
  return [...starts].sort((a, b) => a - b)
}

/** The wait of each start, in order. */
export function waitsOf(
  calendar: Calendar,
  duration: Duration,
  starts: readonly EpochMilliseconds[],
  knownAt: EpochMilliseconds,
): Wait[] {
  return starts.map((start) => ({ start, due: dueOrNever(calendar, start, duration, knownAt) }))
}

export function dueOrNever(calendar: Calendar, start: number, duration: Duration, knownAt: number): EpochMilliseconds {
  try {
    return dueAt(calendar, start, duration, { knownAt })
  } catch (error) {
    if (error instanceof Invalid) return Number.POSITIVE_INFINITY
    throw error
  }
}

/** A function that gives the holidays that fall into a wait, in order; none for an ordinary night or weekend. */
export function holidaysDuring(calendar: Calendar, knownAt: EpochMilliseconds): (wait: Wait) => readonly Holiday[] {
  const holidays = holidaysOf(calendar, knownAt)
  return ({ start, due }) => {
    const [first, last] = [dateOf(calendar, start), dateOf(calendar, due)]
    return holidays.filter(({ date }) => date >= first && date <= last)
  }
}

function dateOf(calendar: Calendar, at: EpochMilliseconds): string {
  return civil(calendar, at).toPlainDate().toString()
}

/** `Thursday 25 March 2027 17:00`. */
export function spoken(calendar: Calendar, at: EpochMilliseconds): string {
  const local = civil(calendar, at)
  const day = local.toLocaleString("en-GB", { weekday: "long" })
  const month = local.toLocaleString("en-GB", { month: "long" })
  return `${day} ${local.day} ${month} ${local.year} ${timeOf(calendar, at)}`
}

/** `17:00`. */
export function timeOf(calendar: Calendar, at: EpochMilliseconds): string {
  return civil(calendar, at).toPlainTime().toString({ smallestUnit: "minute" })
}

/** `Friday`. */
export function weekdayOf(calendar: Calendar, at: EpochMilliseconds): string {
  return civil(calendar, at).toLocaleString("en-GB", { weekday: "long" })
}

function civil(calendar: Calendar, at: EpochMilliseconds): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(calendar.rules.zone)
}

function startsOn(calendar: Calendar, day: Temporal.PlainDate): EpochMilliseconds[] {
  const midnight = instantOf(calendar, day, "00:00")
  const isSteady = instantOf(calendar, day.add({ days: 1 }), "00:00") - midnight === 24 * 3_600_000
  // A calendar may have a hundred openings a day: only a day with a clock change needs each of them looked up.
  return timesOf(calendar, day).map((time) =>
    isSteady ? midnight + millisecondsOf(time) : instantOf(calendar, day, time),
  )
}

function timesOf({ rules }: Calendar, day: Temporal.PlainDate): string[] {
  const weekday = weekdays[day.dayOfWeek - 1] ?? "monday"
  const openings = hasHours(rules) ? (rules.week[weekday] ?? []) : []
  return ["00:00", ...openings.flatMap(({ opens, closes }) => [opens, closes])]
}

function instantOf({ rules }: Calendar, day: Temporal.PlainDate, time: string): EpochMilliseconds {
  const [on, at] = time === "24:00" ? [day.add({ days: 1 }), "00:00"] : [day, time]
  return on.toZonedDateTime({ timeZone: rules.zone, plainTime: at }).epochMilliseconds
}

function millisecondsOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number)
  return (hours * 60 + minutes) * 60_000
}

/** One for each date, though several divisions may keep it. */
function holidaysOf({ knowledge }: Calendar, knownAt: EpochMilliseconds): Holiday[] {
  const known = knowledge.holidays.filter((each) => each.knownFrom <= knownAt && each.withdrawnAt === null)
  const byDate = new Map(known.map((each) => [each.date, each]))
  return [...byDate.values()].sort((a, b) => (a.date < b.date ? -1 : 1))
}
