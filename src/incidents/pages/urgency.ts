// How pressing a deadline is, in words that can be read at a glance.

import { type EpochMilliseconds, nearDayInWords, spanInWords } from "../../time/index.ts"

export type Urgency = {
  readonly at: EpochMilliseconds
  /** "overdue by 20 minutes", "in 35 minutes". */
  readonly words: string
  /** "today", "tomorrow", "on Friday 27 March": to stand after the time of day. */
  readonly day: string
  readonly level: "late" | "soon" | "later"
}

const minute = 60_000
const soonMinutes = 60

/** A deadline as seen at a moment. What falls due within the hour is soon. */
export function urgencyOf(dueAt: EpochMilliseconds, at: EpochMilliseconds): Urgency {
  const minutes = Math.floor(Math.abs(dueAt - at) / minute)
  const day = nearDayInWords(dueAt, at)
  if (dueAt < at) return { at: dueAt, day, level: "late", words: `overdue by ${spanInWords(minutes)}` }
  const words = minutes === 0 ? "due now" : `in ${spanInWords(minutes)}`
  return { at: dueAt, day, words, level: minutes < soonMinutes ? "soon" : "later" }
}
