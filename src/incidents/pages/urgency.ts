// How pressing a deadline is, in words that can be read at a glance.

import type { EpochMilliseconds } from "../../time/index.ts"

export type Urgency = {
  readonly at: EpochMilliseconds
  /** "overdue by 20 minutes", "in 35 minutes". */
  readonly words: string
  /** "today", "tomorrow", "on Friday 27 March": to stand after the time of day. */
  readonly day: string
  readonly level: "late" | "soon" | "later"
}

const zone = "Europe/London"
const minute = 60_000
const soonMinutes = 60

/** A deadline as seen at a moment. What falls due within the hour is soon. */
export function urgencyOf(dueAt: EpochMilliseconds, at: EpochMilliseconds): Urgency {
  const minutes = Math.floor(Math.abs(dueAt - at) / minute)
  const day = dayOf(dueAt, at)
  if (dueAt < at) return { at: dueAt, day, level: "late", words: `overdue by ${spanOf(minutes)}` }
  const words = minutes === 0 ? "due now" : `in ${spanOf(minutes)}`
  return { at: dueAt, day, words, level: minutes < soonMinutes ? "soon" : "later" }
}

/** "35 minutes", "3 hours 5 minutes", "4 days": coarser the longer. */
export function spanOf(minutes: number): string {
  if (minutes === 0) return "less than a minute"
  if (minutes < 60) return counted(minutes, "minute")
  const hours = Math.floor(minutes / 60)
  if (hours >= 48) return counted(Math.floor(hours / 24), "day")
  const rest = hours >= 10 ? 0 : minutes % 60
  return rest === 0 ? counted(hours, "hour") : `${counted(hours, "hour")} ${counted(rest, "minute")}`
}

/** The day of an instant as one says it at a moment: "today", "yesterday", "on Friday 27 March", with its year where that is another. */
export function dayOf(instant: EpochMilliseconds, at: EpochMilliseconds): string {
  const [date, today] = [instant, at].map(civilDate)
  if (date === undefined || today === undefined) return ""
  const away = today.until(date, { largestUnit: "days" }).days
  const near = away === 0 ? "today" : away === 1 ? "tomorrow" : away === -1 ? "yesterday" : undefined
  return near ?? `on ${dateWords(date, date.year !== today.year)}`
}

export function counted(count: number, noun: string): string {
  return `${count.toLocaleString("en-GB")} ${noun}${count === 1 ? "" : "s"}`
}

function dateWords(date: Temporal.PlainDate, withYear: boolean): string {
  const words = date.toLocaleString("en-GB", { weekday: "long", day: "numeric", month: "long" })
  return `${words.replace(",", "")}${withYear ? ` ${date.year}` : ""}`
}

function civilDate(instant: EpochMilliseconds): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate()
}
