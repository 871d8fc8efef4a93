// What is derived from the events of a case, verified: its row, its clocks and its notices.

import { type Clock, derivedClocks, nextDue, type Rulebook } from "../clocks/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { canonical } from "../timeline/index.ts"
import type { CaseEvent } from "./events.ts"
import { rulesFor } from "./imported.ts"
import type { CaseState } from "./state.ts"
import { momentsOf } from "./unfold.ts"
import type { Say } from "./verify-history.ts"
import type { VerifiedClock, VerifiedNotice, VerifiedRow } from "./verify-store.ts"

/** The row of a case and the rows of its clocks, against the state that its events give. */
export function verifyRows(
  row: VerifiedRow,
  state: CaseState,
  clocks: readonly VerifiedClock[],
  rules: Rulebook,
  at: EpochMilliseconds,
  say: Say,
): void {
  for (const name of differing(row, columnsOf(state))) say(`the row's ${name} is not what the events give`)
  if (canonical(row.fold) !== canonical(state)) say("the stored state is not what the events give")
  const its = rulesFor(state, rules)
  const derived = [state.lastAt, at].map((when) => derivedClocks(momentsOf(state), state.clocks, its, when))
  verifyClocks(derived.flat(), clocks, say)
  const dues = derived.map((each) => nextDue(each)?.dueAt ?? Number.POSITIVE_INFINITY)
  if (!dues.includes(row.nextDueAt)) say("the row's next deadline is not what the events give")
}

function columnsOf(state: CaseState) {
  return {
    kind: state.kind,
    state: state.state,
    isOpen: state.resolvedAt === null,
    priority: state.priority,
    queue: state.queue,
    ownerId: state.ownerId,
    openedAt: state.receivedAt,
    version: state.version,
    seq: state.seq,
    organisationId: state.organisation ?? null,
  }
}

function differing(row: VerifiedRow, expected: ReturnType<typeof columnsOf>): string[] {
  const stored = new Map(Object.entries(row))
  return Object.entries(expected).flatMap(([name, value]) => (stored.get(name) === value ? [] : [name]))
}

// A row was derived when it was last saved: since then a wait may have ended, or a holiday become known.
function verifyClocks(derived: readonly Clock[], stored: readonly VerifiedClock[], say: Say): void {
  const names = new Set<string>([...derived, ...stored].map((each) => each.name))
  for (const name of names) {
    const row = stored.find((each) => each.name === name)
    const matches = derived.some(
      (each) =>
        each.name === name &&
        row?.state === each.state &&
        row.dueAt === each.dueAt &&
        row.endedAt === each.endedAt &&
        row.startedAt === each.startedAt,
    )
    if (!matches) say(`the row of the clock ${name} is not what the events give`)
  }
}

/** Each notice stands in an event, and each that an event tells of is there. */
export function verifyNotices(events: readonly CaseEvent[], stored: readonly VerifiedNotice[], say: Say): void {
  const told = new Set(events.flatMap((each) => ("notices" in each.data ? each.data.notices : [])))
  for (const notice of stored) if (!told.has(notice.noticeId)) say(`notice ${notice.noticeId} stands in no event`)
  for (const noticeId of told) {
    const state = stored.find((each) => each.noticeId === noticeId)?.state
    const isSent = events.some((each) => each.type === "notice-sent" && each.data.notice === noticeId)
    if (state === undefined) say(`notice ${noticeId} is missing`)
    else if (state === "sent" && !isSent) say(`notice ${noticeId} counts as sent, and no event says so`)
  }
}
