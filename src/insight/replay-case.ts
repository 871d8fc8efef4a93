// Replays one case after the other: each event is heard once, by the judge who goes by the rules of the time and by the one who goes by the
// proposal. The first must come to what was recorded; the second says what would have been.

import type { Charter, PriorityLevel } from "../charter/index.ts"
import { type CaseEvent, type EventData, highestMatch } from "../cases/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { declarationOf } from "../timeline/index.ts"
import {
  beginCase,
  classify,
  endRuns,
  type Judgement,
  type Judging,
  judging,
  look,
  type Open,
  openPromise,
  restart,
  waitsChanged,
  withdraw,
} from "./judge.ts"
import { emptyMoments, gather, type Gathered, type Heard, opened } from "./moments.ts"
import type { LaidRules } from "./promises.ts"
import { type Difference, differences, type Recorded, record } from "./recorded.ts"

export type Rules = {
  /** The rules of the time: each clock under the version that it started in. */
  readonly actual: LaidRules
  readonly proposed: LaidRules
  /** Whose conditions the recorded answers are held against; undefined leaves every priority. */
  readonly conditions: Charter | undefined
}

/** Where the priority of a case under the proposal comes from. */
export type Basis = "none" | "named" | "answers" | "unmatched"

/** How one clock, or one run of it, stood at the end: judged, or still open. */
export type Standing = {
  readonly clock: Judgement["clock"]
  readonly startedAt: EpochMilliseconds
  readonly verdict: "met" | "missed" | "open"
  /** Null while paused. */
  readonly dueAt: EpochMilliseconds | null
  readonly priority: PriorityLevel | null
  readonly promise: Judgement["promise"]
}

/** A case at the end of its replay; only good until the next one begins. */
export type ReplayedCase = {
  readonly caseId: number
  readonly moments: Gathered
  readonly actual: readonly Standing[]
  readonly proposed: readonly Standing[]
  readonly differences: readonly Difference[]
  /** Deadlines that had passed and were not recorded yet. */
  readonly unrecorded: number
  readonly basis: Basis
  readonly priorities: readonly [actual: PriorityLevel | null, proposed: PriorityLevel | null]
}

export type Replayer = {
  readonly hear: (caseId: number, event: CaseEvent) => void
  /** Ends the case that was heard last. */
  readonly end: (at: EpochMilliseconds) => ReplayedCase
}

export function replayer(rules: Rules): Replayer {
  const moments = emptyMoments()
  const heard: Heard = { waits: false, restarted: false, reopened: false }
  const actual = judging(rules.actual, "when-asked")
  const proposed = judging(rules.proposed, "each-deadline")
  const recorded: Recorded[] = []
  let current = 0
  let basis: Basis = "none"
  let lastAt = 0

  return { hear, end }

  function hear(caseId: number, event: CaseEvent): void {
    current = caseId
    lastAt = event.at
    if (event.type === "opened") return open(event)
    look(actual, moments, event.at)
    if (event.type === "clock-met" || event.type === "clock-missed" || event.type === "clock-withdrawn")
      return record(recorded, event)
    look(proposed, moments, event.at)
    if (typeof event.by === "number" && declarationOf(event.type).countsAsChange) {
      endRuns(actual, moments, event.at)
      endRuns(proposed, moments, event.at)
    }
    if (event.type === "classified") classifyBoth(event.data, event.at)
    gather(moments, event, heard)
    follow(actual)
    follow(proposed)
    look(actual, moments, event.at)
    look(proposed, moments, event.at)
  }

  function open(event: CaseEvent & { type: "opened" }): void {
    opened(moments, event)
    recorded.length = 0
    basis = "none"
    beginCase(actual, event.at)
    beginCase(proposed, event.at)
    if (event.data.classification !== undefined) classifyBoth(event.data.classification, event.at)
    look(actual, moments, event.at)
    look(proposed, moments, event.at)
  }

  function classifyBoth(data: EventData["classified"], at: EpochMilliseconds): void {
    const again = classifiedAgain(data, rules.conditions)
    basis = again.basis
    classify(actual, moments, data.priority, at)
    classify(proposed, moments, again.priority, at)
  }

  function follow(judge: Judging): void {
    if (heard.waits) waitsChanged(judge)
    if (heard.reopened) withdraw(judge)
    if (heard.restarted) restart(judge)
  }

  function end(now: EpochMilliseconds): ReplayedCase {
    const at = Math.max(now, lastAt)
    const found = differences(recorded, actual.judgements)
    const judged = actual.judgements.length
    look(actual, moments, at)
    look(proposed, moments, at)
    return {
      caseId: current,
      moments,
      actual: standings(actual, moments, at),
      proposed: standings(proposed, moments, at),
      differences: found,
      unrecorded: actual.judgements.length - judged,
      basis,
      priorities: [actual.priority, proposed.priority],
    }
  }
}

// A priority that staff named stands above what the answers would give, under any conditions.
function classifiedAgain(
  { priority, answers, condition }: EventData["classified"],
  conditions: Charter | undefined,
): { priority: PriorityLevel; basis: Basis } {
  if (answers === undefined || condition === undefined) return { priority, basis: "named" }
  if (conditions === undefined) return { priority, basis: "answers" }
  const match = highestMatch(conditions, answers)
  return match === undefined ? { priority, basis: "unmatched" } : { priority: match.level, basis: "answers" }
}

/** In the order of clocks, and of the runs of each. */
function standings(judge: Judging, moments: Gathered, at: EpochMilliseconds): Standing[] {
  const found: Standing[] = []
  for (const entry of judge.entries) {
    for (const each of judge.judgements) if (each.clock === entry.clock && !each.isWithdrawn) found.push(each)
    const open = openPromise(judge, entry, moments, at)
    if (open !== undefined) found.push(openStanding(judge, open))
  }
  return found
}

function openStanding({ priority }: Judging, { promise, startedAt, dueAt }: Open): Standing {
  return { clock: promise.clock, startedAt, verdict: "open", dueAt, priority, promise }
}
