// Parent and child: many customers have one cause. Each child stays a case of its own, with its own promises and its own customer.

import {
  type ChangedCase,
  caseIdIn,
  changeLockedCase,
  type Deciding,
  type Decision,
  type Happening,
} from "../cases/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import { mustBeAbleTo } from "../people/actor.ts"
import { type Ask, moved } from "./ask.ts"
import { lockOther, mustSee, theOther, theOtherSeen } from "./other-case.ts"

/** So many at once, in one transaction. */
export const childrenAtOnce = 100

/** Makes other cases children of this one. Throws Invalid for a reference that the actor cannot see. */
export async function addChildren(db: Db, ask: Ask, references: readonly string[]): Promise<ChangedCase> {
  mustBeAbleTo(ask.actor, "relate")
  const parent = caseIdIn(ask.reference)
  if (parent === undefined) throw new NotFound()
  const children = new Map(references.map((reference) => [numberIn(reference, "children"), reference]))
  return await transaction(db, (tx) =>
    changeLockedCase(tx, parent, ask, async (deciding) => {
      mustTakeChildren(deciding)
      const joinedNow: number[] = []
      for (const [child, reference] of [...children].toSorted(([a], [b]) => a - b))
        if (await join(tx, child, reference, deciding, theOtherSeen(ask))) joinedNow.push(child)
      return childrenAdded(joinedNow)
    }),
  )
}

/** The same asked for on the child; gives the child. */
export async function joinParent(db: Db, ask: Ask, parent: string): Promise<ChangedCase> {
  mustBeAbleTo(ask.actor, "relate")
  const [caseId, parentId] = [caseIdIn(ask.reference), numberIn(parent, "parent")]
  if (caseId === undefined) throw new NotFound()
  return await transaction(db, async (tx) => {
    await mustSee(tx, ask, caseId)
    let child: ChangedCase | undefined
    const other = { ...theOtherSeen(ask), reference: parent }
    await named("parent", parent, () =>
      changeLockedCase(tx, parentId, other, async (deciding) => {
        mustTakeChildren(deciding)
        let isNew = false
        child = await changeLockedCase(tx, caseId, ask, (own) => {
          const decision = joined(own, deciding)
          isNew = decision.happenings.length > 0
          return decision
        })
        return childrenAdded(isNew ? [caseId] : [])
      }),
    )
    if (child === undefined) throw new NotFound()
    return child
  })
}

/** Takes the case out from under its parent. */
export async function leaveParent(db: Db, ask: Ask): Promise<ChangedCase> {
  mustBeAbleTo(ask.actor, "relate")
  const caseId = caseIdIn(ask.reference)
  if (caseId === undefined) throw new NotFound()
  return await transaction(db, async (tx) => {
    await lockOther(tx, ask, caseId, (state) => state.parent)
    let parent: number | undefined
    const changed = await changeLockedCase(tx, caseId, ask, (deciding) => {
      const decision = left(deciding)
      parent = deciding.state.parent
      return decision
    })
    if (parent !== undefined)
      await changeLockedCase(tx, parent, theOther(ask), () => ({
        happenings: [{ type: "children-removed", data: { children: [caseId] } }],
      }))
    return changed
  })
}

/** Throws Refused where a case cannot have children. */
export function mustTakeChildren(parent: Pick<Deciding, "reference" | "state">): void {
  moved(parent, "adopt")
  if (parent.state.parent !== undefined)
    throw new Refused(`${parent.reference} is itself a child of another case, so it cannot have children.`)
}

/** A case becomes a child; one that is a child of this parent already stays as it is. */
export function joined(
  child: Pick<Deciding, "caseId" | "reference" | "state">,
  parent: Pick<Deciding, "caseId" | "reference">,
): Decision {
  moved(child, "join")
  const { reference, state } = child
  if (child.caseId === parent.caseId) throw new Refused("A case cannot be a child of itself.")
  if (state.parent === parent.caseId) return { happenings: [] }
  if (state.parent !== undefined) throw new Refused(`${reference} is a child of another case already.`)
  if ((state.children ?? 0) > 0) throw new Refused(`${reference} has children itself, so it cannot be a child.`)
  if (state.major !== undefined && state.major.endedAt === null)
    throw new Refused(`${reference} is a major incident, so it cannot be a child.`)
  return { happenings: [{ type: "joined", data: { parent: parent.caseId } }] }
}

export function left({ reference, state }: Pick<Deciding, "reference" | "state">): Decision {
  if (state.parent === undefined) throw new Refused(`${reference} is not a child of another case.`)
  return { happenings: [{ type: "left", data: { parent: state.parent } }] }
}

/** What the parent's history says of new children. */
export function childrenAdded(children: readonly number[]): Decision {
  const happenings: Happening[] =
    children.length === 0 ? [] : [{ type: "children-added", data: { children: [...children] } }]
  return { happenings }
}

async function join(
  tx: Tx,
  child: number,
  reference: string,
  parent: Deciding,
  ask: Pick<Ask, "actor" | "rules" | "at">,
): Promise<boolean> {
  let isNew = false
  if (child === parent.caseId) throw new Refused("A case cannot be a child of itself.")
  await named("children", reference, () =>
    changeLockedCase(tx, child, { ...ask, reference }, (deciding) => {
      const decision = joined(deciding, parent)
      isNew = decision.happenings.length > 0
      return decision
    }),
  )
  return isNew
}

function numberIn(reference: string, field: string): number {
  const found = caseIdIn(reference)
  if (found === undefined) throw unknown(field, reference)
  return found
}

// A case that is not there, and one that the person may not see, are told of alike, at the field where they were typed.
async function named<T>(field: string, reference: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof NotFound ? unknown(field, reference) : error
  }
}

function unknown(field: string, reference: string): Invalid {
  return new Invalid([{ field, message: `There is no case ${reference.slice(0, 40)} that you can see` }])
}
