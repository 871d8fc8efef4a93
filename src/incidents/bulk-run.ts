// Doing one thing to several cases: each in a transaction of its own, with its result in the same one. A case that something came to
// since, or of which a rule says no, is left as it is and said by itself.

import { type CaseState, changeLockedCase, type Deciding, noteChanges } from "../cases/index.ts"
import { freshRules, type Rulebook } from "../clocks/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { Invalid, isRefusal, NotAllowed, NotFound, Refused, Stale } from "../errors.ts"
import { type Actor, colleagueActor, mustBeAbleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type BulkOrder, bulkFacts, decidedFor, rightFor, sendsMessages } from "./bulk.ts"
import {
  type BulkCaseState,
  type BulkRow,
  beginBulk,
  type ChosenCase,
  casesOfBulk,
  dueBulks,
  endBulk,
  insertBulk,
  lockBulkCase,
  setBulkResult,
} from "./bulk-store.ts"

/** So long a message may be stopped before it goes. */
export const stoppableMilliseconds = 10_000
/** An order that has been running for so long has lost its process. */
const abandonedMilliseconds = 60_000
/** What fails for no reason of the case's own is tried again for so long. */
const patienceMilliseconds = 10 * 60_000

export type BulkAsk = {
  readonly actor: Actor & { readonly personId: number }
  readonly order: BulkOrder
  readonly cases: readonly ChosenCase[]
  /** The number of the form: sent again, it finds the same order. */
  readonly once: string
  readonly rules: Rulebook
  readonly at: EpochMilliseconds
}

/** Takes an order: done at once, or some seconds later where messages go out. Gives its number. */
export async function takeOrder(db: Db, { actor, order, cases, once, rules, at }: BulkAsk): Promise<number> {
  mustBeAbleTo(actor, rightFor(order))
  const waits = sendsMessages(order)
  const bulkId = await insertBulk(
    db,
    {
      personId: actor.personId,
      verb: order.facts.verb,
      facts: order.facts,
      words: order.words,
      once,
      state: waits ? "waiting" : "running",
      runsAt: waits ? at + stoppableMilliseconds : at,
      cases,
    },
    at,
  )
  if (!waits) await doOrder(db, { bulkId, actor, order, rules, at, isLast: false })
  return bulkId
}

/** Does the orders whose time has come; gives how many. What somebody may do and see is asked again. */
export async function doDueOrders(db: Db, at: EpochMilliseconds, onError: (error: unknown) => void): Promise<number> {
  const due = await dueBulks(db, at, at - abandonedMilliseconds)
  for (const bulk of due) await doDueOrder(db, bulk, at).catch(onError)
  return due.length
}

/** What is kept of a case from before, to undo what was done to it: ids, enumerations and instants. */
export function beforeOf({ ownerId, queue, state, priority, hold }: CaseState) {
  return { ownerId, queue, state, priority, hold }
}

async function doDueOrder(db: Db, bulk: BulkRow, at: EpochMilliseconds): Promise<void> {
  const { bulkId, personId } = bulk
  if (!(await beginBulk(db, bulkId, at))) return
  const actor = await colleagueActor(db, personId)
  const order = { facts: bulkFacts.parse(bulk.facts), words: bulk.words }
  const isLast = at - bulk.createdAt > patienceMilliseconds
  await doOrder(db, { bulkId, actor, order, rules: await freshRules(db), at, isLast })
}

type Doing = {
  readonly bulkId: number
  /** Undefined where they are let in no more. */
  readonly actor: Actor | undefined
  readonly order: BulkOrder
  readonly rules: Rulebook
  readonly at: EpochMilliseconds
  /** Nothing is tried again after this. */
  readonly isLast: boolean
}

async function doOrder(db: Db, doing: Doing): Promise<void> {
  const { bulkId, at } = doing
  const waiting = (await casesOfBulk(db, bulkId)).filter((each) => each.state === "waiting")
  // A case that fails holds up no other: the rest is done, and then it is told of.
  const failures: unknown[] = []
  for (const { caseId } of waiting) await doToCase(db, doing, caseId).catch((error: unknown) => failures.push(error))
  if (failures.length === 0 || doing.isLast) await endBulk(db, bulkId, at)
  // The page of the order stands on one of them at least, also where nothing came of it.
  await noteChanges(
    db,
    waiting.map((each) => each.caseId),
  )
  if (failures.length > 0) throw failures[0]
}

async function doToCase(db: Db, doing: Doing, caseId: number): Promise<void> {
  const result = { bulkId: doing.bulkId, caseId, from: "waiting" as const }
  try {
    await changeOne(db, doing, caseId)
  } catch (error) {
    if (isRefusal(error)) return await setBulkResult(db, result, resultOf(error))
    if (doing.isLast)
      await setBulkResult(db, result, { state: "refused", reason: "It could not be done: the fault is ours." })
    throw error
  }
}

async function changeOne(db: Db, { bulkId, actor, order, rules, at }: Doing, caseId: number): Promise<void> {
  if (actor === undefined) throw new NotAllowed()
  mustBeAbleTo(actor, rightFor(order))
  await transaction(db, async (tx) => {
    const chosen = await lockBulkCase(tx, bulkId, caseId, "waiting")
    if (chosen === undefined) return
    let before: ReturnType<typeof beforeOf> | undefined
    const decide = (deciding: Deciding) => {
      before = beforeOf(deciding.state)
      return decidedFor(deciding, order)
    }
    const ask = { actor, version: chosen.seenVersion, rules, at }
    const { state } = await changeLockedCase(tx, caseId, ask, decide)
    await setBulkResult(
      tx,
      { bulkId, caseId, from: "waiting" },
      { state: "done", doneVersion: state.version, ...(before === undefined ? {} : { before }) },
    )
  })
}

/** What a case's refusal is, in the words that its page would have. Anything else is a bug. */
export function resultOf(error: unknown): { state: BulkCaseState; reason?: string } {
  if (error instanceof Stale) return { state: "stale" }
  if (error instanceof Refused) return { state: "refused", reason: error.message }
  if (error instanceof Invalid) return { state: "refused", reason: error.fields[0]?.message ?? error.message }
  if (error instanceof NotFound) return { state: "refused", reason: "You cannot see this case any more." }
  if (error instanceof NotAllowed) return { state: "refused", reason: "You may not do this any more." }
  throw error
}
