// Instants as the public reads them, in its language: the patterns stand in the message files, the calendar here. In English they are
// the words of `time/words.ts`, which a test compares.

import { type EpochMilliseconds, type WallDate, type WallTime, wallDate, wallTime } from "../time/index.ts"
import type { Say } from "./message.ts"

export type Dates = {
  /** "5pm", "9:05am", "midday", "midnight" */
  readonly time: (at: EpochMilliseconds) => string
  /** The same of a time of day as charters write it: "17:00". */
  readonly timeOfDay: (time: string) => string
  /** "27 March 2026" */
  readonly date: (at: EpochMilliseconds) => string
  /** "9:05am on 27 March 2026" */
  readonly moment: (at: EpochMilliseconds) => string
  /** "March", of 3 */
  readonly month: (number: number) => string
  /** "by 5pm on Friday 27 March 2026", "by the end of Friday 27 March 2026" */
  readonly deadline: (at: EpochMilliseconds) => string
  /** "today", "tomorrow", "on Friday 27 March" */
  readonly nearDay: (at: EpochMilliseconds, now: EpochMilliseconds) => string
  /** "9am to 11am on Friday 27 March 2026", or both moments where the days differ. */
  readonly span: (from: EpochMilliseconds, to: EpochMilliseconds) => string
}

/** `zone`: where the times are told; the desk's, unless given. */
export function datesOf(say: Say, zone?: string): Dates {
  const wall = (at: EpochMilliseconds) => wallTime(at, zone)
  const time = (at: EpochMilliseconds) => timeOf(say, wall(at))
  const date = (at: EpochMilliseconds) => dateOf(say, wall(at))
  const moment = (at: EpochMilliseconds) => say("time.moment", { time: time(at), date: date(at) })
  return {
    time,
    timeOfDay: (text) => timeOf(say, timed(text)),
    date,
    moment,
    month: (number) => named(say, "time.months", number),
    deadline: (at) => deadlineOf(say, wall(at)),
    nearDay: (at, now) => nearDayOf(say, wall(at), wall(now)),
    span: (from, to) => spanOf(say, wall(from), wall(to)),
  }
}

type Dated = { readonly day: number; readonly month: number; readonly year: number; readonly dayOfWeek: number }
type Timed = { readonly hour: number; readonly minute: number }

function timeOf(say: Say, { hour, minute }: Timed): string {
  if (minute === 0 && hour % 24 === 0) return say("time.midnight")
  if (minute === 0 && hour === 12) return say("time.midday")
  const minutes = minute === 0 ? "" : `:${String(minute).padStart(2, "0")}`
  const shown = `${hour % 12 === 0 ? 12 : hour % 12}${minutes}`
  return say(hour < 12 ? "time.morning" : "time.afternoon", { time: shown })
}

function timed(text: string): Timed {
  const [hour = 0, minute = 0] = text.split(":").map(Number)
  return { hour, minute }
}

function dateOf(say: Say, { day, month, year }: Dated): string {
  return say("time.date", { day, month: named(say, "time.months", month), year })
}

function dayOf(say: Say, dated: Dated): string {
  return say("time.day", { name: named(say, "time.days", dated.dayOfWeek), date: dateOf(say, dated) })
}

// Part of a minute is cut off, so that what people read is never later than what was promised.
function deadlineOf(say: Say, local: WallTime): string {
  if (local.hour + local.minute === 0) return say("time.by-end", { day: dayOf(say, wallDate(local.number - 1)) })
  return say("time.by", { time: timeOf(say, local), day: dayOf(say, local) })
}

const nearDays: Readonly<Record<number, string>> = {
  [-1]: "time.yesterday",
  0: "time.today",
  1: "time.tomorrow",
}

function nearDayOf(say: Say, date: WallDate, today: WallDate): string {
  const near = nearDays[date.number - today.number]
  if (near !== undefined) return say(near)
  const parts = { name: named(say, "time.days", date.dayOfWeek), day: date.day }
  const month = named(say, "time.months", date.month)
  return date.year === today.year
    ? say("time.on-day", { ...parts, month })
    : say("time.on-day-of-year", { ...parts, month, year: date.year })
}

function spanOf(say: Say, from: WallTime, to: WallTime): string {
  const [start, end] = [timeOf(say, from), timeOf(say, to)]
  if (from.number === to.number) return say("time.span", { start, end, day: dayOf(say, from) })
  return say("time.long-span", { start, startDay: dayOf(say, from), end, endDay: dayOf(say, to) })
}

// A list of names is one message, so that whoever translates sees them together.
function named(say: Say, key: string, number: number): string {
  return say(key).split(/\s+/)[number - 1] ?? ""
}
