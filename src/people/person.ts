// A row of `people` as somebody who asks: what of it every query takes, and the actor that it is.

import { type Sql, sql } from "../database/index.ts"
import type { Actor } from "./actor.ts"
import { foremost, isRole, type Role, rightsOfAll } from "./rights.ts"

export type PersonRow = {
  readonly person_id: number
  readonly name: string
  readonly email: string | null
  readonly roles: readonly string[]
  readonly queues: readonly string[] | null
}

/** The roles held, and the queues seen: those of one's teams for somebody who is limited to them, null for everybody else. */
export const rolesColumns: Sql = sql`coalesce(people.roles, array[people.role]) as roles,
  case when people.sees_own_teams_only
    then array(select queue from team_members where team_members.person_id = people.person_id) end as queues`

export const personColumns: Sql = sql`people.person_id, people.name, people.email, ${rolesColumns}`

/** Undefined where they hold no role of this release: then they may do nothing, and are let in nowhere. */
export function actorOf(person: PersonRow): Actor | undefined {
  const held = rolesOf(person.roles)
  const role = foremost(held)
  if (role === undefined) return undefined
  const { person_id: personId, name, email, queues } = person
  return { personId, name, email, role, rights: rightsOfAll(held), queues }
}

/** The roles that this release knows: one of a newer release allows nothing here. */
export function rolesOf(held: readonly string[]): Role[] {
  return held.filter((each): each is Role => isRole(each))
}
