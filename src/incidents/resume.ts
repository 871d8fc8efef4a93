// Taking an incident off hold.

import type { ChangedCase, Deciding, Decision } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { type Ask, change, moved } from "./ask.ts"

export function resumeIncident(db: Db, ask: Ask): Promise<ChangedCase> {
  return change(db, ask, "resume", resumed)
}

export function resumed(deciding: Deciding): Decision {
  const state = moved(deciding, "resume")
  return { happenings: [{ type: "resumed", data: { because: "staff", from: deciding.at, state } }] }
}
