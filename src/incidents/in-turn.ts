// Several decisions about a case as one: each is taken of the case as the one before leaves it, and all are recorded together or none.

import { type Deciding, type Decision, unfolded } from "../cases/index.ts"
import type { NewNotice } from "../notices/index.ts"
import { mustBeAbleTo, type Right } from "../people/actor.ts"

export type Step = { readonly right: Right; readonly decide: (deciding: Deciding) => Decision }

/** Throws what the first step throws that cannot be made: NotAllowed, Refused, Invalid. */
export function inTurn(deciding: Deciding, steps: readonly Step[]): Decision {
  const { actor, at } = deciding
  const by = actor.personId ?? "system"
  const happenings: Decision["happenings"][number][] = []
  const notices: NewNotice[] = []
  let { state } = deciding
  for (const { right, decide } of steps) {
    mustBeAbleTo(actor, right)
    const decision = decide({ ...deciding, state })
    happenings.push(...decision.happenings)
    notices.push(...(decision.notices ?? []))
    state = unfolded({ state, added: [] }, decision.happenings, by, at).state
  }
  return { happenings, notices }
}
