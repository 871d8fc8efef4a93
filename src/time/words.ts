// Instants as people read them, in the words of GOV.UK: 5pm, 9:05am, midday, Friday 27 March 2026; "in 2 hours 5 minutes".

import { deskZone, type EpochMilliseconds } from "./epoch.ts"
import { wallDate, wallTime } from "./wall.ts"

const months = "January February March April May June July August September October November December".split(" ")
const days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ")

/** "27 March 2026" */
export function dateInWords(at: EpochMilliseconds, zone: string = deskZone): string {
  return dateOf(wallTime(at, zone))
}

/** "Friday 27 March 2026" */
export function dayInWords(at: EpochMilliseconds, zone: string = deskZone): string {
  return dayOf(wallTime(at, zone))
}

/** "5pm", "9:05am", "midday", "midnight" */
export function timeInWords(at: EpochMilliseconds, zone: string = deskZone): string {
  return timeOfDayInWords(wallTime(at, zone))
}

/** "Friday 27 March 2026 at 5pm" */
export function instantInWords(at: EpochMilliseconds, zone: string = deskZone): string {
  return `${dayInWords(at, zone)} at ${timeInWords(at, zone)}`
}

/**
 * A deadline: "by 5pm on Friday 27 March 2026"; the last moment of a day is "by the end of" it. Part of a minute is cut off,
 * so that what people read is never later than what was promised.
 */
export function deadlineInWords(at: EpochMilliseconds, zone: string = deskZone): string {
  const local = wallTime(at, zone)
  if (local.hour + local.minute === 0) return `by the end of ${dayOf(wallDate(local.number - 1))}`
  return `by ${timeOfDayInWords(local)} on ${dayOf(local)}`
}

/** The day of an instant as one says it at another: "today", "yesterday", "on Friday 27 March", with its year where that is another. */
export function nearDayInWords(at: EpochMilliseconds, now: EpochMilliseconds): string {
  const [date, today] = [wallTime(at), wallTime(now)]
  const away = date.number - today.number
  const near = away === 0 ? "today" : away === 1 ? "tomorrow" : away === -1 ? "yesterday" : undefined
  return near ?? `on ${nameOf(date)} ${date.day} ${monthOf(date)}${date.year === today.year ? "" : ` ${date.year}`}`
}

/** "35 minutes", "3 hours 5 minutes", "4 days": coarser the longer. */
export function spanInWords(minutes: number): string {
  if (minutes === 0) return "less than a minute"
  if (minutes < 60) return counted(minutes, "minute")
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return counted(Math.floor(hours / 24), "day")
  const rest = hours >= 10 ? 0 : minutes % 60
  return rest === 0 ? counted(hours, "hour") : `${counted(hours, "hour")} ${counted(rest, "minute")}`
}

/** "1 case", "1,200 cases". */
export function counted(count: number, noun: string): string {
  return `${numberInWords(count)} ${noun}${count === 1 ? "" : "s"}`
}

// `toLocaleString` makes a format of its own at each call, which costs more than a page's own work (measured: 25 microseconds).
const numbers = new Intl.NumberFormat("en-GB")

/** "1,200" */
export function numberInWords(number: number): string {
  return numbers.format(number)
}

type Dated = { readonly day: number; readonly month: number; readonly year: number; readonly dayOfWeek: number }

function dayOf(local: Dated): string {
  return `${nameOf(local)} ${dateOf(local)}`
}

function dateOf(local: Dated): string {
  return `${local.day} ${monthOf(local)} ${local.year}`
}

function nameOf({ dayOfWeek }: Dated): string {
  return days[dayOfWeek - 1] ?? ""
}

function monthOf({ month }: Dated): string {
  return months[month - 1] ?? ""
}

/** A time of day: "8am", "5:30pm"; 24 o'clock is midnight. */
export function timeOfDayInWords({ hour, minute }: { readonly hour: number; readonly minute: number }): string {
  if (minute === 0 && hour % 24 === 0) return "midnight"
  if (minute === 0 && hour === 12) return "midday"
  const minutes = minute === 0 ? "" : `:${String(minute).padStart(2, "0")}`
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes}${hour < 12 ? "am" : "pm"}`
}
