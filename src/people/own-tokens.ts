// Tokens as an administrator makes them: somebody answers for each, and it never exceeds them.

import type { Tx } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { type Actor, isRole, may, mustBeAbleTo, type Role, rightsOf, roles } from "./actor.ts"
import { doneBy } from "./audit.ts"
import { lockTokenNames, selectToken } from "./colleagues-store.ts"
import { disablePerson, nameGiven } from "./staff.ts"
import { selectTokensNamed } from "./store.ts"
import { addToken } from "./tokens.ts"

/** The roles that somebody may give to a token: those that may do nothing which they may not. */
export function rolesWithin(actor: Actor): Role[] {
  return roles.filter((role) => [...rightsOf(role)].every((right) => may(actor, right)))
}

/**
 * Adds a token for which somebody answers: it may do no more than they, now and later, and ends with them. Gives it, which nobody can do
 * again. Throws Invalid, and Refused where a token of this name is good already.
 */
export async function addOwnToken(
  tx: Tx,
  actor: Actor,
  wanted: { readonly name: string; readonly role: string },
  at: EpochMilliseconds,
): Promise<string> {
  mustBeAbleTo(actor, "manage-tokens")
  const { personId } = actor
  if (personId === null) throw new Refused("Somebody must answer for the token.")
  if (isRole(wanted.role) && !rolesWithin(actor).includes(wanted.role))
    throw new Invalid([{ field: "role", message: "This role may do more than you may. Choose another" }])
  await lockTokenNames(tx)
  if ((await selectTokensNamed(tx, nameGiven(wanted.name))).length > 0)
    throw new Refused("There is a token of this name already. Revoke it first, or choose another name.")
  const { token } = await addToken(tx, { ...wanted, ownerId: personId, remote: doneBy(actor).remote }, at)
  return token
}

/** Revokes a token. Throws NotFound where there is none that is good. */
export async function revokeToken(tx: Tx, actor: Actor, personId: number, at: EpochMilliseconds): Promise<void> {
  mustBeAbleTo(actor, "manage-tokens")
  if ((await selectToken(tx, personId)) === undefined) throw new NotFound()
  await disablePerson(tx, personId, at, actor)
}
