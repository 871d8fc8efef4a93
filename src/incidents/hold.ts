// Putting an incident on hold. Only waiting for the customer pauses a clock; a supplier's or a change's delay is the desk's own.

import type { ChangedCase, Deciding, Decision, HoldReason } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type Ask, change, moved } from "./ask.ts"

export type Hold = { readonly for: HoldReason; readonly until?: EpochMilliseconds }

export function holdIncident(db: Db, ask: Ask, hold: Hold): Promise<ChangedCase> {
  return change(db, ask, "hold", (deciding) => held(deciding, hold))
}

export function held(deciding: Deciding, hold: Hold): Decision {
  const state = moved(deciding, "hold")
  if (hold.until !== undefined && hold.until <= deciding.at) {
    throw new Invalid([{ field: "until", message: "The end of the hold must be in the future." }])
  }
  return { happenings: [{ type: "held", data: { ...hold, state } }] }
}
