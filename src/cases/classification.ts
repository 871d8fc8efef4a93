// The priority of a case: from the answers to the charter's conditions, the highest that matches wins, or named outright by staff.

import { type Charter, type PriorityLevel, priorityLevels } from "../charter/index.ts"
import { alreadyPast, type ClockRecords, type Moments, type Rulebook } from "../clocks/index.ts"
import { Invalid } from "../errors.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { EventData } from "./events.ts"

export type ClassificationGiven = {
  readonly priority?: PriorityLevel
  readonly answers?: Readonly<Record<string, boolean>>
}

/**
 * What a classification at `at` comes to; undefined where nothing was given, or no condition applies.
 * A priority that staff name stands above what the answers would give; the answers are recorded with it.
 */
export function classification(
  { priority, answers }: ClassificationGiven,
  moments: Moments,
  records: ClockRecords,
  rules: Rulebook,
  at: EpochMilliseconds,
): EventData["classified"] | undefined {
  const { charter, number } = rules.versionAt(at)
  if (answers !== undefined) mustBeConditions(charter, answers)
  const matched = highestMatch(charter, answers ?? {})
  const level = priority ?? matched?.level
  const declared = charter.priorities.find((each) => each.level === level)
  if (level === undefined || declared === undefined) return undefined
  return {
    priority: level,
    ...(answers === undefined ? {} : { answers }),
    ...(matched === undefined || matched.level !== level ? {} : { condition: matched.condition }),
    clause: declared.id,
    charter: number,
    alreadyPast: alreadyPast(moments, records, level, rules, at),
  }
}

/** The highest priority of which a condition is answered with yes. */
export function highestMatch(
  charter: Charter,
  answers: Readonly<Record<string, boolean>>,
): { level: PriorityLevel; condition: string } | undefined {
  for (const level of priorityLevels) {
    const conditions = charter.priorities.find((each) => each.level === level)?.conditions ?? []
    const met = conditions.find((each) => Object.hasOwn(answers, each.id) && answers[each.id] === true)
    if (met !== undefined) return { level, condition: met.id }
  }
  return undefined
}

function mustBeConditions(charter: Charter, answers: Readonly<Record<string, boolean>>): void {
  const known = new Set(charter.priorities.flatMap((each) => each.conditions.map((condition) => condition.id)))
  const unknown = Object.keys(answers).filter((id) => !known.has(id))
  if (unknown.length === 0) return
  throw new Invalid(
    unknown.map((id) => ({ field: `answers.${id}`, message: "The charter has no condition with this id." })),
  )
}
