// What every verb shares: lock, load, settle, decide, fold, settle, derive, save - one transaction, two statements.

import { derivedClocks, nextDue, nextLook, nextLookOf, type Rulebook } from "../clocks/index.ts"
import { type Db, type Reads, type Tx, transaction } from "../database/index.ts"
import { NotFound, Refused, Stale } from "../errors.ts"
import { fail } from "../failpoint.ts"
import { type NewNotice, sendNoticeJobs } from "../notices/index.ts"
import { type Actor, type Author, mustBeAbleTo, type Right, system } from "../people/actor.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import {
  type ChainedEvent,
  type ContentKeeper,
  chained,
  contentKeeper,
  declarationOf,
  isKnown,
} from "../timeline/index.ts"
import { carriedFrom, carriedTo } from "./carry.ts"
import { insertContent, searchedText, wordKinds } from "./content-store.ts"
import { type CaseEvent, caseEventFrom, type Happening } from "./events.ts"
import { foldedAll } from "./fold.ts"
import { recordedEvents } from "./history.ts"
import { isImporting, rulesFor } from "./imported.ts"
import { claimedAnswer, type IdempotencyClaim } from "./keys-store.ts"
import { caseIdIn } from "./reference.ts"
import { numbersOf } from "./spelled-numbers.ts"
import { type CaseState, foldVersion } from "./state.ts"
import { type CaseChange, type CaseRow, lockCase, saveCase } from "./store.ts"
import { timelineOf } from "./timeline.ts"
import { endedRuns, momentsOf, restartedBy, settled, type Unfolding, unfolded } from "./unfold.ts"
import { wakeAfter } from "./waits.ts"
import { numberKinds } from "./word-store.ts"

/** What a decision may look at: the case as it is, who asks, the rules, and a place to keep words. */
export type Deciding = {
  readonly caseId: number
  readonly reference: string
  readonly state: CaseState
  readonly actor: Actor
  readonly rules: Rulebook
  readonly at: EpochMilliseconds
  readonly keep: ContentKeeper["keep"]
}

/** What it decides. Notices get their numbers in order, from the first free one: `state.lastNotice + 1`. */
export type Decision = { readonly happenings: readonly Happening[]; readonly notices?: readonly NewNotice[] }

/** A decision; asynchronous only where it must read rows under the lock. */
export type Decide = (deciding: Deciding) => Decision | Promise<Decision>

export type ChangeRequest = {
  readonly actor: Actor
  readonly right: Right
  readonly reference: string
  /** The version that the person looked at; the request is stale where a move or a message came since. */
  readonly version?: number
  readonly claim?: IdempotencyClaim
  readonly rules: Rulebook
  readonly at: EpochMilliseconds
}

/** A case as a verb leaves it. */
export type ChangedCase = {
  readonly caseId: number
  readonly reference: string
  readonly references: readonly string[]
  readonly state: CaseState
}

/** Changes a case that the actor may see and may change so: the whole verb, in its own transaction. */
export async function changeCase(db: Db, request: ChangeRequest, decide: Decide): Promise<ChangedCase> {
  mustBeAbleTo(request.actor, request.right)
  const caseId = caseIdIn(request.reference)
  if (caseId === undefined) throw new NotFound()
  const changed = await transaction(db, async (tx) => {
    const written = await changeLockedCase(tx, caseId, request, decide)
    await fail("verb.before_commit")
    return written
  })
  await fail("verb.after_commit")
  return changed
}

/** The same inside a transaction that has more to do (a letter that is filed, a notice that is settled). */
export async function changeLockedCase(
  tx: Tx,
  caseId: number,
  request: Omit<ChangeRequest, "right" | "reference"> & { readonly reference?: string },
  decide: Decide,
): Promise<ChangedCase> {
  const { actor, claim, at } = request
  const found = await lockCase(tx, actor, caseId, claim, at)
  if (found === undefined) throw new NotFound()
  if (request.reference !== undefined && !found.references.includes(request.reference)) throw new NotFound()
  const state = await currentState(tx, found)
  if (!found.claimed && claim !== undefined) return await repeated(tx, { ...found, state }, claim)
  await mustBeFresh(tx, caseId, state, request)
  return await decideAndSave(tx, { ...found, state }, request, decide)
}

async function decideAndSave(
  tx: Tx,
  found: ChangedCase & Pick<CaseRow, "chainHead">,
  { actor, rules, at }: Pick<ChangeRequest, "actor" | "rules" | "at">,
  decide: Decide,
): Promise<ChangedCase> {
  const now = Math.max(at, found.state.lastAt)
  const before = settled({ state: found.state, added: [] }, rules, now)
  const keeper = contentKeeper(before.state.lastContent + 1)
  const { caseId, reference } = found
  const itsRules = rulesFor(before.state, rules)
  const decision = await decide({
    caseId,
    reference,
    state: before.state,
    actor,
    rules: itsRules,
    at: now,
    keep: keeper.keep,
  })
  const after = settled(decided(before, decision.happenings, authorOf(actor), rules, now), rules, now)
  const change = caseChange(found, after, keeper, decision.notices ?? [], before.state.lastNotice + 1, rules, now)
  for (const large of keeper.kept.filter(isLarge)) await insertContent(tx, caseId, large)
  await saveCase(tx, change)
  await carry(tx, caseId, after, { rules, at })
  return { caseId, reference, references: found.references, state: after.state }
}

// Whoever may change a case changes what was merged into it, whether or not they may see that by itself.
async function carry(tx: Tx, caseId: number, after: Unfolding, asked: Freshness): Promise<void> {
  const { absorbed = [] } = after.state
  const carried = absorbed.length === 0 ? [] : carriedFrom(caseId, after.state, after.added)
  if (carried.length === 0) return
  for (const each of absorbed)
    await changeLockedCase(tx, each, { actor: system, ...asked }, ({ state }) => ({
      happenings: carriedTo(state, carried),
    }))
}

