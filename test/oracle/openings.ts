/** The two calendars of the default charter, a civil day at a time: is it a working day, and when is it open? */
import type { Division, Holiday } from "./holidays.ts"
import type { Interval } from "./reading.ts"

export interface Calendar {
  zone: string
  /** Null on a calendar without hours. */
  hours: { opens: string; closes: string } | null
  /** The days closed on, with the earliest instant at which one of the calendar's divisions had it. */
  holidays: Map<string, number>
  /** "31 December of the last year known for every division of the calendar", as the midnight that ends it. */
  knownUntil: number
  /** What a weekday's opening is, kept so that a million questions do not work it out a million times. */
  openings: Map<string, Interval>
}

// "The default charter's calendars are `contact-centre` (08:00 to 17:00 Monday to Friday, England and Wales) and
// `freedom-of-information` (Monday to Friday, no hours, holidays of every part of the UK)."
export function defaultCalendars(holidays: Holiday[]): Map<string, Calendar> {
  const office = { opens: "08:00", closes: "17:00" }
  return new Map([
    ["contact-centre", calendarOf(office, ["england-and-wales"], holidays)],
    ["freedom-of-information", calendarOf(null, ["england-and-wales", "scotland", "northern-ireland"], holidays)],
  ])
}

function calendarOf(hours: Calendar["hours"], divisions: Division[], all: Holiday[]): Calendar {
  const zone = "Europe/London"
  const holidays = new Map<string, number>()
  for (const { division, date, knownFrom } of all)
    if (divisions.includes(division)) holidays.set(date, Math.min(knownFrom, holidays.get(date) ?? knownFrom))
  return { zone, hours, holidays, knownUntil: knownUntil(divisions, all, zone), openings: new Map() }
}

function knownUntil(divisions: Division[], all: Holiday[], zone: string): number {
  const lastYears = divisions.map((wanted) => {
    const years = all.filter(({ division }) => division === wanted).map(({ date }) => Number(date.slice(0, 4)))
    return Math.max(...years)
  })
  return yearBegins(Math.min(...lastYears) + 1, zone)
}

export function yearBegins(year: number, zone: string): number {
  return Temporal.PlainDate.from({ year, month: 1, day: 1 }).toZonedDateTime(zone).epochMilliseconds
}

export function dayOf(instant: number, calendar: Calendar): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(calendar.zone).toPlainDate()
}

// "For one promise a day is a holiday if it was known as one at any moment from its `from` (or `--known-at`, if
// earlier) to `--known-at`". None of these holidays was ever withdrawn, so one known at any moment up to
// `--known-at` is still known at `--known-at`, and that moment alone decides.
export function opening(calendar: Calendar, day: Temporal.PlainDate, knownAt: number): Interval | null {
  if (day.dayOfWeek > 5) return null
  const date = day.toString()
  const knownFrom = calendar.holidays.get(date)
  if (knownFrom !== undefined && knownFrom <= knownAt) return null
  const known = calendar.openings.get(date) ?? weekdayOpening(calendar, day)
  calendar.openings.set(date, known)
  return known
}

// "A calendar without hours is open all of each working day."
// "... midnight, written as 00:00 of the next day, on one that has days only"
function weekdayOpening({ hours, zone }: Calendar, day: Temporal.PlainDate): Interval {
  const at = (date: Temporal.PlainDate, plainTime?: string): number =>
    date.toZonedDateTime({ timeZone: zone, plainTime }).epochMilliseconds
  if (hours === null) return { begins: at(day), ends: at(day.add({ days: 1 })) }
  return { begins: at(day, hours.opens), ends: at(day, hours.closes) }
}

/** What is left of an opening when every pause has been taken out of it, in order of time. */
export function outside(pauses: Interval[], opening: Interval): Interval[] {
  let left = [opening]
  for (const pause of pauses) left = left.flatMap((piece) => without(pause, piece))
  return left
}

function without(pause: Interval, piece: Interval): Interval[] {
  const before = { begins: piece.begins, ends: Math.min(piece.ends, pause.begins) }
  const after = { begins: Math.max(piece.begins, pause.ends), ends: piece.ends }
  return [before, after].filter(({ begins, ends }) => begins < ends)
}
