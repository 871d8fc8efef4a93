// How to reach the desk, from the charter: its name, its number, when it is open, and whether it is now.

import { type OpeningDays, weekInWords } from "../charter/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import { countedUntil, type EpochMilliseconds, nearDayInWords, timeInWords } from "../time/index.ts"

export type ContactDetails = {
  readonly name: string
  readonly phone: string
  readonly phoneHref: string
  readonly hours: readonly OpeningDays[]
  readonly isClosedOnHolidays: boolean
  /** "We are open now." or when the desk opens next; null where it does not within two weeks. */
  readonly openness: string | null
}

const lookAheadMilliseconds = 14 * 86_400_000

export function contactDetails(rules: Rulebook, at: EpochMilliseconds): ContactDetails {
  const version = rules.versionAt(at)
  const { contact } = version.charter.document
  const declared = version.charter.calendars[contact.calendar]
  if (declared === undefined) throw new Error(`the charter has no calendar ${contact.calendar}`)
  return {
    name: contact.name,
    phone: contact.phone,
    phoneHref: `tel:${contact.phone.replace(/[^\d+]/g, "")}`,
    hours: weekInWords(declared),
    isClosedOnHolidays: declared.divisions.length > 0,
    openness: opennessIn(rules, at, contact.calendar, declared.zone),
  }
}

function opennessIn(rules: Rulebook, at: EpochMilliseconds, name: string, zone: string): string | null {
  const calendar = rules.calendar(rules.versionAt(at), name)
  const [next] = countedUntil(calendar, at, at + lookAheadMilliseconds, { knownAt: at }).counted
  if (next === undefined) return null
  const [opens, closes] = next
  return opens === at
    ? `We are open now, until ${timeInWords(closes, zone)} ${nearDayInWords(closes, at)}.`
    : `We are closed now. We open at ${timeInWords(opens, zone)} ${nearDayInWords(opens, at)}.`
}
