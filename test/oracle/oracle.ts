/**
 * Working time worked out the slow way, from the words of the contract alone: it walks over the civil days one by one
 * and looks at each opening. It shares nothing with the calculator that it judges.
 *
 * Where the words leave room, this is how they are read:
 * - A deadline is "after 2100", and an answer "reaches past 31 December", when it is later than the midnight that ends
 *   that day; the midnight itself, which a page calls the end of the day before, is neither.
 * - An answer reaches "before 2011" when its `from` does, even where only day 0 lies there.
 * - Digits finer than milliseconds are cut off first, and what is left is compared: a pause that then ends where it
 *   begins is an error, and a `to` less than a millisecond before `from` is none.
 * - "Known from the start" is known at whatever `--known-at`; a day is known at the very instant it became known.
 * - Pauses are a set of moments: several that together cover the whole of a day's open time pause that day, before
 *   `from` as well as after it.
 * - `3mo` passes over pauses, but one that does not end after it begins is an error there too.
 * - A month's corresponding date is that of the day of `from` in the calendar's zone.
 * - "A deadline after 2100" speaks of `due` only; `elapsed` may run past it.
 */
import type { Holiday } from "./holidays.ts"
import { type Calendar, dayOf, defaultCalendars, opening, outside, yearBegins } from "./openings.ts"
import { type Interval, orUnanswerable, readAmount, readInstant, readPauses, Unanswerable } from "./reading.ts"

/** The members of a line of `--stdin`; unknown, because a line may hold anything. */
export type Question = Partial<Record<"calendar" | "from" | "to" | "for" | "pauses" | "knownAt", unknown>>
export type Answer = { due: string; assumed?: true } | { elapsed: string; assumed?: true } | "error"

export interface Oracle {
  due(question: Question): Answer
  elapsed(question: Question): Answer
}

interface Asked {
  calendar: Calendar
  from: number
  pauses: Interval[]
  knownAt: number
}

/** `now` in epoch milliseconds. "Without `--known-at`: what is known now." */
export function oracleOf(holidays: Holiday[], now: number): Oracle {
  const calendars = defaultCalendars(holidays)
  return {
    due: (question) => answered(() => dueAnswer(asked(question, calendars, now), question.for)),
    elapsed: (question) => answered(() => elapsedAnswer(asked(question, calendars, now), question.to)),
  }
}

function answered(answer: () => Answer): Answer {
  try {
    return answer()
  } catch (error) {
    if (error instanceof Unanswerable) return "error"
    throw error
  }
}

function asked(question: Question, calendars: Map<string, Calendar>, now: number): Asked {
  const calendar = calendars.get(String(question.calendar))
  if (calendar === undefined) throw new Unanswerable("no such calendar")
  const from = readInstant(question.from, calendar.zone)
  const knownAt = question.knownAt === undefined ? now : readInstant(question.knownAt, calendar.zone)
  return { calendar, from, pauses: readPauses(question.pauses, calendar.zone), knownAt }
}

// "Answers are in the calendar's zone with its offset, `2026-03-30T08:30:00+01:00`."
function dueAnswer(question: Asked, amount: unknown): Answer {
  const { calendar, from } = question
  const due = dueInstant(question, amount)
  // "... a deadline after 2100 are errors."
  if (due > yearBegins(2101, calendar.zone)) throw new Unanswerable("after 2100")
  const zoned = Temporal.Instant.fromEpochMilliseconds(due).toZonedDateTimeISO(calendar.zone)
  return { due: zoned.toString({ timeZoneName: "never" }), ...assumption(calendar, from, due) }
}

function dueInstant(question: Asked, text: unknown): number {
  const { count, unit } = readAmount(text)
  if (unit === "wd") return workingDaysOn(question, count)
  if (unit === "mo") return monthsOn(question, count)
  return workingTimeOn(question, count * (unit === "h" ? 3_600_000 : 60_000))
}

// "working time; due at the earliest instant at which that much of the calendar's open time has passed since `from`,
// outside the pauses."
function workingTimeOn({ calendar, from, pauses, knownAt }: Asked, milliseconds: number): number {
  let left = milliseconds
  for (let day = dayOf(from, calendar); day.year <= 2100; day = day.add({ days: 1 })) {
    for (const { begins, ends } of openTime(calendar, day, [{ begins: -Infinity, ends: from }, ...pauses], knownAt)) {
      if (left <= ends - begins) return begins + left
      left -= ends - begins
    }
  }
  throw new Unanswerable("after 2100")
}

function openTime(calendar: Calendar, day: Temporal.PlainDate, pauses: Interval[], knownAt: number): Interval[] {
  const open = opening(calendar, day, knownAt)
  return open === null ? [] : outside(pauses, open)
}

// "`2wd`: working days; the day of `from`, in the calendar's zone, is day 0 whatever day it is; due when the Nth
// working day after it closes (17:00 on a calendar with hours; midnight, written as 00:00 of the next day, on one that
// has days only ...); a working day is passed over if, and only if, the whole of its open time is paused; a pause over
// the closing of the last day moves nothing."
function workingDaysOn({ calendar, from, pauses, knownAt }: Asked, days: number): number {
  let counted = 0
  for (let day = dayOf(from, calendar).add({ days: 1 }); day.year <= 2100; day = day.add({ days: 1 })) {
    const open = opening(calendar, day, knownAt)
    if (open === null || outside(pauses, open).length === 0) continue
    counted += 1
    if (counted === days) return open.ends
  }
  throw new Unanswerable("after 2100")
}

// "`3mo`: the corresponding date N months on, or the month's last day, moved to the next working day if it is none,
// when that day closes; pauses are ignored."
function monthsOn({ calendar, from, knownAt }: Asked, months: number): number {
  const corresponding = orUnanswerable(() => dayOf(from, calendar).add({ months }, { overflow: "constrain" }))
  for (let day = corresponding; day.year <= 2100; day = day.add({ days: 1 })) {
    const open = opening(calendar, day, knownAt)
    if (open !== null) return open.ends
  }
  throw new Unanswerable("after 2100")
}

// "`{"elapsed": "PT25H30M"}`, hours and smaller, never days; nothing is `PT0S`; `to` before `from` is an error; ...
// pauses are taken out."
function elapsedAnswer({ calendar, from, pauses, knownAt }: Asked, end: unknown): Answer {
  const to = readInstant(end, calendar.zone)
  if (to < from) throw new Unanswerable("to is before from")
  const closed = [{ begins: -Infinity, ends: from }, { begins: to, ends: Infinity }, ...pauses]
  const lastDay = dayOf(to, calendar)
  let milliseconds = 0
  for (let day = dayOf(from, calendar); Temporal.PlainDate.compare(day, lastDay) <= 0; day = day.add({ days: 1 }))
    for (const { begins, ends } of openTime(calendar, day, closed, knownAt)) milliseconds += ends - begins
  const elapsed = Temporal.Duration.from({ milliseconds }).round({ largestUnit: "hour" })
  return { elapsed: elapsed.toString(), ...assumption(calendar, from, to) }
}

// "An answer reaching past 31 December of the last year known for every division of the calendar, or before 2011, says
// `"assumed": true`; otherwise the member is absent."
function assumption(calendar: Calendar, from: number, until: number): { assumed?: true } {
  return from < yearBegins(2011, calendar.zone) || until > calendar.knownUntil ? { assumed: true } : {}
}
