// Closing a resolved incident.

import type { ChangedCase, Deciding, Decision } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { type Ask, change, moved } from "./ask.ts"

export function closeIncident(db: Db, ask: Ask): Promise<ChangedCase> {
  return change(db, ask, "close", closed)
}

export function closed(deciding: Deciding): Decision {
  return { happenings: [{ type: "closed", data: { state: moved(deciding, "close") } }] }
}
