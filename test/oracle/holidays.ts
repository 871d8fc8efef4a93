/** The bank holidays as the oracle knows them: its own reading of a compiled list, and the day each became known. */
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Real data that stays outside the project: where it is absent, the comparison says so and does not run. */
export const calendarFile = join(import.meta.dirname, "../../../shared/data/calendar/uk_bank_holidays_compiled.csv")
export const vectorsFile = join(import.meta.dirname, "../../../shared/data/foi/foi_working_day_vectors_moj.csv")

export type Division = "england-and-wales" | "scotland" | "northern-ireland"

export interface Holiday {
  division: Division
  /** `2026-06-15` */
  date: string
  /** Epoch milliseconds; minus infinity for what was known from the start. */
  knownFrom: number
}

export function calendarIsHere(): boolean {
  return existsSync(calendarFile)
}

export function readHolidays(): Holiday[] {
  const lines = readFileSync(calendarFile, "utf8").split("\n").slice(1)
  return lines.filter((line) => line.trim() !== "").map(holidayOf)
}

function holidayOf(line: string): Holiday {
  const [division, date] = line.split(",")
  if (!isDivision(division) || date === undefined || !/^\d{4}-\d\d-\d\d$/.test(date)) throw new Error(`? ${line}`)
  return { division, date, knownFrom: knownFrom(division, date) }
}

function isDivision(text: string | undefined): text is Division {
  return text === "england-and-wales" || text === "scotland" || text === "northern-ireland"
}

// "Holidays from 2011 on. Each day is known from the start, but 2022-09-19 from 2022-09-09T00:00 and Scotland's
// 2026-06-15 from 2026-02-25T00:00 (London), and what is imported from its import."
function knownFrom(division: Division, date: string): number {
  if (date === "2022-09-19") return londonMidnight("2022-09-09")
  if (date === "2026-06-15" && division === "scotland") return londonMidnight("2026-02-25")
  return Number.NEGATIVE_INFINITY
}

function londonMidnight(date: string): number {
  return Temporal.PlainDate.from(date).toZonedDateTime("Europe/London").epochMilliseconds
}
