// A note for colleagues: the customer never sees it, and no clock that waits for an answer stops.

import type { ChangedCase, Deciding, Decision } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { type Ask, change, moved } from "./ask.ts"

export function addNote(db: Db, ask: Ask, body: string): Promise<ChangedCase> {
  return change(db, ask, "note", (deciding) => noted(deciding, body))
}

export function noted(deciding: Deciding, body: string): Decision {
  moved(deciding, "note")
  const kept = deciding.keep("note", body, { personId: deciding.actor.personId })
  return { happenings: [{ type: "noted", data: { body: kept } }] }
}
