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
  readonly charge: readonly number[] | null
}

/**
 * The roles held, and what is seen: everything (null), or for somebody who is limited to them the queues of their teams, and the major
 * incidents that they lead or are in the gold group of, wherever these have gone.
 */
export const rolesColumns: Sql = sql`coalesce(people.roles, array[people.role]) as roles,
  case when people.sees_own_teams_only
    then array(select queue from team_members where team_members.person_id = people.person_id) end as queues,
  case when people.sees_own_teams_only then array_to_json(array(select led.case_id from cases led where led.fold ? 'major'
      and (led.fold -> 'major' @> jsonb_build_object('leadId', people.person_id)
        or led.fold -> 'major' @> jsonb_build_object('gold', jsonb_build_array(people.person_id))))) end as charge`

export const personColumns: Sql = sql`people.person_id, people.name, people.email, ${rolesColumns}`

/** Undefined where they hold no role of this release: then they may do nothing, and are let in nowhere. */
export function actorOf(person: PersonRow): Actor | undefined {
  const held = rolesOf(person.roles)
  const role = foremost(held)
  if (role === undefined) return undefined
  const { person_id: personId, name, email, queues, charge } = person
  const actor = { personId, name, email, role, rights: rightsOfAll(held), queues }
  return charge === null || charge.length === 0 ? actor : { ...actor, charge }
}

/** The roles that this release knows: one of a newer release allows nothing here. */
export function rolesOf(held: readonly string[]): Role[] {
  return held.filter((each): each is Role => isRole(each))
}
