// Sending a reply or a resolution from a page: it waits ten seconds as a row, in which it can be undone, and goes into the history only
// then. Programs send at once (reply.ts, resolve.ts).

import {
  type CaseState,
  caseIdIn,
  currentState,
  type Deciding,
  lockCase,
  momentsOf,
  mustBeFresh,
  noteChanges,
  rulesFor,
} from "../cases/index.ts"
import type { ClockName } from "../charter/index.ts"
import { type Clock, derivedClocks, type Rulebook } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import { mustBeSendable, uploadsOf } from "../files/index.ts"
import type { MacroMove } from "../macros/index.ts"
import { mustBeAbleTo } from "../people/actor.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { contentKeeper } from "../timeline/index.ts"
import { deleteDraft, insertWaiting } from "../writing/index.ts"
import type { Ask } from "./ask.ts"
import { inTurn } from "./in-turn.ts"
import { stepsOf } from "./macro-steps.ts"

export type ReplyToSend = {
  readonly body: string
  /** Instead of the customer's address. */
  readonly to?: string
  readonly uploads: readonly string[]
  /** What a macro does beside it, when it goes. */
  readonly note?: string
  readonly moves?: readonly MacroMove[]
  /** The draft of a reply is of something else, and stays. */
  readonly leavesDraft?: boolean
}

export type SentOff = { readonly reference: string; readonly goesAt: EpochMilliseconds }

/** How long a reply can be undone. */
export const undoMilliseconds = 10_000
/** So long before a promise falls due its reply goes at the latest: the worker looks each second. */
const spareMilliseconds = 2000

/**
 * Sends a reply off. Throws what the reply itself would throw (Refused, NotAllowed), Stale where something came to the case since the
 * person looked, and Invalid for files that cannot be sent.
 */
export async function sendReply(db: Db, ask: Ask, reply: ReplyToSend): Promise<SentOff> {
  mustBeAbleTo(ask.actor, resolves(reply.moves) ? "resolve" : "reply")
  const caseId = caseIdIn(ask.reference)
  if (caseId === undefined) throw new NotFound()
  return await transaction(db, (tx) => sentOff(tx, caseId, ask, reply))
}

async function sentOff(tx: Tx, caseId: number, ask: Ask, reply: ReplyToSend): Promise<SentOff> {
  const { actor, claim, rules, at } = ask
  const found = await lockCase(tx, actor, caseId, claim, at)
  if (!found?.references.includes(ask.reference)) throw new NotFound()
  const state = await currentState(tx, found)
  const { reference } = found
  // The same form a second time: it has been sent off, and may have gone already.
  if (!found.claimed && claim !== undefined) return { reference, goesAt: at }
  await mustBeFresh(tx, caseId, state, ask)
  mustBePossible({ caseId, reference, state, actor, rules, at }, reply)
  mustBeSendable(reply.uploads, await uploadsOf(tx, actor, reply.uploads))
  const goesAt = goesAtFor(state, reply.moves ?? [], rules, at)
  const personId = actor.personId ?? 0
  if (reply.leavesDraft !== true) await deleteDraft(tx, { caseId, personId, kind: "reply" })
  const { body, to = null, uploads, note = null, moves = [] } = reply
  await insertWaiting(tx, { caseId, personId, body, to, uploads, note, moves, seq: state.seq, goesAt }, at)
  await noteChanges(tx, [caseId])
  return { reference, goesAt }
}

/** Throws what would be thrown if the reply went now: nobody waits ten seconds to be told no. */
export function mustBePossible(deciding: Omit<Deciding, "keep">, { body, to, note, moves = [] }: ReplyToSend): void {
  const { keep } = contentKeeper(deciding.state.lastContent + 1)
  const reply = { body, ...(to === undefined ? {} : { to: [to] }) }
  inTurn({ ...deciding, keep }, stepsOf({ reply, ...(note === undefined ? {} : { note: { body: note } }), moves }))
}

/** When a reply goes that is sent off at `at`: after the time for undoing it, but before a promise that it keeps falls due. */
export function goesAtFor(
  state: CaseState,
  moves: readonly MacroMove[],
  rules: Rulebook,
  at: EpochMilliseconds,
): EpochMilliseconds {
  const due = promisesKept(state, moves, rules, at).map((each) => (each.dueAt ?? Infinity) - spareMilliseconds)
  return Math.max(at, Math.min(at + undoMilliseconds, ...due))
}

const keptByReply: readonly ClockName[] = ["respond", "first-reply", "review"]
const keptByResolution: readonly ClockName[] = [...keptByReply, "restore"]

/** The running clocks that a reply stops. */
export function promisesKept(
  state: CaseState,
  moves: readonly MacroMove[],
  rules: Rulebook,
  at: EpochMilliseconds,
): Clock[] {
  const kept = resolves(moves) ? keptByResolution : keptByReply
  const clocks = derivedClocks(momentsOf(state), state.clocks, rulesFor(state, rules), at)
  return clocks.filter((each) => each.state === "running" && kept.includes(each.name) && (each.dueAt ?? 0) > at)
}

/** Whether the words go as those of a resolution. */
export function resolves(moves: readonly MacroMove[] = []): boolean {
  return moves.some((each) => each.move === "resolve")
}
