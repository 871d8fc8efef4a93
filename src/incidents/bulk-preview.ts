// What a bulk action would come to, case by case: decided by the same rules as when it is done, and kept nowhere.

import {
  authorOf,
  type CaseRow,
  type CaseState,
  findCases,
  rulesFor,
  settled,
  shownState,
  textsAt,
  unfolded,
} from "../cases/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import type { Reads } from "../database/index.ts"
import { Stale } from "../errors.ts"
import { type Actor, needingReason } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { contentKeeper } from "../timeline/index.ts"
import { type BulkOrder, decidedFor } from "./bulk.ts"
import { resultOf } from "./bulk-run.ts"
import type { ChosenCase } from "./bulk-store.ts"

export type Foreseen = {
  readonly caseId: number
  readonly reference: string
  readonly subject: string | null
  readonly before: CaseState
  /** What it would be afterwards; absent where it would be left as it is. */
  readonly after?: CaseState
  /** Where a message would go. */
  readonly recipient?: string
  /** Why it would be left as it is. */
  readonly result?: ReturnType<typeof resultOf>
}

export type Foreseeing = {
  readonly actor: Actor
  readonly order: BulkOrder
  readonly rules: Rulebook
  readonly at: EpochMilliseconds
}

/** In the order in which they were chosen. A case that the actor may not see is none. */
export async function foreseen(on: Reads, chosen: readonly ChosenCase[], asked: Foreseeing): Promise<Foreseen[]> {
  const found = await findCases(
    on,
    asked.actor,
    chosen.map((each) => each.caseId),
  )
  const cases: Foreseen[] = []
  for (const { caseId, seenVersion } of chosen) {
    const row = found.get(caseId)
    if (row !== undefined) cases.push(foreseenOf(row, await shownState(on, row), seenVersion, asked))
  }
  return await withWords(on, cases, asked)
}

function foreseenOf(row: CaseRow, stored: CaseState, seenVersion: number, asked: Foreseeing): Foreseen {
  const { actor, order, rules, at } = asked
  const now = Math.max(at, stored.lastAt)
  const { state } = settled({ state: stored, added: [] }, rules, now)
  const plain = { caseId: row.caseId, reference: row.reference, subject: null, before: state }
  try {
    if (state.version !== seenVersion) throw new Stale([])
    const keeper = contentKeeper(state.lastContent + 1)
    const deciding = { ...plain, state, actor, rules: rulesFor(state, rules), at: now, keep: keeper.keep }
    const { happenings } = decidedFor(deciding, order)
    return { ...plain, after: unfolded({ state, added: [] }, happenings, authorOf(actor), now).state }
  } catch (error) {
    return { ...plain, result: resultOf(error) }
  }
}

// The address of a customer is not shown to whoever must give a reason to open the case.
async function withWords(on: Reads, cases: readonly Foreseen[], { actor, at }: Foreseeing): Promise<Foreseen[]> {
  const places = cases.map(({ reference, before: { queue, ownerId } }) => ({ reference, queue, ownerId }))
  const closed = await needingReason(on, actor, places, at)
  const place = (caseId: number, ref: { content: number } | undefined) =>
    ref === undefined ? [] : [{ caseId, contentId: ref.content }]
  const subjects = await textsAt(
    on,
    cases.flatMap(({ caseId, before }) => place(caseId, before.subject)),
  )
  const addresses = await textsAt(
    on,
    cases.flatMap(({ caseId, before }) => place(caseId, before.requester.email)),
  )
  return cases.map((each) => {
    const recipient = addresses.get(each.caseId)
    const isClosed = closed.has(each.reference)
    const words = recipient === undefined ? {} : { recipient: isClosed ? "the customer" : recipient }
    return { ...each, subject: subjects.get(each.caseId) ?? null, ...words }
  })
}
