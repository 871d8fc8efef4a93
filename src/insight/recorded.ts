// What the history recorded of a case's clocks, held against what a replay of its other events gives.

import type { ClockName, PriorityLevel } from "../charter/index.ts"
import type { CaseEvent } from "../cases/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Judgement } from "./judge.ts"

/** An outcome as recorded. */
export type Recorded = {
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

type Told = { readonly verdict: "met" | "missed"; readonly dueAt: EpochMilliseconds; readonly charter: number }

/** Adds what an event of a clock records. */
export function record(list: Recorded[], event: CaseEvent): void {
  if (event.type === "clock-withdrawn") {
    const last = list.findLast((each) => each.clock === event.data.clock)
    if (last !== undefined) last.isWithdrawn = true
  } else if (event.type === "clock-met" || event.type === "clock-missed") {
    const { clock, due, ended, priority, charter } = event.data
    const verdict = event.type === "clock-met" ? "met" : "missed"
    list.push({ clock, verdict, dueAt: due, endedAt: ended, priority, charter, isWithdrawn: false })
  }
}

/** Every difference; none where the replay proves the record. */
export function differences(recorded: readonly Recorded[], replayed: readonly Judgement[]): Difference[] {
  if (recorded.length === replayed.length && recorded.every((each, index) => isProved(each, replayed[index]))) return []
  const clocks = new Set([...recorded, ...replayed].map((each) => each.clock))
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
  if (recorded === undefined) return null
  const { verdict, dueAt, charter } = recorded
  return { verdict, dueAt, charter }
}

function toldOf(replayed: Judgement | undefined): Told | null {
  if (replayed === undefined) return null
  const { verdict, dueAt, promise } = replayed
  return { verdict, dueAt, charter: promise.version }
}
