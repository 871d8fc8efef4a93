// What an import came to: promises kept by clock and priority, the longest misses with their certificates, and where the other system
// judged otherwise.

import { currentState, momentsOf, rulesFor } from "../cases/index.ts"
import type { ClockName } from "../charter/index.ts"
import {
  type Certificate,
  type Clock,
  certificateOf,
  derivedClocks,
  freshRules,
  type Rulebook,
} from "../clocks/index.ts"
import type { Db } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import { deskZone, type EpochMilliseconds, zoned } from "../time/index.ts"
import {
  type CaseFold,
  casesOf,
  disagreements,
  type Kept,
  keptPromises,
  longestMisses,
  verdictCounts,
} from "./report-store.ts"
import { importOf, lastImport } from "./store.ts"

export type Miss = {
  readonly reference: string
  readonly clock: ClockName
  readonly priority: number | null
  readonly startedAt: string
  readonly dueAt: string
  /** When what was promised happened; absent while it has not. */
  readonly endedAt?: string
  readonly lateMilliseconds: number
  readonly certificate: Certificate
}

export type Disagreement = {
  readonly reference: string
  readonly priority: number | null
  readonly dueAt: string
  readonly endedAt?: string
}

/** How the other system's own verdict compares with the charter's, by one clock; the examples are those furthest from the deadline. */
export type Verdicts = {
  readonly clock: string
  readonly bothKept: number
  readonly bothMissed: number
  readonly keptThereMissedHere: number
  readonly missedThereKeptHere: number
  /** Still running, without such a clock, or without a verdict there. */
  readonly notComparable: number
  readonly examples: {
    readonly keptThereMissedHere: readonly Disagreement[]
    readonly missedThereKeptHere: readonly Disagreement[]
  }
}

export type ImportReport = {
  readonly import: number
  readonly charter: number
  readonly startedAt: string
  /** Absent while it has not ended. */
  readonly endedAt?: string
  readonly kept: readonly Kept[]
  readonly longestMisses: readonly Miss[]
  readonly verdicts: Verdicts | null
}

const longest = 10
const examples = 5

/** The report on an import, or on the last one. Throws NotFound. */
export async function importReport(db: Db, number: number | undefined, at: EpochMilliseconds): Promise<ImportReport> {
  const found = number === undefined ? await lastImport(db) : await importOf(db, number)
  if (found === undefined)
    throw new NotFound(number === undefined ? "Nothing has been imported." : `There is no import ${number}.`)
  const { importId, charterVersion, verdictClock, startedAt, endedAt } = found
  return {
    import: importId,
    charter: charterVersion,
    startedAt: zoned(deskZone, startedAt),
    ...(endedAt === null ? {} : { endedAt: zoned(deskZone, endedAt) }),
    kept: await keptPromises(db, importId),
    longestMisses: await misses(db, importId, at),
    verdicts: verdictClock === null ? null : await verdicts(db, importId, verdictClock),
  }
}

async function misses(db: Db, importId: number, at: EpochMilliseconds): Promise<Miss[]> {
  const rules = await freshRules(db)
  const found = await longestMisses(db, importId, at, longest)
  const folds = new Map(
    (
      await casesOf(
        db,
        found.map((each) => each.caseId),
      )
    ).map((each) => [each.caseId, each]),
  )
  const shown = await Promise.all(
    found.map(async ({ caseId, clock }) => {
      const row = folds.get(caseId)
      return row === undefined ? [] : await shownMiss(db, row, clock, rules, at)
    }),
  )
  return shown.flat()
}

async function shownMiss(db: Db, row: CaseFold, name: string, rules: Rulebook, at: EpochMilliseconds): Promise<Miss[]> {
  const state = await currentState(db, row)
  const moments = momentsOf(state)
  const its = rulesFor(state, rules)
  const clock = derivedClocks(moments, state.clocks, its, at).find((each) => each.name === name)
  if (clock === undefined || clock.dueAt === null) return []
  const certificate = certificateOf(clock, moments, state.clocks, its, at)
  return [
    {
      reference: row.reference,
      ...shownClock(clock, clock.dueAt, at),
      priority: state.clocks[clock.name]?.outcome?.priority ?? null,
      certificate,
    },
  ]
}

function shownClock({ name, startedAt, endedAt }: Clock, dueAt: EpochMilliseconds, at: EpochMilliseconds) {
  return {
    clock: name,
    startedAt: zoned(deskZone, startedAt),
    dueAt: zoned(deskZone, dueAt),
    ...(endedAt === null ? {} : { endedAt: zoned(deskZone, endedAt) }),
    lateMilliseconds: (endedAt ?? at) - dueAt,
  }
}

async function verdicts(db: Db, importId: number, clock: string): Promise<Verdicts> {
  const counts = await verdictCounts(db, importId, clock)
  const count = (keptElsewhere: boolean, state: string) =>
    counts.find((each) => each.keptElsewhere === keptElsewhere && each.state === state)?.count ?? 0
  const compared = {
    bothKept: count(true, "met"),
    bothMissed: count(false, "missed"),
    keptThereMissedHere: count(true, "missed"),
    missedThereKeptHere: count(false, "met"),
  }
  const all = counts.reduce((sum, each) => sum + each.count, 0)
  const some = async (keptElsewhere: boolean) =>
    (await disagreements(db, importId, clock, keptElsewhere, examples)).map(({ dueAt, endedAt, ...each }) => ({
      ...each,
      dueAt: zoned(deskZone, dueAt),
      ...(endedAt === null ? {} : { endedAt: zoned(deskZone, endedAt) }),
    }))
  return {
    clock,
    ...compared,
    notComparable: all - Object.values(compared).reduce((sum, each) => sum + each, 0),
    examples: { keptThereMissedHere: await some(true), missedThereKeptHere: await some(false) },
  }
}
