// Which cases a person sees, as a condition: permission is part of every query, never a check after it.

import { type Sql, sql } from "../database/index.ts"
import type { Actor } from "./actor.ts"

/** Actors of one sight see the same cases: whatever is asked about many of them need be asked once. It says all that `visibleTo` goes by. */
export function sightOf({ queues, personId }: Actor): string {
  return queues === null ? "all" : JSON.stringify([personId, queues.toSorted()])
}

/** The rows of `cases` that an actor may see: those in their queues, and their own. */
export function visibleTo(actor: Actor): Sql {
  if (actor.queues === null) return sql`true`
  return sql`(cases.queue = any(${actor.queues}::text[]) or cases.owner_id = ${actor.personId})`
}
