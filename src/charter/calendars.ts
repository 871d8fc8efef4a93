// The charter's calendars as the time core takes them.

import type { CalendarRules, Opening } from "../time/index.ts"
import type { CalendarDeclaration, Charter } from "./schema.ts"

/** The calendars of a charter, in its order. */
export function calendarRulesOf(charter: Charter): CalendarRules[] {
  return Object.entries(charter.calendars).map(([name, declared]) => rulesOf(name, declared))
}

export function rulesOf(name: string, declared: CalendarDeclaration): CalendarRules {
  const { zone, divisions, hours, days } = declared
  if (hours === undefined) return { name, zone, divisions, days: days ?? [] }
  const week = Object.entries(hours).map(([day, openings]) => [day, (openings ?? []).map(openingFrom)])
  return { name, zone, divisions, week: Object.fromEntries(week) }
}

// "08:00 to 17:00": the schema has seen to the shape.
function openingFrom(text: string): Opening {
  const [opens = "", closes = ""] = text.split(" to ")
  return { opens, closes }
}
