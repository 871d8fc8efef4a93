// Contacts that came by the dozen become children of one case in one step; what is more than a batch follows by a job.

import {
  type ChangedCase,
  candidateMembers,
  caseIdIn,
  changeLockedCase,
  type Deciding,
  standingCandidate,
} from "../cases/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import { type Db, type Tx, transaction } from "../database/index.ts"
import { NotAllowed, NotFound, Refused } from "../errors.ts"
import { addJobs } from "../jobs/index.ts"
import { mustBeAbleTo, system } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Ask } from "./ask.ts"
import { childrenAdded, joined, mustTakeChildren } from "./children.ts"

const batch = 100
/** Makes the cases of a candidate children of this case. Throws NotFound where the actor may not see the candidate. */
export async function adoptCandidate(db: Db, ask: Ask, candidateId: number): Promise<ChangedCase> {
  const { actor, at } = ask
  mustBeAbleTo(actor, "lead")
  const parent = caseIdIn(ask.reference)
  if (parent === undefined) throw new NotFound()
  if (actor.personId === null) throw new NotAllowed()
  await standingCandidate(db, actor, candidateId, at)
  const adoption = { parent, candidateId, after: 0, by: actor.personId }
  return await transaction(db, async (tx) => await adoptBatch(tx, adoption, ask))
}

/** The next batch of an adoption. It ends where the parent takes no children any more: nobody is there to be told so. */
export async function adoptMore(db: Db, adoption: Adoption, rules: Rulebook, at: EpochMilliseconds): Promise<void> {
  try {
    await transaction(db, (tx) => adoptBatch(tx, adoption, { actor: system, rules, at }))
  } catch (error) {
    if (!(error instanceof Refused)) throw error
  }
}

export type Adoption = {
  readonly parent: number
  readonly candidateId: number
  readonly after: number
  /** The colleague who asked for it. */
  readonly by: number
}

async function adoptBatch(
  tx: Tx,
  adoption: Adoption,
  ask: Omit<Ask, "reference"> & { readonly reference?: string },
): Promise<ChangedCase> {
  const { parent, by } = adoption
  const { rules, at } = ask
  return await changeLockedCase(tx, parent, ask, async (deciding) => {
    mustTakeChildren(deciding)
    const members = await candidateMembers(tx, { ...adoption, limit: batch })
    const children: number[] = []
    for (const { caseId } of members) if (await adopt(tx, caseId, deciding, by, { rules, at })) children.push(caseId)
    const last = members.at(-1)
    if (last !== undefined && members.length === batch)
      await addJobs(tx, [adoptCandidateAfter({ ...adoption, after: last.caseId })])
    return { happenings: childrenAdded(children).happenings.map((each) => ({ ...each, by })) }
  })
}

function adoptCandidateAfter({ parent, candidateId, after, by }: Adoption) {
  return { name: "adopt-candidate", data: { case: parent, candidate: candidateId, after, by } }
}

// What was merged, resolved or taken elsewhere since it was looked for stays where it is.
async function adopt(
  tx: Tx,
  caseId: number,
  parent: Deciding,
  by: number,
  { rules, at }: Pick<Ask, "rules" | "at">,
): Promise<boolean> {
  let isNew = false
  await changeLockedCase(tx, caseId, { actor: system, rules, at }, (deciding) => {
    const happenings = joinedIfPossible(deciding, parent)
    isNew = happenings.length > 0
    return { happenings: happenings.map((each) => ({ ...each, by })) }
  })
  return isNew
}

function joinedIfPossible(deciding: Deciding, parent: Deciding) {
  try {
    return joined(deciding, parent).happenings
  } catch (error) {
    if (error instanceof Refused) return []
    throw error
  }
}
