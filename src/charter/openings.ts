// When the desk is open, as the charter says it, in the language of the page.

import { weekdays } from "../time/index.ts"
import type { Language } from "../words/index.ts"
import type { RunOfDays } from "./words.ts"

export type Opening = { readonly days: string; readonly hours: string }

export function openingsInWords(runs: readonly RunOfDays[], language: Language): Opening[] {
  return runs.map(({ first, last, hours }) => ({
    days: daysInWords(first, last, language),
    hours: hoursInWords(hours, language),
  }))
}

function daysInWords(first: RunOfDays["first"], last: RunOfDays["last"], { say }: Language): string {
  const names = say("time.days").split(/\s+/)
  const nameOf = (day: RunOfDays["first"]) => names[weekdays.indexOf(day)] ?? ""
  return first === last ? nameOf(first) : say("time.day-range", { first: nameOf(first), last: nameOf(last) })
}

function hoursInWords(hours: string, { say, dates }: Language): string {
  if (hours === "") return say("time.closed")
  if (hours === "all day") return say("time.all-day")
  const spans = hours.split(", ").map((span) => span.split(" to ").map((time) => dates.timeOfDay(time)))
  return spans.map(([opens = "", closes = ""]) => say("time.hour-range", { opens, closes })).join(", ")
}
