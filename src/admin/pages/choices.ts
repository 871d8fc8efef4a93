// The choices that forms about colleagues offer: roles, teams and what they see.

import type { CharterVersion } from "../../charter/index.ts"
import { roles, roleTitle } from "../../people/index.ts"

/** The roles, as boxes to tick or as buttons to choose from. */
export function roleItems(chosen: readonly string[], offered: readonly string[] = roles) {
  return offered.map((role) => ({ value: role, text: roleTitle(role), checked: chosen.includes(role) }))
}

/** The charter's queues as teams to tick; one that it no longer has stays where somebody is in it. */
export function teamItems({ charter }: CharterVersion, chosen: readonly string[]) {
  const { teams } = charter.queues
  const gone = chosen.filter((queue) => !teams.some((each) => each.id === queue))
  return [
    ...teams.map(({ id, name, what }) => ({
      value: id,
      text: name,
      hint: { text: what },
      checked: chosen.includes(id),
    })),
    ...gone.map((id) => ({ value: id, text: `${id} (no longer in the charter)`, checked: true })),
  ]
}

export function sightItems(sees: string) {
  return [
    { value: "all", text: "The cases of every team", checked: sees !== "own" },
    { value: "own", text: "The cases of their own teams, and their own cases", checked: sees === "own" },
  ]
}

export function queuesOf({ charter }: CharterVersion): string[] {
  return charter.queues.teams.map((each) => each.id)
}
