// Giving an incident to a colleague, or passing it to a team.

import type { ChangedCase, Deciding, Decision } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import { findColleague } from "../people/index.ts"
import { type Ask, change, moved } from "./ask.ts"

/** Assigns to `me`, to a colleague by email address, or to a team by the id of its queue. Throws Invalid where there is neither. */
export async function assignIncident(db: Db, ask: Ask, to: string): Promise<ChangedCase> {
  const colleague = to.includes("@") ? await findColleague(db, to) : undefined
  return await change(db, ask, "assign", (deciding) => assigned(deciding, to, colleague?.personId))
}

export function assigned(deciding: Deciding, to: string, colleague: number | undefined): Decision {
  if (to !== "me" && colleague === undefined) return passed(deciding, to)
  const owner = to === "me" ? deciding.actor.personId : (colleague ?? null)
  if (owner === null) throw new Refused("The desk itself cannot own a case.")
  return { happenings: [{ type: "assigned", data: { owner, state: moved(deciding, "take") } }] }
}

function passed(deciding: Deciding, team: string): Decision {
  const { charter } = deciding.rules.versionAt(deciding.at)
  const queue = charter.queues.teams.find((each) => each.id === team)?.id
  if (queue === undefined) {
    throw new Invalid([
      { field: "to", message: "There is no colleague with this email address, and no team of this name." },
    ])
  }
  return { happenings: [{ type: "assigned", data: { queue, state: moved(deciding, "pass") } }] }
}
