// The waits of a case: for the customer, and between a resolution and its reopening.

import type { OpenInterval } from "../clocks/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { CaseState } from "./state.ts"

export function endedWaits(waits: readonly OpenInterval[], at: number): OpenInterval[] {
  return waits.map(([from, to]) => [from, Math.max(from, Math.min(to ?? at, at))])
}

export function waitsWith(waits: readonly OpenInterval[], wait: OpenInterval): OpenInterval[] {
  return [...waits, wait]
}

/** When a case wakes by itself after an instant: its hold runs out, or a wait that was carried to it; Infinity where neither is set to. */
export function wakeAfter({ hold, waits }: Pick<CaseState, "hold" | "waits">, at: EpochMilliseconds): number {
  const ends = waits.flatMap(([, to]) => (to !== null && to > at ? [to] : []))
  return Math.min(hold?.until ?? Number.POSITIVE_INFINITY, ...ends)
}
