// The other case of two that belong together: the one that a merge or a parent led to, which changes along with the one that was asked about.

import { type CaseState, findCase, lockCase } from "../cases/index.ts"
import type { Tx } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import type { Ask } from "./ask.ts"

type Asked = Pick<Ask, "actor" | "rules" | "at">

/**
 * Who asks and when, for the other case: what they looked at, and the key of their form, belong to the first. Whoever may take a case
 * out of another may do so wherever the other has gone meanwhile: it is told of it, and shows them nothing.
 */
export function theOther({ actor, rules, at }: Asked): Asked {
  return { actor: { ...actor, queues: null }, rules, at }
}

/** The same where the person must see the other case as well. */
export function theOtherSeen({ actor, rules, at }: Asked): Asked {
  return { actor, rules, at }
}

/** Locks the other case before the one: what is done on it is carried in that order, and nobody waits for somebody who waits for them. */
export async function lockOther(
  tx: Tx,
  ask: Asked,
  caseId: number,
  whichOf: (state: CaseState) => number | undefined,
): Promise<void> {
  const found = await findCase(tx, ask.actor, caseId)
  const other = found && whichOf(found.fold)
  if (other !== undefined) await lockCase(tx, theOther(ask).actor, other, undefined, ask.at)
}

/** Throws NotFound where the person does not see the case that they ask about, so that the other one is not blamed for it. */
export async function mustSee(tx: Tx, { actor, reference }: Ask, caseId: number): Promise<void> {
  const found = await findCase(tx, actor, caseId)
  if (found === undefined || !found.references.includes(reference)) throw new NotFound()
}
