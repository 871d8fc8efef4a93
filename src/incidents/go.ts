// A reply that waited goes: the row is taken and the event written in one transaction, so that a crash neither loses it nor sends it twice.
// What cannot go is stopped, and keeps its words for its writer.

import { changeLockedCase, type Deciding, type Decision, noteChanges } from "../cases/index.ts"
import { currentRulesIn } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { Invalid, isRefusal } from "../errors.ts"
import { type UploadedFile, uploadsTaken } from "../files/index.ts"
import { macroMoves } from "../macros/index.ts"
import { type Actor, colleagueActor } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import {
  type DueReply,
  dueReplies,
  hasNewerMessage,
  stopWaiting,
  takeWaiting,
  type WaitingKey,
  type WaitingReply,
} from "../writing/index.ts"
import { inTurn } from "./in-turn.ts"
import { stepsOf } from "./macro-steps.ts"
import { quarantineInfected } from "./quarantine.ts"

/** Why a reply was stopped. The sentence for each is in pages/waiting.ts. */
export type StopReason = "newer-message" | "left" | "refused" | "infected" | "restored" | "file-gone"

const repliesAtOnce = 100

/** Lets every reply go whose time has come at `at`; gives how many went. One that fails is told of, and holds up no other. */
export async function sendWaiting(
  db: Db,
  at: EpochMilliseconds,
  onError: (error: unknown, caseId: number) => void,
  isResting: (caseId: number) => boolean = () => false,
): Promise<number> {
  let gone = 0
  for (const due of await dueReplies(db, at, repliesAtOnce)) {
    if (isResting(due.caseId)) continue
    try {
      if ((await goes(db, due, at)) === "gone") gone += 1
    } catch (error) {
      onError(error, due.caseId)
    }
  }
  return gone
}

/** What became of it: it went, it was stopped, or somebody else had taken it. */
async function goes(db: Db, due: DueReply, at: EpochMilliseconds): Promise<"gone" | "stopped" | "taken"> {
  // A backup may be of a moment before it went: only its writer knows.
  if (due.isFromBackup) return await stopped(db, due, "restored", at)
  const actor = await colleagueActor(db, due.personId)
  if (actor === undefined) return await stopped(db, due, "left", at)
  const isInfected = await quarantineInfected(db, due.caseId, actor, due.uploads, at)
  if (isInfected) return await stopped(db, due, "infected", at)
  try {
    await transaction(db, (tx) => go(tx, db, due, actor, at))
  } catch (error) {
    if (error instanceof Taken) return "taken"
    const reason = reasonFor(error)
    if (reason === undefined) throw error
    return await stopped(db, due, reason, at)
  }
  return "gone"
}

async function go(tx: Tx, db: Db, due: DueReply, actor: Actor, at: EpochMilliseconds): Promise<void> {
  const rules = await currentRulesIn(tx, db)
  await changeLockedCase(tx, due.caseId, { actor, rules, at }, async (deciding) => {
    const waiting = await takeWaiting(tx, due)
    if (waiting === undefined) throw new Taken()
    if (await hasNewerMessage(tx, due.caseId, waiting.seq)) throw new Newer()
    return decided(deciding, waiting, await uploadsTaken(tx, waiting.personId, waiting.uploads))
  })
}

function decided(deciding: Deciding, waiting: WaitingReply, files: readonly UploadedFile[]): Decision {
  const { body, to, note, moves } = waiting
  const reply = { body, files, ...(to === null ? {} : { to: [to] }) }
  const more = note === null ? {} : { note: { body: note } }
  return inTurn(deciding, stepsOf({ reply, ...more, moves: macroMoves.parse(moves) }))
}

/** Somebody took it: another worker, or its writer. */
class Taken extends Error {}
/** Somebody wrote on the case meanwhile: the writer looks first. */
class Newer extends Error {}

// A fault of ours is none of these: it is tried again.
function reasonFor(error: unknown): StopReason | undefined {
  if (error instanceof Newer) return "newer-message"
  if (error instanceof Invalid) return "file-gone"
  return isRefusal(error) ? "refused" : undefined
}

async function stopped(
  db: Db,
  due: WaitingKey,
  reason: StopReason,
  at: EpochMilliseconds,
): Promise<"stopped" | "taken"> {
  if (!(await stopWaiting(db, due, reason, at))) return "taken"
  await noteChanges(db, [due.caseId])
  return "stopped"
}
