// A holiday announced late moves the deadlines of running clocks, and says so; a clock that has ended stays as it was judged.

import type { EpochMilliseconds } from "../time/index.ts"
import type { ClockRecords, Moments } from "./clock.ts"
import { derivedClocks } from "./derive.ts"
import type { ClockHappening } from "./events.ts"
import type { Rulebook } from "./rulebook.ts"

/** The clocks that move because of what became known at `learnedAt`. Asking again gives nothing new. */
export function movedClocks(
  moments: Moments,
  records: ClockRecords,
  rules: Rulebook,
  learnedAt: EpochMilliseconds,
  at: EpochMilliseconds,
): ClockHappening[] {
  const before = derivedClocks(moments, records, rules, at, learnedAt - 1)
  return derivedClocks(moments, records, rules, at).flatMap((clock) => {
    const former = before.find((each) => each.name === clock.name)
    const isRunning = clock.state === "running" && clock.endedAt === null && clock.dueAt !== null
    if (!isRunning || clock.dueAt === null || former?.dueAt == null || former.dueAt === clock.dueAt) return []
    if (records[clock.name]?.movedTo === clock.dueAt) return []
    const data = { clock: clock.name, from: former.dueAt, to: clock.dueAt }
    return [{ type: "clock-moved" as const, data, by: "system" as const }]
  })
}
