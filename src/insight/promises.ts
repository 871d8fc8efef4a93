// What a rulebook promises, laid out so that a million cases can ask: for each version and clock, the promise of each priority.

import {
  type CharterVersion,
  type ClockName,
  clockNames,
  type PriorityLevel,
  priorityLevels,
} from "../charter/index.ts"
import { amountFor, declarationOf, type Restart, type Rulebook } from "../clocks/index.ts"
import type { Calendar, Duration, EpochMilliseconds } from "../time/index.ts"

/** A promise to a case of one priority, by one version of the charter. */
export type LaidPromise = {
  readonly clock: ClockName
  readonly version: number
  readonly calendar: Calendar
  readonly target: Duration
  /** As the charter writes it: `4h`. */
  readonly amount: string
  /** By the end of the case, or of its major incident: no message keeps it. */
  readonly isEndedByResolution: boolean
  readonly isPaused: boolean
  readonly restarts: Restart | undefined
}

/** One clock of a version: what it promises by priority, `none` to a case that has none yet. */
export type LaidClock = {
  readonly restarts: boolean
  /** The same for every case, whatever its priority. */
  readonly isForAll: boolean
  readonly none: LaidPromise | undefined
  readonly byPriority: readonly (LaidPromise | undefined)[]
}

/** The clocks of a version in the order of `clockNames`; undefined where it has none of that name. */
export type LaidVersion = readonly (LaidClock | undefined)[]

export type LaidRules = {
  readonly at: (at: EpochMilliseconds) => LaidVersion
  /** The version that an import named for its cases; undefined where one version judges every case. */
  readonly named: (number: number) => LaidVersion | undefined
}

/** Lays a rulebook out, each version when it is first asked for. `isOneForAll`: imported cases too are judged by the version in force. */
export function laidRules(rules: Rulebook, isOneForAll = false): LaidRules {
  const laid = new Map<number, LaidVersion>()
  const laidOut = (version: CharterVersion): LaidVersion => {
    const known = laid.get(version.number) ?? clockNames.map((name) => laidClock(name, version, rules))
    laid.set(version.number, known)
    return known
  }
  return {
    at: (at) => laidOut(rules.versionAt(at)),
    named: (number) => (isOneForAll ? undefined : laidOut(rules.version(number))),
  }
}

/** What a clock promises to a case of a priority. */
export function promiseTo(clock: LaidClock, priority: PriorityLevel | null): LaidPromise | undefined {
  return priority === null ? clock.none : clock.byPriority[priority]
}

function laidClock(name: ClockName, version: CharterVersion, rules: Rulebook): LaidClock | undefined {
  const declared = declarationOf(version, name)
  if (declared === undefined) return undefined
  const promise = (priority: PriorityLevel | null): LaidPromise | undefined => {
    const target = amountFor(declared.target, priority)
    if (target === undefined) return undefined
    return {
      clock: name,
      version: version.number,
      calendar: rules.calendar(version, declared.calendar),
      target,
      amount: textOf(declared.target, priority),
      isEndedByResolution: declared.stops !== "message-from-a-person",
      isPaused: declared.pauses.includes("waiting-for-the-customer"),
      restarts: declared.restarts,
    }
  }
  return {
    restarts: declared.restarts === "staff-update",
    isForAll: "always" in declared.target,
    none: promise(null),
    byPriority: [undefined, ...priorityLevels.map(promise)],
  }
}

function textOf(
  target: { always: string } | { "by-priority": Partial<Record<string, string>> },
  priority: PriorityLevel | null,
): string {
  return "always" in target ? target.always : (target["by-priority"][`${priority}`] ?? "")
}
