// What a replay counts, case by case: small, and added up over the threads that share the work.

import { clockNames, type PriorityLevel, priorityLevels } from "../charter/index.ts"
import { halfHourEndingAt, halfHoursOfDay, spread } from "../time/index.ts"
import { type Change, type Reason, reasons } from "./change.ts"
import { monthOf } from "./months.ts"
import type { ReplayedCase, Standing } from "./replay-case.ts"

export type Verdicts = { kept: number; missed: number; open: number }
type Both<Value> = { readonly actual: Value; readonly proposed: Value }

/** By half hour of the day: milliseconds of open promise of a response, and how many fall due. */
type Demand = { hours: number[]; due: number[] }

/** Plain data: a thread sends it to another. */
export type Tally = {
  cases: number
  events: number
  /** Cases with an outcome that the replay does not prove: not compared. */
  differing: number
  /** Deadlines that had passed and were not recorded yet. */
  unrecorded: number
  readonly basis: Record<ReplayedCase["basis"], number>
  reprioritised: number
  changedCases: number
  changedPromises: number
  readonly because: Partial<Record<Reason, number>>
  /** By `cellOf`. */
  readonly verdicts: Map<number, Both<Verdicts>>
  demand: Both<Demand>
}

export function emptyTally(): Tally {
  return {
    cases: 0,
    events: 0,
    differing: 0,
    unrecorded: 0,
    basis: { none: 0, named: 0, answers: 0, unmatched: 0 },
    reprioritised: 0,
    changedCases: 0,
    changedPromises: 0,
    because: {},
    verdicts: new Map(),
    demand: { actual: noDemand(), proposed: noDemand() },
  }
}

export type Counting = {
  readonly count: (replayed: ReplayedCase, changes: readonly Change[]) => void
  readonly events: (count: number) => void
  /** The tally so far, added up. */
  readonly tally: () => Tally
}

/** Counts cases into a tally. */
export function counting(): Counting {
  const kept = emptyTally()
  const spreads = { actual: spread(), proposed: spread() }
  return { count, events: countEvents, tally }

  function countEvents(count: number): void {
    kept.events += count
  }

  function count(replayed: ReplayedCase, changes: readonly Change[]): void {
    kept.cases += 1
    kept.unrecorded += replayed.unrecorded
    kept.basis[replayed.basis] += 1
    if (replayed.differences.length > 0) kept.differing += 1
    if (replayed.priorities[0] !== replayed.priorities[1]) kept.reprioritised += 1
    countChanges(kept, changes)
    const month = monthOf(replayed.moments.receivedAt)
    for (const name of ["actual", "proposed"] as const) {
      for (const each of replayed[name]) countVerdict(kept, month, each, name)
      demanded(replayed[name], name)
    }
  }

  function demanded(standings: readonly Standing[], name: "actual" | "proposed"): void {
    const binding = bindingResponse(standings)
    if (binding?.dueAt == null) return
    const { dueAt, promise, startedAt } = binding
    const bin = halfHourEndingAt(promise.calendar, dueAt)
    kept.demand[name].due[bin] = (kept.demand[name].due[bin] ?? 0) + 1
    if (dueAt > startedAt) spreads[name].add(promise.calendar, startedAt, dueAt, dueAt)
  }

  function tally(): Tally {
    const demand = {
      actual: { ...kept.demand.actual, hours: spreads.actual.summed() },
      proposed: { ...kept.demand.proposed, hours: spreads.proposed.summed() },
    }
    return { ...kept, demand }
  }
}

/** Adds a tally to another, which it changes. */
export function addTally(sum: Tally, more: Tally): void {
  for (const key of plainCounts) sum[key] += more[key]
  for (const key of basisKeys) sum.basis[key] += more.basis[key]
  for (const reason of reasons) if (more.because[reason] !== undefined) addReason(sum, reason, more.because[reason])
  for (const [cell, verdicts] of more.verdicts) {
    const own = verdictsAt(sum, cell)
    for (const side of ["actual", "proposed"] as const)
      for (const verdict of ["kept", "missed", "open"] as const) own[side][verdict] += verdicts[side][verdict]
  }
  for (const side of ["actual", "proposed"] as const)
    for (const part of ["hours", "due"] as const)
      sum.demand[side][part] = sum.demand[side][part].map((each, bin) => each + (more.demand[side][part][bin] ?? 0))
}

const plainCounts = [
  "cases",
  "events",
  "differing",
  "unrecorded",
  "reprioritised",
  "changedCases",
  "changedPromises",
] as const
const basisKeys = ["none", "named", "answers", "unmatched"] as const
const levels = 5

/** One number for a month, a clock and a priority, growing in that order. */
function cellOf(month: number, clock: Standing["clock"], priority: PriorityLevel | null): number {
  return (month * clockNames.length + clockNames.indexOf(clock)) * levels + (priority ?? 0)
}

/** What `cellOf` put together. */
export function cellParts(cell: number) {
  const place = Math.floor(cell / levels)
  const clock = clockNames[place % clockNames.length]
  if (clock === undefined) throw new Error("a cell has a clock")
  const priority = priorityLevels.find((each) => each === cell % levels) ?? null
  return { month: Math.floor(place / clockNames.length), clock, priority }
}

function countVerdict(tally: Tally, month: number, standing: Standing, side: "actual" | "proposed"): void {
  const { clock, priority, verdict } = standing
  verdictsAt(tally, cellOf(month, clock, priority))[side][verdict === "met" ? "kept" : verdict] += 1
}

function verdictsAt(tally: Tally, cell: number): Both<Verdicts> {
  const found = tally.verdicts.get(cell) ?? { actual: noVerdicts(), proposed: noVerdicts() }
  tally.verdicts.set(cell, found)
  return found
}

function countChanges(tally: Tally, changes: readonly Change[]): void {
  if (changes.length === 0) return
  tally.changedCases += 1
  tally.changedPromises += changes.length
  for (const { because } of changes) for (const reason of because) addReason(tally, reason, 1)
}

function addReason({ because }: Tally, reason: Reason, count: number): void {
  because[reason] = (because[reason] ?? 0) + count
}

/** Of the promises that a person's message keeps, the one that falls due first. */
function bindingResponse(standings: readonly Standing[]): Standing | undefined {
  let first: Standing | undefined
  for (const each of standings) {
    if (each.promise.isEndedByResolution || each.dueAt === null || !Number.isFinite(each.dueAt)) continue
    if (first?.dueAt == null || each.dueAt < first.dueAt) first = each
  }
  return first
}

function noVerdicts(): Verdicts {
  return { kept: 0, missed: 0, open: 0 }
}

function noDemand(): Demand {
  const none = () => new Array<number>(halfHoursOfDay).fill(0)
  return { hours: none(), due: none() }
}
