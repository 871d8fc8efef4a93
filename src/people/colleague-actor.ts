// A colleague as an actor, for what goes in their name when they are not asking themselves: by the rights that they hold at that moment.

import { type Reads, row, sql } from "../database/index.ts"
import { type Actor, may } from "./actor.ts"
import { actorOf, type PersonRow, personColumns } from "./person.ts"

/** Undefined where they are let in no more, or may not look at cases. */
export async function colleagueActor(on: Reads, personId: number): Promise<Actor | undefined> {
  const found = await row<PersonRow>(
    on,
    sql`select ${personColumns} from people where person_id = ${personId} and disabled_at is null`,
  )
  const actor = found && actorOf(found)
  return actor !== undefined && may(actor, "see-cases") ? actor : undefined
}
