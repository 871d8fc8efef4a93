// Applying a macro that tells the customer nothing: its note and its moves in one transaction. One with a reply waits like any reply.

import { type ChangedCase, caseIdIn, changeLockedCase } from "../cases/index.ts"
import { type Db, transaction } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import type { Ask } from "./ask.ts"
import { inTurn } from "./in-turn.ts"
import { type Deeds, stepsOf } from "./macro-steps.ts"

/** Does all of it or none. Each step needs its own right, whoever wrote the macro. */
export async function applyMacro(db: Db, ask: Ask, deeds: Deeds): Promise<ChangedCase> {
  const caseId = caseIdIn(ask.reference)
  if (caseId === undefined) throw new NotFound()
  return await transaction(db, (tx) =>
    changeLockedCase(tx, caseId, ask, (deciding) => inTurn(deciding, stepsOf(deeds))),
  )
}
