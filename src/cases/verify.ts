// `charter verify`: rebuilds everything that is derived from the events, compares it with what is stored, and checks the chains.

import { derivedClock, derivedClocks, nextDue, type Rulebook } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import {
  canonical,
  chainStart,
  contentDigest,
  contentRefs,
  declarationOf,
  eventBody,
  linkHash,
} from "../timeline/index.ts"
import { type CaseEvent, caseEventFrom } from "./events.ts"
import { folded } from "./fold.ts"
import { recordedFrom } from "./history.ts"
import type { CaseState } from "./state.ts"
import type { EventRow } from "./store.ts"
import { momentsOf } from "./unfold.ts"
import {
  caseRowsAfter,
  casesWithOtherWords,
  clocksBetween,
  contentsOf,
  eventsBetween,
  noticesBetween,
  orphans,
  seeOneMoment,
  type VerifiedClock,
  type VerifiedNotice,
  type VerifiedRow,
} from "./verify-store.ts"

export type Verification = { readonly cases: number; readonly events: number }
/** Told of each difference as it is found. */
export type TellDifference = (difference: { readonly reference: string; readonly what: string }) => void

const batch = 200
type Stored = Omit<EventRow, "by" | "data">

/** Goes through every case. A desk may work beside it: each batch sees one moment. */
export async function verifyCases(
  db: Db,
  rules: Rulebook,
  at: EpochMilliseconds,
  tell: TellDifference,
): Promise<Verification> {
  let after = 0
  let seen = { cases: 0, events: 0 }
  for (;;) {
    const found = await transaction(db, (tx) => verifyBatch(tx, after, rules, at, tell))
    if (found.last === undefined) break
    seen = { cases: seen.cases + found.cases, events: seen.events + found.events }
    after = found.last
  }
  for (const caseId of await orphans(db)) tell({ reference: `case ${caseId}`, what: "has events, and no row" })
  return seen
}

async function verifyBatch(tx: Tx, after: number, rules: Rulebook, at: EpochMilliseconds, tell: TellDifference) {
  await seeOneMoment(tx)
  const found = await caseRowsAfter(tx, after, batch)
  const [first, last] = [found[0]?.caseId, found.at(-1)?.caseId]
  if (first === undefined || last === undefined) return { cases: 0, events: 0, last: undefined }
  const events = Map.groupBy(await eventsBetween(tx, first, last), (each) => each.caseId)
  const clocks = Map.groupBy(await clocksBetween(tx, first, last), (each) => each.caseId)
  const notices = Map.groupBy(await noticesBetween(tx, first, last), (each) => each.caseId)
  const others = new Set(await casesWithOtherWords(tx, first, last))
  let counted = 0
  for (const row of found) {
    const say = (what: string) => tell({ reference: row.reference, what })
    const own = events.get(row.caseId) ?? []
    counted += own.length
    const state = verifyHistory(row, own, rules, say)
    if (state !== undefined) verifyRows(row, state, clocks.get(row.caseId) ?? [], rules, at, say)
    if (others.has(row.caseId) || !row.hasWords) say("is not found by the words that it holds")
    const recorded = own.map((each) => recordedFrom(each.body))
    verifyNotices(recorded.map(caseEventFrom), notices.get(row.caseId) ?? [], say)
    await verifyContent(tx, row, recorded.map(caseEventFrom), say)
  }
  return { cases: found.length, events: counted, last }
}

type Say = (what: string) => void

// The chain, the order, the columns beside the body, the shape, and each recorded outcome against its derivation.
function verifyHistory(row: VerifiedRow, events: readonly Stored[], rules: Rulebook, say: Say): CaseState | undefined {
  let previous: Buffer = chainStart
  let state: CaseState | undefined
  for (const [index, stored] of events.entries()) {
    if (stored.seq !== index + 1) return lost(say, `has no event ${index + 1}`)
    const link = linkHash(previous, stored.body)
    if (!link.equals(stored.hash))
      return lost(say, `event ${stored.seq} has been changed, or one before it: its hash does not follow`)
    previous = link
    const event = verifiedEvent(row.caseId, stored, say)
    if (event === undefined) return undefined
    if (state !== undefined) verifyOutcome(state, event, rules, say)
    state = folded(state, event)
  }
  if (!previous.equals(row.chainHead))
    return lost(say, `has lost events at its end: its head is not that of event ${events.length}`)
  return state
}

function verifiedEvent(caseId: number, stored: Stored, say: Say): CaseEvent | undefined {
  const recorded = recordedFrom(stored.body)
  const columns = { at: stored.at, seq: stored.seq, type: stored.type, v: stored.v }
  const inside = { at: recorded.at, seq: recorded.seq, type: recorded.type, v: recorded.v }
  if (canonical(columns) !== canonical(inside))
    say(`event ${stored.seq} says something else in its columns than in its body`)
  if (eventBody(caseId, recorded) !== stored.body)
    return lost(say, `event ${stored.seq} is not canonical, or of another case`)
  const event = caseEventFrom(recorded)
  const shape = declarationOf(event.type).schema.safeParse(event.data)
  return shape.success ? event : lost(say, `event ${stored.seq} does not have the shape of ${event.type}`)
}

