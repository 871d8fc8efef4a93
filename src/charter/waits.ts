// How long a promise can take by the clock on the wall: its calendar searched, closing by closing, for the longest waits.

import {
  type Calendar,
  type Duration,
  dueAt,
  type EpochMilliseconds,
  type Holiday,
  hasHours,
  weekdays,
} from "../time/index.ts"

export type Wait = {
  readonly start: EpochMilliseconds
  readonly due: EpochMilliseconds
  /** The holidays that fall into it, in order; none for an ordinary night or weekend. */
  readonly holidays: readonly Holiday[]
}

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
  const starts: EpochMilliseconds[] = []
  for (let day = from; Temporal.PlainDate.compare(day, until) <= 0; day = day.add({ days: 1 })) {
    for (const time of timesOf(calendar, day)) starts.push(instantOf(calendar, day, time))
  }
  return [...new Set(starts)].sort((a, b) => a - b)
}

/** The wait of each start, in order; a start whose deadline is out of reach has none. */
export function waitsOf(
  calendar: Calendar,
  duration: Duration,
  starts: readonly EpochMilliseconds[],
  knownAt: EpochMilliseconds,
): Wait[] {
  const holidays = holidaysOf(calendar, knownAt)
  return starts.map((start) => {
    const due = dueAt(calendar, start, duration, { knownAt })
    const [first, last] = [dateOf(calendar, start), dateOf(calendar, due)]
    return { start, due, holidays: holidays.filter(({ date }) => date >= first && date <= last) }
  })
}

export function dateOf(calendar: Calendar, at: EpochMilliseconds): string {
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

function timesOf({ rules }: Calendar, day: Temporal.PlainDate): string[] {
  const weekday = weekdays[day.dayOfWeek - 1] ?? "monday"
  const openings = hasHours(rules) ? (rules.week[weekday] ?? []) : []
  return ["00:00", ...openings.flatMap(({ opens, closes }) => [opens, closes])]
}

function instantOf({ rules }: Calendar, day: Temporal.PlainDate, time: string): EpochMilliseconds {
  const [on, at] = time === "24:00" ? [day.add({ days: 1 }), "00:00"] : [day, time]
  return on.toZonedDateTime({ timeZone: rules.zone, plainTime: at }).epochMilliseconds
}

/** One for each date, though several divisions may keep it. */
function holidaysOf({ knowledge }: Calendar, knownAt: EpochMilliseconds): Holiday[] {
  const known = knowledge.holidays.filter((each) => each.knownFrom <= knownAt && each.withdrawnAt === null)
  const byDate = new Map(known.map((each) => [each.date, each]))
  return [...byDate.values()].sort((a, b) => (a.date < b.date ? -1 : 1))
}
