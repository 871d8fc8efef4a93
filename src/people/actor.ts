// Who is asking. Every verb and every query takes an actor; what they may do and see is decided here and nowhere else.

import { NotAllowed } from "../errors.ts"
import { type Right, type Role, rightsOf } from "./rights.ts"

export { asksAgain, isRole, type Right, type Role, rights, rightsOf, roles, roleTitle } from "./rights.ts"

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
  /** The foremost of the roles held. */
  readonly role: Role | "system"
  /** What they may do, where that is not just what the role says: they hold several, or are a token, which never exceeds its owner. */
  readonly rights?: ReadonlySet<Right>
  readonly queues: readonly string[] | null
  /** Cases that they see whatever queue has them: the major incidents that they lead or are in the gold group of. */
  readonly charge?: readonly number[]
  /** The network address that they ask from; absent for the command line and the desk itself. */
  readonly remote?: string
}

/** The desk itself: jobs, sweeps and the command line. */
export const system: Actor = { personId: null, name: "Charter", email: null, role: "system", queues: null }

export function may(actor: Actor, right: Right): boolean {
  return actor.role === "system" || (actor.rights ?? rightsOf(actor.role)).has(right)
}

/** Throws NotAllowed unless the actor holds the right. */
export function mustBeAbleTo(actor: Actor, right: Right): void {
  if (!may(actor, right)) throw new NotAllowed()
}
