// The charter's short forms in the words of staff: amounts of time, forces, openings.

import { weekdays } from "../time/index.ts"
import type { CalendarDeclaration, Charter, Force } from "./schema.ts"

export const forceNames: Readonly<Record<Force, string>> = {
  will: "Will",
  expected: "Expected",
  endeavour: "Endeavour",
  aim: "Aim",
  "where-possible": "Where possible",
  indicative: "Indicative",
}

const units: Readonly<Record<string, string>> = {
  m: "minute",
  h: "hour",
  wd: "working day",
  mo: "calendar month",
}

/** `2wd` as `2 working days`. */
export function amountInWords(amount: string): string {
  const [, number = "", unit = ""] = /^(\d+)([a-z]+)$/.exec(amount) ?? []
  return `${Number(number).toLocaleString("en-GB")} ${units[unit] ?? unit}${number === "1" ? "" : "s"}`
}

/** Neighbouring days with the same hours: `08:00 to 17:00`, several of them with commas, `all day`, or nothing where it is closed. */
export type RunOfDays = { readonly first: Weekday; readonly last: Weekday; readonly hours: string }
type Weekday = (typeof weekdays)[number]

export function runsOfDays({ hours, days }: CalendarDeclaration): RunOfDays[] {
  const runs: { first: Weekday; last: Weekday; hours: string }[] = []
  for (const weekday of weekdays) {
    const allDay = days?.includes(weekday) ? "all day" : ""
    const open = hours === undefined ? allDay : (hours[weekday] ?? []).join(", ")
    const run = runs.at(-1)
    if (run?.hours === open) run.last = weekday
    else runs.push({ first: weekday, last: weekday, hours: open })
  }
  return runs
}

/** The language of its own words, as the web names it. */
export function writtenIn({ document }: Charter): string {
  return document.language ?? "en"
}

/** `contact-centre` as `Contact centre`: the name of what has only an id. */
export function capitalised(id: string): string {
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}`.replaceAll("-", " ")
}