// A deadline derived again from the events before it, with what was known then, must be the one that was recorded.
function verifyOutcome(before: CaseState, event: CaseEvent, rules: Rulebook, say: Say): void {
  if (event.type !== "clock-met" && event.type !== "clock-missed") return
  const { clock, due } = event.data
  const derived = derivedClock(clock, momentsOf(before), before.clocks[clock] ?? {}, rules, event.at)
  if (derived?.dueAt !== due) say(`the recorded outcome of ${clock} (event ${event.seq}) differs from its derivation`)
}

function verifyRows(
  row: VerifiedRow,
  state: CaseState,
  clocks: readonly VerifiedClock[],
  rules: Rulebook,
  at: number,
  say: Say,
): void {
  const stored = { ...row }
  const derived = derivedClocks(momentsOf(state), state.clocks, rules, state.lastAt)
  const later = derivedClocks(momentsOf(state), state.clocks, rules, at)
  const expected = {
    kind: state.kind,
    state: state.state,
    isOpen: state.resolvedAt === null,
    priority: state.priority,
    queue: state.queue,
    ownerId: state.ownerId,
    openedAt: state.receivedAt,
    version: state.version,
    seq: state.seq,
  }
  for (const [name, value] of Object.entries(expected)) {
    if (Object.entries(stored).find(([key]) => key === name)?.[1] !== value)
      say(`the row's ${name} is not what the events give`)
  }
  if (canonical(row.fold) !== canonical(state)) say("the stored state is not what the events give")
  verifyClocks(derived, later, clocks, say)
  const dues = [nextDue(derived), nextDue(later)].map((each) => each?.dueAt ?? Number.POSITIVE_INFINITY)
  if (!dues.includes(row.nextDueAt)) say("the row's next deadline is not what the events give")
}

// A row was derived when it was last saved: since then a wait may have ended, or a holiday become known.
function verifyClocks(
  derived: ReturnType<typeof derivedClocks>,
  later: ReturnType<typeof derivedClocks>,
  stored: readonly VerifiedClock[],
  say: Say,
): void {
  const names = new Set([...derived.map((each) => each.name as string), ...stored.map((each) => each.name)])
  for (const name of names) {
    const row = stored.find((each) => each.name === name)
    const candidates = [...derived, ...later].filter((each) => each.name === name)
    const matches = candidates.some(
      (each) =>
        row?.state === each.state &&
        row.dueAt === each.dueAt &&
        row.endedAt === each.endedAt &&
        row.startedAt === each.startedAt,
    )
    if (!matches) say(`the row of the clock ${name} is not what the events give`)
  }
}

function verifyNotices(events: readonly CaseEvent[], stored: readonly VerifiedNotice[], say: Say): void {
  const told = new Set(events.flatMap((each) => ("notices" in each.data ? each.data.notices : [])))
  for (const notice of stored) if (!told.has(notice.noticeId)) say(`notice ${notice.noticeId} stands in no event`)
  for (const noticeId of told) {
    const state = stored.find((each) => each.noticeId === noticeId)?.state
    const isSent = events.some((each) => each.type === "notice-sent" && each.data.notice === noticeId)
    if (state === undefined) say(`notice ${noticeId} is missing`)
    else if (state === "sent" && !isSent) say(`notice ${noticeId} counts as sent, and no event says so`)
  }
}

async function verifyContent(tx: Tx, row: VerifiedRow, events: readonly CaseEvent[], say: Say): Promise<void> {
  const contents = new Map((await contentsOf(tx, row.caseId)).map((each) => [each.contentId, each]))
  const erased = new Set(
    events.flatMap((each) => (each.type === "redacted" ? [each.data.content, ...each.data.also] : [])),
  )
  const refs = events.flatMap((each) => contentRefs(each.data))
  for (const { content, sha256 } of refs) {
    const found = contents.get(content)
    if (found === undefined) say(`content ${content} is missing`)
    else if (erased.has(content) !== (found.bytes === null))
      say(
        `content ${content} ${found.bytes === null ? "was erased without a redaction" : "is still there after its redaction"}`,
      )
    else if (found.bytes !== null && contentDigest(found.salt ?? Buffer.alloc(0), found.bytes) !== sha256)
      say(`content ${content} has been changed`)
  }
  const known = new Set(refs.map((each) => each.content))
  for (const id of contents.keys()) if (!known.has(id)) say(`content ${id} stands in no event`)
  const subject =
    contents.get(events[0]?.type === "opened" ? events[0].data.subject.content : 0)?.bytes?.toString("utf8") ?? null
  if (row.subject !== subject) say("the row's subject is not the content's")
}

function lost(say: Say, what: string): undefined {
  say(what)
  return undefined
}
