// For tests: the two calendars of the default charter, and a short way to ask them.

import { type Calendar, compiledCalendar } from "./calendar.ts"
import { dueAt } from "./due.ts"
import { durationFrom } from "./duration.ts"
import { elapsed } from "./elapsed.ts"
import { instantFrom, zoned } from "./instant.ts"
import type { Holiday } from "./knowledge.ts"
import type { Interval } from "./pauses.ts"
import { type CalendarRules, divisions, type HoursRules } from "./rules.ts"
import { shippedHolidays } from "./shipped.ts"

const hours = [{ opens: "08:00", closes: "17:00" }]

export const contactCentreRules: HoursRules = {
  name: "contact-centre",
  zone: "Europe/London",
  divisions: ["england-and-wales"],
  week: { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours },
}

export const freedomOfInformationRules: CalendarRules = {
  name: "freedom-of-information",
  zone: "Europe/London",
  divisions,
  days: ["monday", "tuesday", "wednesday", "thursday", "friday"],
}

export const contactCentre = compiledCalendar(contactCentreRules, shippedHolidays())
export const freedomOfInformation = compiledCalendar(freedomOfInformationRules, shippedHolidays())

export const now = instantFrom("2026-11-21T12:00Z", "UTC")

export type Asked = { readonly pauses?: readonly (readonly [string, string])[]; readonly knownAt?: string }

/** The deadline in the calendar's zone, asked as on the command line. */
export function dueText(calendar: Calendar, from: string, promise: string, asked: Asked = {}): string {
  return zoned(calendar, dueAt(calendar, instantFrom(from, calendar), durationFrom(promise), counting(calendar, asked)))
}

export function elapsedMilliseconds(calendar: Calendar, from: string, to: string, asked: Asked = {}): number {
  return elapsed(calendar, instantFrom(from, calendar), instantFrom(to, calendar), counting(calendar, asked))
}

export function counting(calendar: Calendar, { pauses = [], knownAt }: Asked = {}) {
  return {
    pauses: pauses.map(([from, to]): Interval => [instantFrom(from, calendar), instantFrom(to, calendar)]),
    knownAt: knownAt === undefined ? now : instantFrom(knownAt, calendar),
  }
}

export function holiday(
  date: string,
  knownFrom = Number.NEGATIVE_INFINITY,
  withdrawnAt: number | null = null,
): Holiday {
  return { division: "england-and-wales", date, title: "A holiday", knownFrom, withdrawnAt }
}

export const hour = 3_600_000
