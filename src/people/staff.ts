// Staff: added, found by address, named on timelines, disabled.

import type { Reads, Tx } from "../database/index.ts"
import { type FieldError, Invalid, NotFound, Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { recordAccountChange } from "./account-changes.ts"
import { type Actor, type Role, system } from "./actor.ts"
import { doneBy, record } from "./audit.ts"
import { hashPassword, passwordFault } from "./password.ts"
import { actorOf } from "./person.ts"
import { isRole, roles } from "./rights.ts"
import { deleteSessionsOf, disable, insertPerson, selectNames, selectStaff } from "./store.ts"

export type NewStaff = { name: string; email: string; role: string; password: string }
export type Colleague = {
  readonly personId: number
  readonly name: string
  readonly email: string
  readonly role: Role
}

/** Adds a member of staff who may sign in; gives their id. Throws Invalid, or Refused where the address is taken. */
export async function addStaff(tx: Tx, staff: NewStaff, at: EpochMilliseconds, by: Actor = system): Promise<number> {
  const name = nameGiven(staff.name)
  const email = emailGiven(staff.email)
  const faults = [...nameFaults(name), ...emailFaults(email), ...roleFaults(staff.role), ...passwordFaults(staff)]
  if (faults.length > 0 || !isRole(staff.role)) throw new Invalid(faults)
  const passwordHash = await hashPassword(staff.password)
  const { personId } = by
  const person = { kind: "staff", name, email, role: staff.role, passwordHash, by: personId } as const
  const added = await insertPerson(tx, person, at)
  if (added === undefined) throw new Refused("Somebody with this email address is already here.")
  await record(tx, { action: "staff-added", outcome: "done", ...doneBy(by), target: [`person:${added.person_id}`] }, at)
  return added.person_id
}

/** The member of staff with this address who may still sign in. */
export async function findColleague(on: Reads, email: string): Promise<Colleague | undefined> {
  const found = await selectStaff(on, emailGiven(email))
  const actor = found === undefined || found.is_disabled ? undefined : actorOf(found)
  if (found === undefined || actor === undefined || actor.role === "system") return undefined
  return { personId: found.person_id, name: found.name, email: found.email ?? "", role: actor.role }
}

/** Lets a person in no more: their roles and sessions end with the transaction, their token and those that they answer for within a second. */
export async function disablePerson(
  tx: Tx,
  personId: number,
  at: EpochMilliseconds,
  by: Actor = system,
): Promise<void> {
  const disabled = await disable(tx, personId, by.personId, at)
  if (disabled === 0) throw new NotFound("There is nobody here who could be disabled.")
  await deleteSessionsOf(tx, personId)
  await recordAccountChange(tx, { action: "person-disabled", personId, by: doneBy(by) }, at)
}

/** Names by person id, of those who are or were here. */
export async function namesOf(on: Reads, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const found = await selectNames(on, [...new Set(ids)])
  return new Map(found.map((each) => [each.person_id, each.name]))
}

/** How programs name the owner of a case: the email address, or the name of a token, which has none. */
export async function ownerLabels(on: Reads, ids: readonly number[]): Promise<Map<number, string>> {
  if (ids.length === 0) return new Map()
  const found = await selectNames(on, [...new Set(ids)])
  return new Map(found.map((each) => [each.person_id, each.email ?? each.name]))
}

export function nameGiven(name: string): string {
  return name.trim().replace(/\s+/g, " ").normalize("NFC")
}

export function nameFaults(name: string): FieldError[] {
  if (name === "") return [{ field: "name", message: "Enter a name" }]
  // A name is shown beside every event: nothing in it may be invisible or turn the line around.
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name))
    return [{ field: "name", message: "Name has characters that cannot be seen" }]
  return name.length > 200 ? [{ field: "name", message: "Name must be 200 characters or fewer" }] : []
}

export function roleFaults(role: string): FieldError[] {
  return isRole(role) ? [] : [{ field: "role", message: `Role must be one of ${roles.join(", ")}` }]
}

export function emailGiven(email: string): string {
  return email.trim().normalize("NFC").toLowerCase()
}

export function emailFaults(email: string): FieldError[] {
  const isAddress = /^[^\s@\p{C}]{1,64}@[^\s@\p{C}]+$/u.test(email) && email.length <= 254
  return isAddress ? [] : [{ field: "email", message: "Enter an email address, like name@example.org" }]
}

function passwordFaults(staff: NewStaff): FieldError[] {
  const fault = passwordFault(staff.password, [staff.name, staff.email])
  return fault === undefined ? [] : [{ field: "password", message: fault }]
}
