// Everything that deadlines are derived from beside the case itself: the versions of the charter and what is known of the calendars.

import {
  type CharterBook,
  type CharterVersion,
  type ClockDeclaration,
  type ClockName,
  calendarRulesOf,
  type PriorityLevel,
} from "../charter/index.ts"
import {
  type Calendar,
  compiledCalendar,
  type Duration,
  durationFrom,
  type EpochMilliseconds,
  type Holiday,
} from "../time/index.ts"

export type Rulebook = {
  readonly versionAt: (at: EpochMilliseconds) => CharterVersion
  readonly version: (number: number) => CharterVersion
  readonly calendar: (version: CharterVersion, name: string) => Calendar
}

/** A rulebook over the published versions and the known holidays. Calendars are compiled when first asked for. */
export function rulebook(book: CharterBook, holidays: readonly Holiday[]): Rulebook {
  const compiled = new Map<string, Calendar>()
  return {
    versionAt: book.versionAt,
    version: book.version,
    calendar: (version, name) => {
      const key = `${version.number} ${name}`
      const known = compiled.get(key) ?? compiledCalendar(rulesNamed(version, name), holidays)
      compiled.set(key, known)
      return known
    },
  }
}

export function declarationOf(version: CharterVersion, name: ClockName): ClockDeclaration | undefined {
  return version.charter.clocks.find((each) => each.name === name)
}

/** The target, or the amount after which to warn, for a priority; undefined where the charter promises nothing yet. */
export function amountFor(target: ClockDeclaration["target"], priority: PriorityLevel | null): Duration | undefined {
  if ("always" in target) return amount(target.always)
  if (priority === null) return undefined
  const text = target["by-priority"][`${priority}`]
  return text === undefined ? undefined : amount(text)
}

const amounts = new Map<string, Duration>()

function amount(text: string): Duration {
  const known = amounts.get(text) ?? durationFrom(text)
  amounts.set(text, known)
  return known
}

function rulesNamed(version: CharterVersion, name: string) {
  const found = calendarRulesOf(version.charter).find((each) => each.name === name)
  if (found === undefined) throw new Error(`version ${version.number} of the charter has no calendar ${name}`)
  return found
}
