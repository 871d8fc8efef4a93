// Merging two cases of one requester, and undoing it. Both histories say so; each letter stays where it is; the promises of the case that
// was merged go on, and are met or missed by what is done on the other.

import {
  type CaseRow,
  type ChangedCase,
  caseIdIn,
  changeLockedCase,
  currentState,
  type Deciding,
  type Decision,
  lockCase,
  unionOf,
} from "../cases/index.ts"
import { type Db, type Reads, type Tx, transaction } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import { mustBeAbleTo } from "../people/actor.ts"
import { type Ask, moved } from "./ask.ts"
import { lockOther, mustSee, theOther } from "./other-case.ts"
import { isOneRequester, type Whose } from "./requester.ts"

/** So many at most, however one went into another: whatever is done on a case is written on each that was merged into it. */
export const mergedLimit = 20

/** Merges the case into another one of the same requester; gives the one that goes on. */
export async function mergeIncident(db: Db, ask: Ask, into: string): Promise<ChangedCase> {
  mustBeAbleTo(ask.actor, "relate")
  const [caseId, otherId] = [caseIdIn(ask.reference), caseIdIn(into)]
  if (caseId === undefined) throw new NotFound()
  return await transaction(db, (tx) => merge(tx, ask, caseId, otherId, into))
}

const noSuchCase = new Invalid([{ field: "into", message: "There is no case with this reference that you can see" }])

async function merge(
  tx: Tx,
  ask: Ask,
  caseId: number,
  otherId: number | undefined,
  into: string,
): Promise<ChangedCase> {
  await mustSee(tx, ask, caseId)
  if (otherId === undefined) throw noSuchCase
  if (caseId === otherId) throw new Invalid([{ field: "into", message: "A case cannot be merged into itself" }])
  // In the order of their numbers, so that two merges the other way round do not wait for each other.
  const locked = new Map<number, CaseRow | undefined>()
  for (const id of [caseId, otherId].toSorted((a, b) => a - b))
    locked.set(id, await lockCase(tx, ask.actor, id, undefined, ask.at))
  const found = locked.get(otherId)
  if (found === undefined || !found.references.includes(into)) throw noSuchCase
  const survivor = { ...found, state: await currentState(tx, found) }
  let isDecided = false
  await changeLockedCase(tx, caseId, ask, async (deciding) => {
    const decision = merged(deciding, survivor, await pairOf(tx, deciding, survivor))
    isDecided = true
    return decision
  })
  // Asked for twice, it is done once.
  if (!isDecided) return survivor
  return await changeLockedCase(tx, otherId, theOther(ask), () => ({
    happenings: [{ type: "absorbed", data: { case: caseId } }],
  }))
}

/** What is to be known of two cases that neither says by itself: whether they are one person's, and how many would have been merged. */
export type Pair = { readonly isOne: boolean; readonly mergedCount: number }

export async function pairOf(on: Reads, one: Whose, other: Whose): Promise<Pair> {
  const [own, others] = [await unionOf(on, one.caseId), await unionOf(on, other.caseId)]
  return { isOne: await isOneRequester(on, one, other), mergedCount: own.length + others.length - 1 }
}

export function merged(deciding: Deciding, into: ChangedCase, pair: Pair): Decision {
  const state = moved(deciding, "merge")
  const reason = hindrance(deciding, into, pair)
  if (reason !== undefined) throw new Refused(reason)
  const now = state === "on-hold" ? "in-progress" : state
  return { happenings: [{ type: "merged", data: { into: into.caseId, state: now } }] }
}

/** Why a case cannot be merged into another; undefined where it can. */
export function hindrance(
  { reference, state }: Pick<Deciding, "reference" | "state">,
  into: ChangedCase,
  { isOne, mergedCount }: Pair,
): string | undefined {
  if (!isOne)
    return `${reference} and ${into.reference} are not from the same person. Make one of them a child of the other instead.`
  if (into.state.mergedInto !== undefined) return `${into.reference} was itself merged into another case.`
  if (into.state.resolvedAt !== null) return `${into.reference} has ended. Reopen it first.`
  if (mergedCount > mergedLimit)
    return `With ${reference}, ${mergedCount} cases would have been merged into ${into.reference}. One case takes ${mergedLimit} at most.`
  if ((state.children ?? 0) > 0) return `${reference} has children. Merge the other case into it.`
  if (state.major !== undefined && state.major.endedAt === null)
    return `${reference} is a major incident. Merge the other case into it.`
  if (state.parent !== undefined && into.state.parent !== undefined && state.parent !== into.state.parent)
    return `${reference} and ${into.reference} are children of different cases. Take one of them out first.`
  if (state.parent !== undefined && into.state.parent === undefined)
    return `${reference} is a child of another case, and ${into.reference} is not. Make ${into.reference} its child first, so that nobody is left untold.`
  return undefined
}

/** Undoes a merge: the case is dealt with by itself again. What was carried to it stays in its history. */
export async function separateIncident(db: Db, ask: Ask): Promise<ChangedCase> {
  mustBeAbleTo(ask.actor, "relate")
  const caseId = caseIdIn(ask.reference)
  if (caseId === undefined) throw new NotFound()
  return await transaction(db, async (tx) => {
    await lockOther(tx, ask, caseId, (state) => state.mergedInto)
    let from: number | undefined
    const changed = await changeLockedCase(tx, caseId, ask, (deciding) => {
      from = deciding.state.mergedInto
      return separated(deciding)
    })
    if (from !== undefined)
      await changeLockedCase(tx, from, theOther(ask), () => ({
        happenings: [{ type: "released", data: { case: caseId } }],
      }))
    return changed
  })
}

export function separated({ reference, state }: Pick<Deciding, "reference" | "state">): Decision {
  if (state.mergedInto === undefined) throw new Refused(`${reference} was not merged into another case.`)
  return { happenings: [{ type: "separated", data: { from: state.mergedInto, state: state.state } }] }
}
