// Assign: to oneself, to a colleague, or to a team.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import type { Db } from "../../database/index.ts"
import { Invalid } from "../../errors.ts"
import type { Ask } from "../ask.ts"
import { assignIncident } from "../assign.ts"
import { hiddenFields, optionalEmail } from "./form.ts"
import { verbPages } from "./verb.ts"

const given = z.strictObject({
  ...hiddenFields,
  to: z.enum(["me", "colleague", "team"], "Choose who to assign the case to"),
  email: optionalEmail,
  team: z.string().max(80).optional(),
})
type Given = z.output<typeof given>

export const assignmentPages = verbPages({
  noun: "assignment",
  right: "assign",
  move: "pass",
  view: "incidents/pages/assignment.njk",
  given,
  shows: ({ version, state }, request) => ({
    isMine: state.ownerId === actorOf(request).personId,
    teams: version.charter.queues.teams.map(({ id, name, what }) => ({
      id,
      name,
      what,
      isPresent: id === state.queue,
    })),
  }),
  asks: assigned,
  says: ({ reference }) => `${reference} has been assigned.`,
})

async function assigned(db: Db, ask: Ask, chosen: Given) {
  const { to, field } = destination(chosen)
  try {
    return await assignIncident(db, ask, to)
  } catch (error) {
    // The verb knows one field, the page three.
    if (error instanceof Invalid) {
      throw new Invalid(error.fields.map((each) => (each.field === "to" ? { ...each, field } : each)))
    }
    throw error
  }
}

function destination({ to, email, team }: Given): { to: string; field: string } {
  if (to === "me") return { to, field: "to" }
  if (to === "colleague") {
    if (email === undefined) throw new Invalid([{ field: "email", message: "Enter your colleague’s email address" }])
    return { to: email, field: "email" }
  }
  if (team === undefined || team === "") throw new Invalid([{ field: "team", message: "Choose a team" }])
  return { to: team, field: "team" }
}
