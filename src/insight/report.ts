// What a replay came to, as data: for `--json`, for the command line's tables and for the page.

import type { ClockName, PriorityLevel } from "../charter/index.ts"
import { type Reason, reasons } from "./change.ts"
import { monthText } from "./months.ts"
import { cellParts, type Tally, type Verdicts } from "./tally.ts"

export type VerdictRow = {
  /** The month of receipt, on London's clock: `2026-03`. */
  readonly month: string
  readonly clock: ClockName
  readonly priority: PriorityLevel | null
  readonly actual: Verdicts
  readonly proposed: Verdicts
}

export type DemandSide = {
  /** Working hours of open promise of a response. */
  readonly hours: number
  /** Promises of a response that fall due. */
  readonly due: number
}

export type DemandRow = {
  /** The half hour from this time of day: `08:30`. */
  readonly from: string
  readonly actual: DemandSide
  readonly proposed: DemandSide
}

export type Report = {
  readonly cases: number
  /** Those that a clock can hear: what was sent and erased is not read. */
  readonly events: number
  readonly verdicts: readonly VerdictRow[]
  readonly demand: readonly DemandRow[]
  readonly priorities: {
    /** Classified again from the recorded answers. */
    readonly answers: number
    /** No answers decided it, or a colleague named it above them: it stays. */
    readonly named: number
    /** The recorded answers match none of the proposal's conditions: it stays. */
    readonly unmatched: number
    readonly without: number
    /** Cases whose priority would differ. */
    readonly changed: number
  }
  readonly changed: {
    readonly cases: number
    readonly promises: number
    readonly because: readonly { readonly reason: Reason; readonly promises: number }[]
  }
  /** Deadlines that had passed at the moment of the replay and were not recorded yet. */
  readonly unrecorded: number
  /** Cases whose record the replay does not prove. */
  readonly differing: number
}

/** The tally in rows: by month, clock and priority; by half hour, from the first to the last that has any. */
export function reportOf(tally: Tally): Report {
  const { answers, named, unmatched, none } = tally.basis
  return {
    cases: tally.cases,
    events: tally.events,
    verdicts: verdictRows(tally),
    demand: demandRows(tally),
    priorities: { answers, named, unmatched, without: none, changed: tally.reprioritised },
    changed: {
      cases: tally.changedCases,
      promises: tally.changedPromises,
      because: reasons.flatMap((reason) => {
        const promises = tally.because[reason]
        return promises === undefined ? [] : [{ reason, promises }]
      }),
    },
    unrecorded: tally.unrecorded,
    differing: tally.differing,
  }
}

/** Rows added up over months, or over whatever else `keyOf` does not tell apart. */
export function summed(rows: readonly VerdictRow[], keyOf: (row: VerdictRow) => string): VerdictRow[] {
  return [...Map.groupBy(rows, keyOf).values()].map((same) => same.reduce(added))
}

function added(one: VerdictRow, other: VerdictRow): VerdictRow {
  return { ...one, actual: sumOf(one.actual, other.actual), proposed: sumOf(one.proposed, other.proposed) }
}

function sumOf(one: Verdicts, other: Verdicts): Verdicts {
  return { kept: one.kept + other.kept, missed: one.missed + other.missed, open: one.open + other.open }
}

function verdictRows({ verdicts }: Tally): VerdictRow[] {
  return [...verdicts]
    .sort(([one], [other]) => one - other)
    .map(([cell, both]) => {
      const { month, clock, priority } = cellParts(cell)
      return { month: monthText(month), clock, priority, ...both }
    })
}

const hour = 3_600_000

function demandRows({ demand: { actual, proposed } }: Tally): DemandRow[] {
  const rows = actual.hours.map((_, bin) => ({
    from: `${String(Math.floor(bin / 2)).padStart(2, "0")}:${bin % 2 === 0 ? "00" : "30"}`,
    actual: { hours: inHours(actual.hours[bin]), due: actual.due[bin] ?? 0 },
    proposed: { hours: inHours(proposed.hours[bin]), due: proposed.due[bin] ?? 0 },
  }))
  const isBusy = ({ actual: one, proposed: other }: DemandRow) => one.hours + one.due + other.hours + other.due > 0
  const [first, last] = [rows.findIndex(isBusy), rows.findLastIndex(isBusy)]
  return first === -1 ? [] : rows.slice(first, last + 1)
}

/** To a hundredth. */
function inHours(milliseconds = 0): number {
  return Math.round((milliseconds / hour) * 100) / 100
}
