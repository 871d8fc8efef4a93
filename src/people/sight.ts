// Which cases a person sees, as a condition: permission is part of every query, never a check after it.

import { type Sql, sql } from "../database/index.ts"
import type { Actor } from "./actor.ts"

/** Actors of one sight see the same cases: whatever is asked about many of them need be asked once. It says all that `visibleTo` goes by. */
export function sightOf({ queues, personId, charge = [] }: Actor): string {
  return queues === null ? "all" : JSON.stringify([personId, queues.toSorted(), charge.toSorted((a, b) => a - b)])
}

/** The rows of `cases` that an actor may see: those in their queues, their own, and the major incidents that they are in charge of. */
export function visibleTo(actor: Actor): Sql {
  if (actor.queues === null) return sql`true`
  const own = sql`cases.queue = any(${actor.queues}::text[]) or cases.owner_id = ${actor.personId}`
  return actor.charge === undefined ? sql`(${own})` : sql`(${own} or cases.case_id = any(${actor.charge}::bigint[]))`
}
