// What was known of the holidays, and when: a day is announced at one instant and may be withdrawn at another.

import { dayNumberFrom } from "./civil.ts"
import type { EpochMilliseconds } from "./epoch.ts"
import type { Division } from "./rules.ts"
import { rankOf } from "./sorted.ts"

export type Holiday = {
  readonly division: Division
  /** `2026-12-25`. */
  readonly date: string
  readonly title: string
  /** When it became known; -Infinity where it was known all along. */
  readonly knownFrom: EpochMilliseconds
  readonly withdrawnAt: EpochMilliseconds | null
}

/** The holidays of some divisions, with the instants at which what is known of them changed. */
export type Knowledge = {
  readonly divisions: readonly Division[]
  readonly holidays: readonly Holiday[]
  readonly announcements: Float64Array
  readonly withdrawals: Float64Array
}

export function knowledgeOf(divisions: readonly Division[], holidays: readonly Holiday[]): Knowledge {
  const own = holidays.filter((holiday) => divisions.includes(holiday.division) && wasEverKnown(holiday))
  return {
    divisions,
    holidays: own,
    announcements: distinct(own.map((holiday) => holiday.knownFrom).filter(Number.isFinite)),
    withdrawals: distinct(own.map((holiday) => holiday.withdrawnAt ?? Number.NaN).filter(Number.isFinite)),
  }
}

/** A number for what counts for a promise made at `from` and asked about at `knownAt`: equal numbers, equal holidays. */
export function knowledgeKey(knowledge: Knowledge, from: EpochMilliseconds, knownAt: EpochMilliseconds): number {
  const announced = knowledge.announcements.length === 0 ? 0 : rankOf(knowledge.announcements, knownAt)
  if (knowledge.withdrawals.length === 0) return announced
  const withdrawn = rankOf(knowledge.withdrawals, Math.min(from, knownAt))
  return withdrawn * (knowledge.announcements.length + 1) + announced
}

/** The days that were known as holidays at any moment from `from` (or `knownAt`, if earlier) to `knownAt`. */
export function holidaysKnown(knowledge: Knowledge, from: EpochMilliseconds, knownAt: EpochMilliseconds): Holiday[] {
  const since = Math.min(from, knownAt)
  return knowledge.holidays.filter(
    (holiday) => holiday.knownFrom <= knownAt && (holiday.withdrawnAt === null || holiday.withdrawnAt > since),
  )
}

/** The last year with holidays in every one of the divisions; -Infinity where one of them has none at all. */
export function lastYearKnown(divisions: readonly Division[], holidays: readonly Holiday[]): number {
  const last = divisions.map((division) =>
    holidays
      .filter((holiday) => holiday.division === division)
      .reduce((year, holiday) => Math.max(year, Number(holiday.date.slice(0, 4))), Number.NEGATIVE_INFINITY),
  )
  return Math.min(...last)
}

/** The day numbers of holidays. */
export function dayNumbersOf(holidays: readonly Holiday[]): Set<number> {
  return new Set(holidays.map((holiday) => dayNumberFrom(holiday.date) ?? Number.NaN))
}

// A day withdrawn at the very instant of its announcement was known at no moment.
function wasEverKnown({ knownFrom, withdrawnAt }: Holiday): boolean {
  return withdrawnAt === null || withdrawnAt > knownFrom
}

function distinct(instants: readonly number[]): Float64Array {
  return Float64Array.from(new Set(instants)).sort()
}
