// Looking a case up through the person who asks.

import type { Reads } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import type { Actor } from "../people/actor.ts"
import { type ChangedCase, shownState } from "./change.ts"
import { caseIdIn } from "./reference.ts"
import { findCase } from "./store.ts"

/** The case with this reference, now or formerly. Throws NotFound where there is none that the actor may see. */
export async function findByReference(db: Reads, actor: Actor, reference: string): Promise<ChangedCase> {
  const caseId = caseIdIn(reference)
  const found = caseId === undefined ? undefined : await findCase(db, actor, caseId)
  if (!found?.references.includes(reference)) throw new NotFound()
  const { references } = found
  return { caseId: found.caseId, reference: found.reference, references, state: await shownState(db, found) }
}
