// Who is asking. Every verb and every query takes an actor; what they may do and see is decided here and nowhere else.

import { NotAllowed } from "../errors.ts"

export const roles = ["adviser", "team-leader", "engineer", "auditor", "administrator"] as const
export type Role = (typeof roles)[number]

export const rights = [
  "see-cases",
  "see-letters",
  "see-notices",
  "see-mailbox",
  "open",
  "classify",
  "assign",
  "reply",
  "note",
  "hold",
  "resume",
  "escalate",
  "resolve",
  "reopen",
  "close",
  "redact",
  "release-letter",
  "correct",
  "see-database",
  "see-continuity",
  "end-hold",
  "see-replays",
  "replay",
] as const
export type Right = (typeof rights)[number]

const reads: Right[] = ["see-cases", "see-letters", "see-notices", "see-mailbox", "see-continuity"]
const works: Right[] = [
  ...reads,
  "open",
  "classify",
  "assign",
  "reply",
  "note",
  "hold",
  "resume",
  "escalate",
  "resolve",
  "reopen",
  "close",
  "release-letter",
]

/** The one table of what each role may do. It drives buttons, pages and the API. */
export const rightsOf: Record<Role, readonly Right[]> = {
  adviser: works,
  "team-leader": [...works, "redact", "see-replays", "replay"],
  engineer: works,
  auditor: [...reads, "see-replays"],
  administrator: rights,
}

/** `by` of an event: a person's id, somebody who worked in the system that a history was imported from, or one of the two that are nobody on the staff. */
export type Author = number | "elsewhere" | "customer" | "system"

/** Whether a member of staff did it, here or in the system that the history comes from: what stops and restarts clocks. */
export function isByStaff(by: Author): boolean {
  return typeof by === "number" || by === "elsewhere"
}

/**
 * A member of staff (or an API token, a colleague who cannot sign in).
 * `queues` are the queues they see; null sees every queue. `personId` is null for the desk itself (jobs, sweeps).
 */
export type Actor = {
  readonly personId: number | null
  readonly name: string
  readonly email: string | null
  readonly role: Role | "system"
  readonly queues: readonly string[] | null
}

/** The desk itself: jobs, sweeps and the command line. */
export const system: Actor = { personId: null, name: "Charter", email: null, role: "system", queues: null }

export function may(actor: Actor, right: Right): boolean {
  return actor.role === "system" || rightsOf[actor.role].includes(right)
}

/** Throws NotAllowed unless the actor's role holds the right. */
export function mustBeAbleTo(actor: Actor, right: Right): void {
  if (!may(actor, right)) throw new NotAllowed()
}
