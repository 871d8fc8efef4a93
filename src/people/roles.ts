// Roles are granted and taken away, and each time is kept with when and by whom.

import type { Reads, Tx } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { recordAccountChange } from "./account-changes.ts"
import { type Actor, mustBeAbleTo } from "./actor.ts"
import { doneBy } from "./audit.ts"
import { rolesOf } from "./person.ts"
import { foremost, isRole, type Role, roles } from "./rights.ts"
import { administratorsBeside, insertRoleChanges, lockRoles, selectRoles, updateRoles } from "./roles-store.ts"
import { roleFaults } from "./staff.ts"

export type RoleChange = {
  readonly personId: number
  /** All the roles that the person holds from then on. */
  readonly roles: readonly string[]
  readonly by: Actor
}

/**
 * Makes these the roles of a person or a token. Gives whether anything changed. Throws Invalid, NotFound, and Refused where
 * somebody would change their own, where none would be left, or where nobody would be left who manages staff.
 */
export async function changeRoles(tx: Tx, change: RoleChange, at: EpochMilliseconds): Promise<boolean> {
  const { personId, by } = change
  mustBeAbleTo(by, "manage-staff")
  const wanted = wantedRoles(change.roles)
  if (by.personId === personId) throw new Refused("Nobody changes their own roles. Ask another administrator.")
  const person = await lockRoles(tx, personId)
  if (person === undefined) throw new NotFound("There is nobody here whose roles could be changed.")
  const [granted, revoked] = [less(wanted, person.roles), less(person.roles, wanted)]
  if (granted.length + revoked.length === 0) return false
  if (revoked.includes("administrator")) await mustLeaveAnAdministrator(tx, personId)
  await insertRoleChanges(tx, { personId, granted, revoked, by: by.personId }, at)
  await updateRoles(tx, personId, wanted, foremost(wanted) ?? "adviser")
  await recordAccountChange(tx, { action: "roles-changed", personId, by: doneBy(by) }, at)
  return true
}

/** Grants one more role. Throws Refused where it is held already, and as above. */
export async function grantRole(tx: Tx, change: OneRole, at: EpochMilliseconds): Promise<void> {
  const held = await heldRoles(tx, change.personId)
  if (!(await changeRoles(tx, { ...change, roles: [...held, change.role] }, at)))
    throw new Refused("They hold this role already.")
}

/** Takes one role away. Throws Refused where it is not held, and as above. */
export async function revokeRole(tx: Tx, change: OneRole, at: EpochMilliseconds): Promise<void> {
  if (!isRole(change.role)) throw new Invalid(roleFaults(change.role))
  const held = await heldRoles(tx, change.personId)
  if (!held.includes(change.role)) throw new Refused("They do not hold this role.")
  await changeRoles(tx, { ...change, roles: held.filter((each) => each !== change.role) }, at)
}

/** The roles that somebody holds, in the order of the table. */
export async function rolesHeldBy(on: Reads, personId: number): Promise<Role[]> {
  const held = rolesOf((await selectRoles(on, personId))?.roles ?? [])
  return roles.filter((role) => held.includes(role))
}

export type OneRole = { readonly personId: number; readonly role: string; readonly by: Actor }

/** The roles that somebody holds now. Throws NotFound where they are not here any more. */
async function heldRoles(tx: Tx, personId: number): Promise<Role[]> {
  const person = await lockRoles(tx, personId)
  if (person === undefined) throw new NotFound("There is nobody here whose roles could be changed.")
  return rolesOf(person.roles)
}

function wantedRoles(given: readonly string[]): Role[] {
  const unknown = given.find((each) => !isRole(each))
  if (unknown !== undefined) throw new Invalid(roleFaults(unknown).map((fault) => ({ ...fault, field: "roles" })))
  if (given.length === 0)
    throw new Invalid([{ field: "roles", message: "Choose at least one role, or disable the person" }])
  return roles.filter((role) => given.includes(role))
}

function less(from: readonly string[], what: readonly string[]): string[] {
  return from.filter((each) => !what.includes(each))
}

async function mustLeaveAnAdministrator(tx: Tx, personId: number): Promise<void> {
  if ((await administratorsBeside(tx, personId)) === 0)
    throw new Refused("They are the only administrator. Make somebody else one first.")
}
