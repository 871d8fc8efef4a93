// What makes a charter contradict itself: no desk could run on it, so it cannot be published.

import { Invalid } from "../errors.ts"
import { type Calendar, compiledCalendar, durationFrom } from "../time/index.ts"
import { rulesOf } from "./calendars.ts"
import { contradiction, type Finding } from "./finding.ts"
import { repeatedIds } from "./repeated-ids.ts"
import type { Charter, ClockDeclaration } from "./schema.ts"
import { levelsOf, targetFor } from "./targets.ts"
import { unknownNames } from "./unknown-names.ts"
import { startsBetween, waitsOf } from "./waits.ts"
import type { Path } from "./yaml.ts"

/** Every contradiction, without regard to holidays. Pure. */
export function contradictions(charter: Charter): Finding[] {
  const calendars = new Map(Object.keys(charter.calendars).map((name) => [name, compiled(charter, name)]))
  return [
    ...repeatedIds(charter),
    ...unknownNames(charter),
    ...wrongCalendars(calendars),
    ...charter.clocks.flatMap((clock, index) =>
      wrongClock(charter, clock, calendars.get(clock.calendar), ["clocks", index]),
    ),
    ...unreachableSteps(charter),
    ...(charter.kinds.some((each) => each.id === "incident") ? [] : [withoutIncidents]),
  ]
}

const withoutIncidents = contradiction(
  "no-incidents",
  "kinds",
  "no kind of case has the id incident, and every contact is one until it is classified",
  ["kinds"],
)

/** A calendar without its holidays, or what is wrong with it. */
type Compiled = Calendar | string | undefined

function wrongCalendars(calendars: ReadonlyMap<string, Compiled>): Finding[] {
  return [...calendars].flatMap(([name, calendar]) => {
    if (typeof calendar !== "string") return []
    return [contradiction("wrong-calendar", `calendar_${name}`, calendar, ["calendars", name])]
  })
}

function compiled(charter: Charter, name: string): Compiled {
  const declared = charter.calendars[name]
  if (declared === undefined) return undefined
  try {
    return isNeverOpen(declared)
      ? "is never open, so nothing measured by it ever falls due"
      : compiledCalendar(rulesOf(name, declared), [])
  } catch (error) {
    if (error instanceof Invalid) return error.message
    throw error
  }
}

function isNeverOpen({ hours, days }: Charter["calendars"][string]): boolean {
  return [...(days ?? []), ...Object.values(hours ?? {}).flat()].length === 0
}

function wrongClock(charter: Charter, clock: ClockDeclaration, calendar: Compiled, path: Path): Finding[] {
  const missing = levelsOf(charter).flatMap((level) => missingFor(clock, level, path))
  if (calendar === undefined || typeof calendar === "string") return missing
  const amounts = "always" in clock.target ? [null] : levelsOf(charter)
  return [
    ...missing,
    ...extraLevels(charter, clock, path),
    ...amounts.flatMap((level) => wrongAmount(clock, level, calendar, path)),
  ]
}

type Level = Charter["priorities"][number]["level"]

function missingFor(clock: ClockDeclaration, level: Level, path: Path): Finding[] {
  if (targetFor(clock.target, level) === undefined) {
    return [contradiction("no-target", clock.clause, `has no target for priority ${level}`, [...path, "target"])]
  }
  if (targetFor(clock.warns, level) !== undefined) return []
  return [
    contradiction("no-warning", clock.clause, `does not say when to warn for priority ${level}`, [...path, "warns"]),
  ]
}

function extraLevels(charter: Charter, clock: ClockDeclaration, path: Path): Finding[] {
  const known = new Set(levelsOf(charter).map(String))
  return (["target", "warns"] as const).flatMap((key) => {
    const target = clock[key]
    const extra = "always" in target ? [] : Object.keys(target["by-priority"]).filter((level) => !known.has(level))
    return extra.map((level) =>
      contradiction(
        "unknown-priority",
        clock.clause,
        `has an amount for priority ${level}, which the charter does not have`,
        [...path, key],
      ),
    )
  })
}

// Without holidays one fortnight is like another, but for the clock changes, which this one is free of.
const fortnight = [Temporal.PlainDate.from("2024-01-08"), Temporal.PlainDate.from("2024-01-21")] as const

/** A target that never falls due, or a warning that can come after what it warns of. */
function wrongAmount(clock: ClockDeclaration, level: Level | null, calendar: Calendar, path: Path): Finding[] {
  const target = targetFor(clock.target, level)
  const warns = targetFor(clock.warns, level ?? 1)
  if (target === undefined || warns === undefined) return []
  const starts = startsBetween(calendar, ...fortnight)
  const due = (amount: string) => waitsOf(calendar, durationFrom(amount), starts, 0).map((wait) => wait.due)
  const [warned, dues] = [due(warns), due(target)]
  if (!dues.every(Number.isFinite)) {
    return [contradiction("never-due", clock.clause, `${target} falls due after the year 2100`, [...path, "target"])]
  }
  if (dues.every((each, index) => (warned[index] ?? each) <= each)) return []
  const whose = level === null ? "" : ` of priority ${level}`
  return [
    contradiction(
      "late-warning",
      clock.clause,
      `warns after ${warns}, which can be later than the target${whose}, ${target}`,
      [...path, "warns"],
    ),
  ]
}

/** A case stands on the step whose queue it is in: of two steps with one queue the later is never reached. */
function unreachableSteps(charter: Charter): Finding[] {
  return charter.chains.flatMap((chain, at) =>
    chain.steps.flatMap((step, index) => {
      const before = chain.steps.slice(0, index).find((each) => each.queue === step.queue)
      if (before === undefined) return []
      const reason = `the step ${step.id} can never be reached: it has the queue of the step ${before.id}, ${step.queue}`
      return [contradiction("unreachable-step", chain.clause, reason, ["chains", at, "steps", index, "queue"])]
    }),
  )
}
