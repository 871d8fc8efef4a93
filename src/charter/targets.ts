// Targets as their clocks state them: one amount for every case, or one for each priority.

import { listed } from "./finding.ts"
import type { Charter, ClockDeclaration, PriorityLevel, Target } from "./schema.ts"

/** An amount, and the priorities that it is promised to; none where it is promised to every case. */
export type Promised = { readonly amount: string; readonly priorities: readonly PriorityLevel[] }

/** The amount of a target for a priority; undefined where it promises none. A case without a priority has only `always`. */
export function targetFor(target: Target, priority: PriorityLevel | null): string | undefined {
  if ("always" in target) return target.always
  return priority === null ? undefined : target["by-priority"][`${priority}`]
}

/** The different amounts of a clock, each with its priorities, in their order. */
export function promisedBy(clock: ClockDeclaration, charter: Charter): Promised[] {
  if ("always" in clock.target) return [{ amount: clock.target.always, priorities: [] }]
  const grouped = Map.groupBy(levelsOf(charter), (level) => targetFor(clock.target, level))
  return [...grouped].flatMap(([amount, priorities]) => (amount === undefined ? [] : [{ amount, priorities }]))
}

/** The levels that the charter declares, 1 first. */
export function levelsOf(charter: Charter): PriorityLevel[] {
  return [...new Set(charter.priorities.map((each) => each.level))].sort((a, b) => a - b)
}

/** ` of priority 1`, ` of priorities 3 and 4`; nothing where it is promised to every case. */
export function whoseTarget({ priorities }: Promised): string {
  if (priorities.length === 0) return ""
  return ` of ${priorities.length === 1 ? "priority" : "priorities"} ${listed(priorities.map(String))}`
}
