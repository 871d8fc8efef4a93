// What the history recorded of a case's clocks, held against what a replay of its other events gives.

import type { CaseEvent, Corrections } from "../cases/index.ts"
import type { ClockName, PriorityLevel } from "../charter/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Judgement } from "./judge.ts"

/** An outcome as recorded. */
export type Recorded = {
  /** The event that recorded it. */
  readonly seq: number
  readonly clock: ClockName
  readonly verdict: "met" | "missed"
  readonly dueAt: EpochMilliseconds
  readonly endedAt: EpochMilliseconds | undefined
  readonly priority: PriorityLevel | null
  readonly charter: number
  isWithdrawn: boolean
}

/** An outcome that was recorded and is not what the replay gives, or is missing on either side. */
export type Difference = {
  readonly clock: ClockName
  readonly recorded: Told | null
  readonly replayed: Told | null
}

export type Told = { readonly verdict: "met" | "missed"; readonly dueAt: EpochMilliseconds; readonly charter: number }

/** Adds what an event of a clock records. */
export function record(list: Recorded[], event: CaseEvent): void {
  if (event.type === "clock-withdrawn") {
    const last = list.findLast((each) => each.clock === event.data.clock)
    if (last !== undefined) last.isWithdrawn = true
  } else if (event.type === "clock-met" || event.type === "clock-missed") {
    const { clock, due, ended, priority, charter } = event.data
    const verdict = event.type === "clock-met" ? "met" : "missed"
    list.push({ seq: event.seq, clock, verdict, dueAt: due, endedAt: ended, priority, charter, isWithdrawn: false })
  }
}

/** A recorded outcome that a signed correction has put right. */
export type Corrected = {
  readonly clock: ClockName
  readonly event: number
  readonly recorded: Told
  readonly corrected: Told
}

/** The outcomes that a signed correction speaks of. */
export function correctedOf(recorded: readonly Recorded[], corrections: Corrections): Corrected[] {
  return recorded.flatMap((each) => {
    const now = corrections.get(each.seq)
    if (now === undefined) return []
    const corrected = { verdict: now.verdict, dueAt: now.due, charter: now.charter }
    return [{ clock: each.clock, event: each.seq, recorded: tellingOf(each), corrected }]
  })
}

/** Every difference; none where the replay proves the record. What rests on a signed correction is listed instead of proved. */
export function differences(
  recorded: readonly Recorded[],
  replayed: readonly Judgement[],
  corrected: readonly Corrected[],
): Difference[] {
  if (recorded.length === replayed.length && recorded.every((each, index) => isProved(each, replayed[index]))) return []
  const clocks = new Set([...recorded, ...replayed].map((each) => each.clock))
  for (const { clock } of corrected) clocks.delete(clock)
  return [...clocks].flatMap((clock) =>
    differencesOf(
      clock,
      recorded.filter((each) => each.clock === clock),
      replayed.filter((each) => each.clock === clock),
    ),
  )
}

function differencesOf(clock: ClockName, recorded: readonly Recorded[], replayed: readonly Judgement[]): Difference[] {
  const places = Array.from({ length: Math.max(recorded.length, replayed.length) }, (_, place) => place)
  return places
    .filter((place) => !isProved(recorded[place], replayed[place]))
    .map((place) => ({ clock, recorded: told(recorded[place]), replayed: toldOf(replayed[place]) }))
}

function isProved(recorded: Recorded | undefined, replayed: Judgement | undefined): boolean {
  return (
    recorded !== undefined &&
    replayed !== undefined &&
    recorded.clock === replayed.clock &&
    recorded.verdict === replayed.verdict &&
    recorded.dueAt === replayed.dueAt &&
    recorded.endedAt === (replayed.endedAt ?? undefined) &&
    recorded.priority === replayed.priority &&
    recorded.charter === replayed.promise.version
  )
}

function told(recorded: Recorded | undefined): Told | null {
  return recorded === undefined ? null : tellingOf(recorded)
}

function tellingOf({ verdict, dueAt, charter }: Recorded): Told {
  return { verdict, dueAt, charter }
}

function toldOf(replayed: Judgement | undefined): Told | null {
  if (replayed === undefined) return null
  const { verdict, dueAt, promise } = replayed
  return { verdict, dueAt, charter: promise.version }
}
