// The linter: what a schema cannot see. Contradictions are errors; everything else is for whoever publishes to weigh.

import type { EpochMilliseconds, Holiday } from "../time/index.ts"
import { availabilityBreakers } from "./availability-breakers.ts"
import { clausesOf } from "./clauses.ts"
import { contradictions } from "./contradictions.ts"
import { type Finding, listed, warning } from "./finding.ts"
import { longWaits } from "./long-waits.ts"
import { looserTargets } from "./looser-targets.ts"
import type { Charter } from "./schema.ts"
import { searchOf } from "./search.ts"
import { promisedBy } from "./targets.ts"

/**
 * Everything the linter finds, contradictions first, otherwise in the order of the rules. Calendars are searched from `at` over the
 * holidays known then. A charter with contradictions is not searched: what it would promise is not clear.
 */
export function findings(charter: Charter, holidays: readonly Holiday[], at: EpochMilliseconds): Finding[] {
  const errors = contradictions(charter)
  if (errors.length > 0) return errors
  const search = searchOf(charter, holidays, at)
  return [
    ...looserTargets(search),
    ...sameTargets(charter),
    ...longWaits(search),
    ...calendarsWithoutHolidays(charter, holidays, at),
    ...clausesWithoutClock(charter),
    ...availabilityBreakers(search),
  ]
}

/** Two priorities with one target: then the distinction between them promises nothing. */
function sameTargets(charter: Charter): Finding[] {
  return charter.clocks.flatMap((clock, index) =>
    promisedBy(clock, charter)
      .filter(({ priorities }) => priorities.length > 1)
      .map(({ amount, priorities }) => {
        const reason = `priorities ${listed(priorities.map(String))} have the same target, ${amount}`
        return warning("same-target", clock.clause, reason, ["clocks", index, "target"])
      }),
  )
}

/** Deadlines that reach into a year whose holidays are not known are guesses. */
function calendarsWithoutHolidays(charter: Charter, holidays: readonly Holiday[], at: EpochMilliseconds): Finding[] {
  return Object.entries(charter.calendars).flatMap(([name, { zone, divisions }]) => {
    const year = String(Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).year + 1)
    const known = holidays.filter(
      (each) => each.date.startsWith(year) && each.knownFrom <= at && each.withdrawnAt === null,
    )
    const missing = divisions.filter((division) => !known.some((each) => each.division === division))
    if (missing.length === 0) return []
    const reason = `the calendar has no holidays for next year, ${year}, in ${listed(missing)}: import them`
    return [warning("no-holidays-next-year", `calendar_${name}`, reason, ["calendars", name])]
  })
}

/** Only among clauses that state a time: nothing would warn before it is missed. */
function clausesWithoutClock(charter: Charter): Finding[] {
  return clausesOf(charter).flatMap(({ id, within, calendar, path }) => {
    if (within === undefined) return []
    const reason = `promises ${within} by the calendar ${calendar}, and no clock uses this clause: nothing warns before it is missed`
    return [warning("no-clock", id, reason, path)]
  })
}