/** What has become true of a locked case by itself at an instant: nothing is decided. */
export async function settlement(tx: Tx, found: CaseRow, rules: Rulebook, at: EpochMilliseconds): Promise<CaseChange> {
  const state = await currentState(tx, found)
  const now = Math.max(at, state.lastAt)
  const after = settled(settled({ state, added: [] }, rules, now), rules, now)
  return caseChange(found, after, contentKeeper(state.lastContent + 1), [], state.lastNotice + 1, rules, now)
}

/** Adds a decision to an unfolding, with the ends of the runs that an update by staff starts anew. */
export function decided(
  before: Unfolding,
  happenings: readonly Happening[],
  by: Author,
  rules: Rulebook,
  at: EpochMilliseconds,
): Unfolding {
  // A customer's letter that a colleague places on its case is still the customer's.
  const updates = happenings.flatMap((each) => restartedBy(each.type, each.by ?? by))
  const runs = updates.length === 0 ? [] : endedRuns(before.state, rules, updates, at)
  return unfolded(before, [...runs, ...happenings], by, at)
}

/** What is to be saved: events chained, clocks derived, rows and jobs laid out. */
export function caseChange(
  found: Omit<ChangedCase, "state"> & Pick<CaseRow, "chainHead">,
  { state, added }: Unfolding,
  keeper: ContentKeeper,
  notices: readonly NewNotice[],
  firstNoticeId: number,
  rules: Rulebook,
  at: EpochMilliseconds,
): CaseChange {
  const clocks = derivedClocks(momentsOf(state), state.clocks, rulesFor(state, rules), at)
  // Until its import has ended nothing of a case is announced, so the sweep does not look at it.
  const never = isImporting(state) ? Number.POSITIVE_INFINITY : 0
  return {
    caseId: found.caseId,
    reference: found.reference,
    references: found.references,
    state,
    foldVersion,
    isOpen: state.resolvedAt === null,
    events: chainedEvents(found, added),
    contents: keeper.kept.filter((each) => !isLarge(each)),
    clocks: clocks.map((each) => ({ ...each, nextAt: Math.max(never, nextLookOf(each)) })),
    nextDue: nextDue(clocks),
    nextAt: Math.max(never, Math.min(nextLook(clocks), wakeAfter(state, at))),
    firstNoticeId,
    notices,
    jobs: sendNoticeJobs(found.caseId, firstNoticeId, notices),
    words: wordsOf(keeper),
    numbers: numbersOf(textsOf(keeper, numberKinds)),
    at,
  }
}

/** Contents above this go in by themselves: an array of them would be written out in hexadecimal twice. */
const largeBytes = 64 * 1024

export function isLarge(content: { readonly bytes: Buffer }): boolean {
  return content.bytes.length > largeBytes
}

/** Who an actor is in the history. */
export function authorOf(actor: Actor): Author {
  return actor.personId ?? "system"
}

/** The state of a row, folded again where another fold wrote it. Throws NewerHistory where this release cannot. */
export async function currentState(on: Reads, found: CaseRow): Promise<CaseState> {
  if (found.foldVersion === foldVersion) return found.fold
  return foldedAll((await recordedEvents(on, found.caseId)).map(caseEventFrom))
}

/** The same for showing it: what this release cannot read is left out, and the timeline says so. */
export async function shownState(on: Reads, found: CaseRow): Promise<CaseState> {
  if (found.foldVersion === foldVersion) return found.fold
  const recorded = await recordedEvents(on, found.caseId)
  const state = foldedAll(recorded.filter(isKnown).map(caseEventFrom))
  return { ...state, seq: recorded.at(-1)?.seq ?? state.seq }
}

function chainedEvents(found: { caseId: number; chainHead: Buffer }, added: readonly CaseEvent[]): ChainedEvent[] {
  return chained(
    found.caseId,
    found.chainHead,
    added.map((each) => ({ ...each, v: declarationOf(each.type).v })),
  )
}

function wordsOf(keeper: ContentKeeper): string {
  return keeper.kept
    .filter((each) => wordKinds.includes(each.kind))
    .map(searchedText)
    .join(" ")
}

function textsOf(keeper: ContentKeeper, kinds: readonly string[]): string[] {
  return keeper.kept.filter((each) => kinds.includes(each.kind)).map((each) => each.bytes.toString("utf8"))
}

async function repeated(tx: Tx, found: ChangedCase, claim: IdempotencyClaim): Promise<ChangedCase> {
  const first = await claimedAnswer(tx, claim.caller, claim.key)
  mustBeTheSame(first?.requestMac, claim)
  return found
}

/** The same key with another request is refused. */
export function mustBeTheSame(firstMac: Buffer | undefined, claim: IdempotencyClaim): void {
  if (firstMac?.equals(claim.requestMac) !== true) {
    throw new Refused("This Idempotency-Key has been used for a different request.")
  }
}

/** Throws Stale, with what changed in sentences, where a move or a message came since the version that the person looked at. */
export async function mustBeFresh(tx: Tx, caseId: number, state: CaseState, request: Freshness): Promise<void> {
  const { version, rules, at } = request
  if (version === undefined || version === state.version) return
  const timeline = await timelineOf(tx, caseId, rules.versionAt(at))
  const changes = timeline.filter((each) => each.countsAsChange)
  throw new Stale(changes.slice(version).map((each) => each.sentence))
}

type Freshness = Pick<ChangeRequest, "rules" | "at"> & { readonly version?: number }
