// The promises of a case as its page shows them, each with the answer to "why then?".

import { momentsOf, rulesFor } from "../../cases/index.ts"
import { amountInWords, clauseOf, forceNames, targetFor } from "../../charter/index.ts"
import { type Certificate, type Clock, certificateOf, derivedClocks } from "../../clocks/index.ts"
import { type EpochMilliseconds, instantFrom, nearDayInWords, spanInWords } from "../../time/index.ts"
import { paths } from "../paths.ts"
import type { LoadedCase } from "./load.ts"
import { type Urgency, urgencyOf } from "./urgency.ts"

export type ShownClock = {
  readonly name: string
  readonly title: string
  readonly state: string
  /** The deadline; null while the clock is paused. */
  readonly due: Urgency | null
  readonly endedAt: EpochMilliseconds | null
  readonly why: ShownCertificate
}

export type ShownInterval = {
  readonly from: EpochMilliseconds
  readonly to: EpochMilliseconds
  readonly day: string
  /** Whether it ends on another day than it begins. */
  readonly endDay: string | null
  readonly length: string
}

export type ShownCertificate = {
  readonly startedAt: EpochMilliseconds
  /** "4 hours"; absent where the charter no longer says. */
  readonly amount: string | null
  readonly priority: number | null
  readonly calendar: string
  readonly counted: readonly ShownInterval[]
  readonly paused: readonly ShownInterval[]
  readonly clause: { readonly id: string; readonly words: string | null; readonly href: string }
  readonly force: string
  readonly charterVersion: number
  readonly charterHref: string
  readonly isAssumed: boolean
  /** Whether a change of priority came after the new target had passed. */
  readonly isFromChange: boolean
}

/** The clocks as they stand, the first to fall due first; those that have ended come last. */
export function shownClocks({ state, rules, at }: LoadedCase): ShownClock[] {
  const moments = momentsOf(state)
  const its = rulesFor(state, rules)
  const clocks = derivedClocks(moments, state.clocks, its, at)
  const shown = clocks.map((clock): ShownClock => {
    const { charter } = rules.version(clock.charterVersion)
    const certificate = certificateOf(clock, moments, state.clocks, its, at)
    return {
      name: clock.name,
      title: charter.clocks.find((each) => each.name === clock.name)?.title ?? clock.name,
      state: clock.state,
      due: clock.dueAt === null ? null : urgencyOf(clock.dueAt, clock.endedAt ?? at),
      endedAt: clock.endedAt,
      why: shownCertificate(clock, certificate, { state, rules, at }),
    }
  })
  return shown.toSorted((one, other) => orderOf(one) - orderOf(other))
}

function orderOf({ due, endedAt }: ShownClock): number {
  if (endedAt !== null) return Number.MAX_SAFE_INTEGER
  return due?.at ?? Number.MAX_SAFE_INTEGER - 1
}

function shownCertificate(
  clock: Clock,
  certificate: Certificate,
  { state, rules, at }: Pick<LoadedCase, "state" | "rules" | "at">,
): ShownCertificate {
  const { charter } = rules.version(certificate.charterVersion)
  const record = state.clocks[clock.name]
  const priority = record?.outcome === undefined ? state.priority : record.outcome.priority
  const declared = charter.clocks.find((each) => each.name === clock.name)
  const amount = declared && targetFor(declared.target, priority)
  return {
    startedAt: clock.startedAt,
    amount: amount === undefined ? null : amountInWords(amount),
    priority: declared !== undefined && "always" in declared.target ? null : priority,
    calendar: charter.calendars[certificate.calendar]?.title ?? certificate.calendar,
    counted: certificate.counted.map((each) => shownInterval(each, at)),
    paused: certificate.paused.map((each) => shownInterval(each, at)),
    clause: {
      id: certificate.clause,
      words: clauseOf(charter, certificate.clause)?.words ?? null,
      href: paths.charterClause(certificate.clause, certificate.charterVersion),
    },
    force: forceWords(certificate.force),
    charterVersion: certificate.charterVersion,
    charterHref: `/charter/${certificate.charterVersion}`,
    isAssumed: certificate.assumed === true,
    isFromChange: record?.notBefore !== undefined && record.notBefore === clock.dueAt,
  }
}

function forceWords(force: string): string {
  return Object.entries(forceNames).find(([id]) => id === force)?.[1] ?? force
}

function shownInterval([from, to]: readonly [string, string], at: EpochMilliseconds): ShownInterval {
  const [first, last] = [instantFrom(from, "UTC"), instantFrom(to, "UTC")]
  const [day, endDay] = [nearDayInWords(first, at), nearDayInWords(last, at)]
  return {
    from: first,
    to: last,
    day,
    endDay: endDay === day ? null : endDay,
    // Between the minutes that are shown, so that the lengths add up for whoever counts along.
    length: spanInWords(Math.floor(last / 60_000) - Math.floor(first / 60_000)),
  }
}
