// How to reach the desk, from the charter: its name, its number, when it is open, and whether it is now.

import { type Opening, openingsInWords, runsOfDays } from "../charter/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import { countedUntil, type EpochMilliseconds } from "../time/index.ts"
import type { Language } from "../words/index.ts"

export type ContactDetails = {
  readonly name: string
  readonly phone: string
  readonly phoneHref: string
  readonly hours: readonly Opening[]
  readonly isClosedOnHolidays: boolean
  /** "We are open now." or when the desk opens next; null where it does not within two weeks. */
  readonly openness: string | null
}

const lookAheadMilliseconds = 14 * 86_400_000

export function contactDetails(rules: Rulebook, at: EpochMilliseconds, language: Language): ContactDetails {
  const version = rules.versionAt(at)
  const { contact } = version.charter.document
  const declared = version.charter.calendars[contact.calendar]
  if (declared === undefined) throw new Error(`the charter has no calendar ${contact.calendar}`)
  return {
    name: contact.name,
    phone: contact.phone,
    phoneHref: `tel:${contact.phone.replace(/[^\d+]/g, "")}`,
    hours: openingsInWords(runsOfDays(declared), language),
    isClosedOnHolidays: declared.divisions.length > 0,
    openness: opennessIn(rules, at, contact.calendar, language),
  }
}

function opennessIn(rules: Rulebook, at: EpochMilliseconds, name: string, language: Language): string | null {
  const { say, dates } = language
  const calendar = rules.calendar(rules.versionAt(at), name)
  const [next] = countedUntil(calendar, at, at + lookAheadMilliseconds, { knownAt: at }).counted
  if (next === undefined) return null
  const [opens, closes] = next
  return opens === at
    ? say("home.call.open", { closes: dates.time(closes), day: dates.nearDay(closes, at) })
    : say("home.call.closed", { opens: dates.time(opens), day: dates.nearDay(opens, at) })
}
