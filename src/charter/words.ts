// The charter's short forms in words for everyone: amounts of time, forces, openings, dates.

import { timeOfDayInWords, weekdays } from "../time/index.ts"
import type { CalendarDeclaration, Force } from "./schema.ts"

export const forceNames: Readonly<Record<Force, string>> = {
  will: "Will",
  expected: "Expected",
  endeavour: "Endeavour",
  aim: "Aim",
  "where-possible": "Where possible",
  indicative: "Indicative",
}

export const forceMeanings: Readonly<Record<Force, string>> = {
  will: "A duty. We do this.",
  expected: "What you can expect of us.",
  endeavour: "What we try to keep to.",
  aim: "What we aim for.",
  "where-possible": "What we do where we can.",
  indicative: "A guide, not a rule.",
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

/** `2023-05` as `May 2023`, `2023-05-31` as `31 May 2023`. */
export function writtenDate(date: string): string {
  const [year = "", month = "", day] = date.split("-")
  const name = Temporal.PlainYearMonth.from(`${year}-${month}`)
    .toPlainDate({ day: 1 })
    .toLocaleString("en-GB", { month: "long" })
  return `${day === undefined ? "" : `${Number(day)} `}${name} ${year}`
}

export type OpeningDays = { readonly days: string; readonly hours: string }

/** The week, neighbouring days with the same hours taken together: `Monday to Friday`, `8am to 5pm`. */
export function weekInWords(declared: CalendarDeclaration): OpeningDays[] {
  return runsOfDays(declared).map(({ first, last, hours }) => ({
    days: first === last ? capitalised(first) : `${capitalised(first)} to ${capitalised(last)}`,
    hours: hours === "all day" ? "All day" : hours === "" ? "Closed" : openingsInWords(hours),
  }))
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

function openingsInWords(hours: string): string {
  return hours.split(", ").map(openingInWords).join(", ")
}

// "08:00 to 17:00": the schema has seen to the shape.
function openingInWords(opening: string): string {
  const times = opening.split(" to ").map((time) => time.split(":").map(Number))
  return times.map(([hour = 0, minute = 0]) => timeOfDayInWords({ hour, minute })).join(" to ")
}

const divisionNames: Readonly<Record<CalendarDeclaration["divisions"][number], string>> = {
  "england-and-wales": "England and Wales",
  scotland: "Scotland",
  "northern-ireland": "Northern Ireland",
}

export function divisionInWords(division: CalendarDeclaration["divisions"][number]): string {
  return divisionNames[division]
}

/** `contact-centre` as `Contact centre`: the name of what has only an id. */
export function capitalised(id: string): string {
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}`.replaceAll("-", " ")
}
