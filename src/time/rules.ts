// A calendar as its charter states it: when it is open, in which zone, and whose holidays it keeps.

import { Invalid } from "../errors.ts"
import { type Weekday, weekdays } from "./civil.ts"

export const divisions = ["england-and-wales", "scotland", "northern-ireland"] as const
/** A part of the United Kingdom with bank holidays of its own. */
export type Division = (typeof divisions)[number]

/** Local times of one day, `08:00` to `17:00`; a day may be open to its end, `24:00`. */
export type Opening = { readonly opens: string; readonly closes: string }

type CalendarName = {
  readonly name: string
  /** An IANA zone. */
  readonly zone: string
  /** A holiday of any of these closes the calendar; none: it keeps no holidays. */
  readonly divisions: readonly Division[]
}

/** Open at stated hours: any number of openings a day, in order and apart. */
export type HoursRules = CalendarName & { readonly week: Readonly<Partial<Record<Weekday, readonly Opening[]>>> }
/** Without hours: open all of each of these days. */
export type DaysRules = CalendarName & { readonly days: readonly Weekday[] }
export type CalendarRules = HoursRules | DaysRules

/** From, and to, in milliseconds after local midnight. */
export type OpeningOfDay = readonly [opens: number, closes: number]

const wholeDay: OpeningOfDay = [0, 86_400_000]

/** The openings of each weekday, Monday first. Throws Invalid where they are no times, or not in order and apart. */
export function weekOf(rules: CalendarRules): readonly (readonly OpeningOfDay[])[] {
  if ("days" in rules) return weekdays.map((day) => (rules.days.includes(day) ? [wholeDay] : []))
  return weekdays.map((day) => openingsOf(rules.name, day, rules.week[day] ?? []))
}

export function hasHours(rules: CalendarRules): rules is HoursRules {
  return "week" in rules
}

function openingsOf(name: string, day: Weekday, openings: readonly Opening[]): readonly OpeningOfDay[] {
  let closed = 0
  return openings.map(({ opens, closes }): OpeningOfDay => {
    const from = timeOfDay(opens)
    const to = timeOfDay(closes)
    if (!(from >= closed && to > from)) {
      const message = `Calendar "${name}", ${day}: "${opens}" to "${closes}" must be two times (such as 08:00 to 17:00), in order, after the opening before.`
      throw new Invalid([{ field: `week.${day}`, message }])
    }
    closed = to
    return [from, to]
  })
}

function timeOfDay(text: string): number {
  const parts = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(text)
  const minutes = parts === null ? Number.NaN : Number(parts[1]) * 60 + Number(parts[2])
  return minutes <= 1440 ? minutes * 60_000 : Number.NaN
}
