// The filters of dates: what templates call the words for instants.

import {
  dateInWords,
  deadlineInWords,
  type EpochMilliseconds,
  spanInWords,
  timeInWords,
  utcText,
  wallTime,
} from "../time/index.ts"

/** "5pm", "9:05am", "midday", "midnight" */
export function govukTime(at: EpochMilliseconds): string {
  return timeInWords(at)
}

/** "9:05:07am": where seconds count. */
export function govukTimeWithSeconds(at: EpochMilliseconds): string {
  const { hour, minute, second } = wallTime(at)
  const two = (part: number) => String(part).padStart(2, "0")
  return `${hour % 12 === 0 ? 12 : hour % 12}:${two(minute)}:${two(second)}${hour < 12 ? "am" : "pm"}`
}

/** "9:05am on 27 March 2026" */
export function govukDateTime(at: EpochMilliseconds): string {
  return `${timeInWords(at)} on ${dateInWords(at)}`
}

/** "27 March 2026" */
export function govukDate(at: EpochMilliseconds): string {
  return dateInWords(at)
}

/** "by 5pm on Friday 27 March 2026"; a promise that ends with a day is "by the end of" it. */
export function byWhen(at: EpochMilliseconds): string {
  return deadlineInWords(at)
}

/** How far away `at` is from `now`: "in 2 hours 5 minutes", "3 days ago", "now". Coarser the further. */
export function dueIn(at: EpochMilliseconds, now: EpochMilliseconds): string {
  const minutes = Math.floor(Math.abs(at - now) / 60_000)
  if (minutes === 0) return "now"
  return at > now ? `in ${spanInWords(minutes)}` : `${spanInWords(minutes)} ago`
}

/** For machines, in <time datetime>: "2026-03-27T17:00:00Z". */
export function machineTime(at: EpochMilliseconds): string {
  return utcText(at)
}
