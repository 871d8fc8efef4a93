// The history of a case, verified: the chain, the order, the columns beside each body, the shapes, and each recorded outcome.

import { derivedClock, type Rulebook } from "../clocks/index.ts"
import type { KnownKeys } from "../proof/index.ts"
import {
  canonical,
  chainStart,
  declarationOf,
  eventBody,
  isKnown,
  linkHash,
  type RecordedEvent,
} from "../timeline/index.ts"
import { type Corrections, trustedCorrections } from "./corrections.ts"
import { type CaseEvent, caseEventFrom } from "./events.ts"
import { folded } from "./fold.ts"
import { recordedFrom } from "./history.ts"
import { rulesFor } from "./imported.ts"
import { isOutcome } from "./rejudge.ts"
import type { CaseState } from "./state.ts"
import type { EventRow } from "./store.ts"
import { momentsOf } from "./unfold.ts"
import type { VerifiedRow } from "./verify-store.ts"

export type Say = (what: string) => void
/** What a history is held against. */
export type Against = { readonly rules: Rulebook; readonly keys: KnownKeys }
type Judging = { readonly rules: Rulebook; readonly corrections: Corrections }
export type StoredEvent = Omit<EventRow, "by" | "data">

/** The state that the events give; undefined, and said why, where they are not what was written. */
export function verifiedState(
  row: VerifiedRow,
  events: readonly StoredEvent[],
  { rules, keys }: Against,
  say: Say,
): CaseState | undefined {
  const corrections = trustedCorrections(row.caseId, events, keys, say)
  let previous: Buffer = chainStart
  let state: CaseState | undefined
  for (const [index, stored] of events.entries()) {
    if (stored.seq !== index + 1) return lost(say, `has no event ${index + 1}`)
    previous = linkHash(previous, stored.body)
    if (!previous.equals(stored.hash))
      return lost(say, `event ${stored.seq} has been changed, or one before it: its hash does not follow`)
    const event = verifiedEvent(row.caseId, stored, say)
    if (event === undefined) return undefined
    if (state === undefined && event.type !== "opened") return lost(say, `begins with ${event.type}, not with opened`)
    if (state !== undefined) verifyOutcome(state, event, { rules, corrections }, say)
    state = folded(state, event)
  }
  if (!previous.equals(row.chainHead))
    return lost(say, `has lost events at its end: its head is not that of event ${events.length}`)
  return state
}

/** The events that can be read. What cannot has been told of by the chain. */
export function readableEvents(events: readonly StoredEvent[]): CaseEvent[] {
  return events.flatMap(({ body }) => readEvent(body)?.event ?? [])
}

function verifiedEvent(caseId: number, stored: StoredEvent, say: Say): CaseEvent | undefined {
  const read = readEvent(stored.body)
  if (read === undefined)
    return lost(say, `event ${stored.seq} cannot be read${isKnown(stored) ? "" : ": a newer release recorded it"}`)
  const { recorded, event } = read
  const columns = { at: stored.at, seq: stored.seq, type: stored.type, v: stored.v }
  const inside = { at: recorded.at, seq: recorded.seq, type: recorded.type, v: recorded.v }
  if (canonical(columns) !== canonical(inside))
    say(`event ${stored.seq} says something else in its columns than in its body`)
  if (eventBody(caseId, recorded) !== stored.body)
    return lost(say, `event ${stored.seq} is not canonical, or of another case`)
  const shape = declarationOf(event.type).schema.safeParse(event.data)
  return shape.success ? event : lost(say, `event ${stored.seq} does not have the shape of ${event.type}`)
}

// Whoever can write into the database can write anything: a body that is no event of ours is a difference, not the end of the search.
function readEvent(body: string): { recorded: RecordedEvent; event: CaseEvent } | undefined {
  try {
    const recorded = recordedFrom(body)
    return { recorded, event: caseEventFrom(recorded) }
  } catch {
    return undefined
  }
}

// A deadline derived again from the events before it, with what was known then, must be the one that was recorded, or the one that a
// signed correction put in its place.
function verifyOutcome(before: CaseState, event: CaseEvent, { rules, corrections }: Judging, say: Say): void {
  if (!isOutcome(event)) return
  const { clock } = event.data
  const due = corrections.get(event.seq)?.due ?? event.data.due
  const derived = derivedClock(clock, momentsOf(before), before.clocks[clock] ?? {}, rulesFor(before, rules), event.at)
  if (derived?.dueAt !== due) say(`the recorded outcome of ${clock} (event ${event.seq}) differs from its derivation`)
}

function lost(say: Say, what: string): undefined {
  say(what)
  return undefined
}
