// Replays one case after the other: each event is heard once, by the judge who goes by the rules of the time and by the one who goes by the
// proposal. The first must come to what was recorded; the second says what would have been.

import { type CaseEvent, type Corrections, type EventData, highestMatch, restartedBy } from "../cases/index.ts"
import type { Charter, PriorityLevel } from "../charter/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import {
  beginCase,
  classify,
  endRuns,
  importEnded,
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
import { emptyMoments, type Gathered, gather, type Heard, opened } from "./moments.ts"
import type { LaidRules } from "./promises.ts"
import { type Corrected, correctedOf, type Difference, differences, type Recorded, record } from "./recorded.ts"

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
  readonly corrected: readonly Corrected[]
  /** Deadlines that had passed and were not recorded yet. */
  readonly unrecorded: number
  readonly basis: Basis
  readonly priorities: readonly [actual: PriorityLevel | null, proposed: PriorityLevel | null]
}

export type Replayer = {
  readonly hear: (caseId: number, event: CaseEvent) => void
  /** Whether the case that is being heard has corrections: who ends it must say which of them are to be trusted. */
  readonly hasCorrections: () => boolean
  /** Ends the case that was heard last. */
  readonly end: (at: EpochMilliseconds, corrections?: Corrections) => ReplayedCase
}

type Current = { caseId: number; lastAt: number; hasCorrections: boolean; basis: Basis }

export function replayer(rules: Rules): Replayer {
  const moments = emptyMoments()
  const heard: Heard = { waits: false, restarted: false, reopened: false, toldAll: false }
  const judges = [judging(rules.actual, "when-asked"), judging(rules.proposed, "each-deadline")] as const
  const [actual, proposed] = judges
  const recorded: Recorded[] = []
  let current: Current = { caseId: 0, lastAt: 0, hasCorrections: false, basis: "none" }

  return { hear, hasCorrections: () => current.hasCorrections, end }

  function hear(caseId: number, event: CaseEvent): void {
    if (event.type === "opened") open(caseId, event)
    else hearFurther(event)
  }

  function hearFurther(event: CaseEvent): void {
    current.lastAt = event.at
    look(actual, moments, event.at)
    if (event.type === "clock-met" || event.type === "clock-missed" || event.type === "clock-withdrawn")
      record(recorded, event)
    else if (event.type === "outcome-corrected") current.hasCorrections = true
    else change(event)
  }

  function open(caseId: number, event: CaseEvent & { type: "opened" }): void {
    const { classification, imported } = event.data
    opened(moments, event)
    recorded.length = 0
    current = { caseId, lastAt: event.at, hasCorrections: false, basis: "none" }
    for (const judge of judges) beginCase(judge, event.at, imported?.charter)
    if (classification !== undefined) classifyBoth(classification, event.at)
    for (const judge of judges) look(judge, moments, event.at)
  }

  function change(event: CaseEvent): void {
    look(proposed, moments, event.at)
    const updates = restartedBy(event.type, event.by)
    if (updates.length > 0) for (const judge of judges) endRuns(judge, moments, updates, event.at)
    if (event.type === "classified") classifyBoth(event.data, event.at)
    gather(moments, event, heard)
    for (const judge of judges) {
      if (event.type === "import-ended") importEnded(judge, event.at)
      if (heard.waits) waitsChanged(judge)
      if (heard.reopened) withdraw(judge)
      if (heard.restarted) restart(judge, "review")
      if (heard.toldAll) restart(judge, "progress")
      look(judge, moments, event.at)
    }
  }

  function classifyBoth(data: EventData["classified"], at: EpochMilliseconds): void {
    const again = classifiedAgain(data, rules.conditions)
    current.basis = again.basis
    classify(actual, moments, data.priority, at)
    classify(proposed, moments, again.priority, at)
  }

  function end(now: EpochMilliseconds, corrections?: Corrections): ReplayedCase {
    const at = Math.max(now, current.lastAt)
    const corrected = corrections === undefined ? [] : correctedOf(recorded, corrections)
    const found = differences(recorded, actual.judgements, corrected)
    const judged = actual.judgements.length
    const isProved = found.length + corrected.length === 0
    const judgements = isProved ? actual.judgements : asRecorded(recorded, actual.judgements, corrected)
    for (const judge of judges) look(judge, moments, at)
    return {
      caseId: current.caseId,
      moments,
      actual: standings(
        actual,
        isProved ? judgements : [...judgements, ...actual.judgements.slice(judged)],
        moments,
        at,
      ),
      proposed: standings(proposed, proposed.judgements, moments, at),
      differences: found,
      corrected,
      unrecorded: actual.judgements.length - judged,
      basis: current.basis,
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

// What really happened is what was recorded, or signed as its correction, also where the replay cannot prove it.
function asRecorded(
  recorded: readonly Recorded[],
  judgements: readonly Judgement[],
  corrected: readonly Corrected[],
): Judgement[] {
  const left = [...recorded]
  return judgements.map((each) => {
    const place = left.findIndex((other) => other.clock === each.clock)
    const [found] = place === -1 ? [] : left.splice(place, 1)
    if (found === undefined) return each
    const { verdict, dueAt } = corrected.find((other) => other.event === found.seq)?.corrected ?? found
    return { ...each, verdict, dueAt, priority: found.priority, isWithdrawn: found.isWithdrawn }
  })
}

/** In the order of clocks, and of the runs of each. */
function standings(
  judge: Judging,
  judgements: readonly Judgement[],
  moments: Gathered,
  at: EpochMilliseconds,
): Standing[] {
  const found: Standing[] = []
  for (const entry of judge.entries) {
    for (const each of judgements) if (each.clock === entry.clock && !each.isWithdrawn) found.push(each)
    const open = openPromise(judge, entry, moments, at)
    if (open !== undefined) found.push(openStanding(judge, open))
  }
  return found
}

function openStanding({ priority }: Judging, { promise, startedAt, dueAt }: Open): Standing {
  return { clock: promise.clock, startedAt, verdict: "open", dueAt, priority, promise }
}
