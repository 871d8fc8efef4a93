// Instants as people read them: GOV.UK's style, on the clock of London, whatever zone the machine is in.

import type { EpochMilliseconds } from "../time/epoch.ts"

const zone = "Europe/London"
const months = "January February March April May June July August September October November December".split(" ")
const days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ")

/** "27 March 2026" */
export function govukDate(at: EpochMilliseconds): string {
  const there = inLondon(at)
  return `${there.day} ${months[there.month - 1]} ${there.year}`
}

/** "Friday 27 March 2026" */
export function govukDay(at: EpochMilliseconds): string {
  return `${days[inLondon(at).dayOfWeek - 1]} ${govukDate(at)}`
}

/** "5pm", "9:05am", "midday", "midnight" */
export function govukTime(at: EpochMilliseconds): string {
  const { hour, minute } = inLondon(at)
  if (minute === 0 && hour === 0) return "midnight"
  if (minute === 0 && hour === 12) return "midday"
  const minutes = minute === 0 ? "" : `:${String(minute).padStart(2, "0")}`
  return `${hour % 12 === 0 ? 12 : hour % 12}${minutes}${hour < 12 ? "am" : "pm"}`
}

/** "9:05am on 27 March 2026" */
export function govukDateTime(at: EpochMilliseconds): string {
  return `${govukTime(at)} on ${govukDate(at)}`
}

/** "by 5pm on Friday 27 March 2026"; a promise that ends with a day is "by the end of" it. */
export function byWhen(at: EpochMilliseconds): string {
  const there = inLondon(at)
  const isEndOfDay = there.hour === 0 && there.minute === 0 && there.second === 0 && there.millisecond === 0
  return isEndOfDay ? `by the end of ${govukDay(at - 1)}` : `by ${govukTime(at)} on ${govukDay(at)}`
}

/** How far away `at` is from `now`: "in 2 hours 5 minutes", "3 days ago", "now". Coarser the further. */
export function dueIn(at: EpochMilliseconds, now: EpochMilliseconds): string {
  const minutes = Math.floor(Math.abs(at - now) / 60_000)
  if (minutes === 0) return "now"
  return at > now ? `in ${spanned(minutes)}` : `${spanned(minutes)} ago`
}

/** For machines, in <time datetime>: "2026-03-27T17:00:00Z". */
export function machineTime(at: EpochMilliseconds): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString()
}

function spanned(minutes: number): string {
  if (minutes < 60) return counted(minutes, "minute")
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return counted(Math.floor(hours / 24), "day")
  const rest = minutes % 60
  return rest === 0 || hours >= 10 ? counted(hours, "hour") : `${counted(hours, "hour")} ${counted(rest, "minute")}`
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`
}

function inLondon(at: EpochMilliseconds): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
}
