// The register of roles as a body would disclose it: posts and numbers, nobody's name. Small numbers are given as they are.

import { Invalid } from "../errors.ts"
import { counted, dateInWords, deskZone, type EpochMilliseconds } from "../time/index.ts"
import { dateFault, dateFromText } from "../typed-date.ts"
import { privilegeWords, type Register, type RegisteredRole } from "./register.ts"

/** The answer to "which roles, and how many people, hold administrator privileges?", as sentences. */
export function registerSentences(register: Register): string[] {
  const { administrators, roles } = register
  if (administrators === null) return [unknown(register)]
  const holding = roles.filter((each) => each.hasAdministratorPrivileges)
  const { people, tokens } = administrators
  return [
    `On ${dateInWords(register.at)} administrator privileges were held by ${counted(holding.length, "role")}: ${listed(holding.map(heldBy))}.`,
    `${upper(counted(people, "member"))} of staff and ${counted(tokens, "API token")} held them altogether.`,
    ...holding.map(
      ({ title, administratorPrivileges: own }) => `${title}: ${own.map(privilegeWords).map(lower).join("; ")}.`,
    ),
    ...assumption(register),
  ]
}

/**
 * The last moment of a day as somebody writes it, or now where that day is not over. Throws Invalid
 * where it is no day, or one to come.
 */
export function registerMoment(text: string, now: EpochMilliseconds): EpochMilliseconds {
  const day = dateFromText(text)
  if (day === undefined) throw dayFault(dateFault)
  const begins = day.toZonedDateTime(deskZone).epochMilliseconds
  if (begins > now) throw dayFault("Enter a date that is not in the future")
  return Math.min(now, day.add({ days: 1 }).toZonedDateTime(deskZone).epochMilliseconds - 1)
}

function unknown({ recordedFrom: from }: Register): string {
  if (from === undefined) return "Nothing is known of who held which role: nothing is on record yet."
  const first = dateInWords(from)
  return `Nothing is known from before ${first}, the first day on record: neither who held which role, nor what it allowed.`
}

function heldBy({ title, people, tokens }: RegisteredRole): string {
  return `${title} (${people === 1 ? "1 person" : `${people} people`}, ${counted(tokens, "API token")})`
}

function assumption({ at, privilegesRecordedFrom: from }: Register): string[] {
  if (from !== undefined && from <= at) return []
  const since = from === undefined ? "has not been recorded yet" : `is recorded since ${dateInWords(from)}`
  return [`What each role allows ${since}; this answer takes it to have been the same before.`]
}

function dayFault(message: string): Invalid {
  return new Invalid([{ field: "date", message }])
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? "none" : new Intl.ListFormat("en-GB").format(words)
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
