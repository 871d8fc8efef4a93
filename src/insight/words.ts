// What a replay found, in sentences: the command line and the page say the same.

import type { ClockName, PriorityLevel } from "../charter/index.ts"
import { durationFrom, instantInWords, promiseWords } from "../time/index.ts"
import type { Change, Reason, Side } from "./change.ts"
import type { Told as Outcome } from "./recorded.ts"
import type { Told } from "./replay-range.ts"

export const clockWords: Record<ClockName, string> = {
  respond: "Response",
  restore: "Restoration",
  "first-reply": "First reply",
  review: "Review",
  progress: "Updates in a major incident",
}

export const verdictWords: Record<Side["verdict"], string> = {
  met: "kept",
  missed: "missed",
  open: "still open",
  none: "not promised",
}

export function priorityWords(priority: PriorityLevel | null): string {
  return priority === null ? "No priority" : `Priority ${priority}`
}

/** Why a promise comes out differently, in one sentence. */
export function becauseWords(change: Change): string {
  const said = change.because.map((reason) => reasonWords[reason](change)).join("; ")
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}.`
}

/** What makes promises differ, for a list of how many. */
export const reasonTitles: Record<Reason, string> = {
  promised: "Promised only under the proposal",
  "not-promised": "Not promised under the proposal",
  priority: "Another priority, by the recorded answers",
  target: "Another target",
  calendar: "Other opening hours",
  holidays: "Other holidays",
  pauses: "Waiting for the customer counts differently",
  stop: "Kept by something else",
  restart: "Begins anew at other moments",
}

const reasonWords: Record<Reason, (change: Change) => string> = {
  promised: ({ proposed }) => `promised only under the proposal${targetOf(proposed)}`,
  "not-promised": ({ actual }) => `not promised under the proposal${targetOf(actual)}`,
  priority: ({ actual, proposed }) =>
    `the recorded answers give ${priorityWords(proposed.priority).toLowerCase()} instead of ${priorityWords(actual.priority).toLowerCase()}`,
  target: ({ actual, proposed }) => `the target is ${amountOf(proposed)} instead of ${amountOf(actual)}`,
  calendar: () => "the hours that count are others",
  holidays: () => "the holidays that count are others",
  pauses: () => "waiting for the customer counts differently",
  stop: () => "it is kept by something else",
  restart: () => "it begins anew at other moments",
}

/** "kept, due Friday 27 March 2026 at 4:30pm" */
export function sideWords({ verdict, dueAt }: Side): string {
  return `${verdictWords[verdict]}${dueAt === null ? "" : `, due ${instantInWords(dueAt)}`}`
}

/** What is told of a case whose record the replay does not prove. */
export function differenceWords(difference: Told["differences"][number]): string {
  if ("what" in difference) return difference.what
  const { clock, recorded, replayed } = difference
  return `${clockWords[clock]}: recorded ${outcomeWords(recorded)}, replayed ${outcomeWords(replayed)}`
}

/** What a signed correction put in the place of what was recorded. */
export function correctionWords({ clock, event, recorded, corrected }: Told["corrected"][number]): string {
  return `${clockWords[clock]} (event ${event}): recorded ${outcomeWords(recorded)}, corrected to ${outcomeWords(corrected)}`
}

function outcomeWords(outcome: Outcome | null): string {
  if (outcome === null) return "nothing"
  return `${verdictWords[outcome.verdict]}, due ${instantInWords(outcome.dueAt)}, by version ${outcome.charter}`
}

function targetOf({ amount }: Side): string {
  return amount === null ? "" : `, within ${promiseWords(durationFrom(amount))}`
}

function amountOf({ amount }: Side): string {
  return amount === null ? "nothing" : promiseWords(durationFrom(amount))
}
