// How a verb of an incident is asked for, and the one path by which its state changes.

import { type ChangedCase, type ChangeRequest, changeCase, type Decide, type Deciding } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { stateAfter } from "../lifecycle/index.ts"
import type { Right } from "../people/actor.ts"
import { incidentLifecycle } from "./incident.ts"

/** Who asks, of which case, having seen which version, when. */
export type Ask = Omit<ChangeRequest, "right">

/** The state after a move of this incident; throws Refused, in words, where the move is not legal, or the case was merged into another. */
export function moved({ state, reference }: Pick<Deciding, "state" | "reference">, move: string): string {
  if (state.mergedInto !== undefined)
    throw new Refused(`${reference} was merged into another case, and is dealt with there.`)
  return stateAfter(incidentLifecycle, reference, state.state, move)
}

export function change(db: Db, ask: Ask, right: Right, decide: Decide): Promise<ChangedCase> {
  return changeCase(db, { ...ask, right }, decide)
}
