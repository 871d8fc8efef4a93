// Setting the priority: by answering the charter's conditions, or by naming it.

import {
  type ChangedCase,
  type ClassificationGiven,
  classification,
  type Deciding,
  type Decision,
  momentsOf,
} from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { type Ask, change, moved } from "./ask.ts"

/** Classifies an incident. Throws Refused where no condition applies: nothing then says what was promised. */
export function classifyIncident(db: Db, ask: Ask, given: ClassificationGiven): Promise<ChangedCase> {
  return change(db, ask, "classify", (deciding) => classified(deciding, given))
}

export function classified(deciding: Deciding, given: ClassificationGiven): Decision {
  moved(deciding, "classify")
  const { state, rules, at } = deciding
  const found = classification(given, momentsOf(state), state.clocks, rules, at)
  if (found === undefined) {
    throw new Refused(
      "None of the charter's conditions applies, so no priority follows. Answer yes to one, or name a priority.",
    )
  }
  return { happenings: [{ type: "classified", data: found }] }
}
