// The register of roles: how many people hold which, and what each allows, on any date. It is about posts: nobody is named in it.

import type { Reads, Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { privileges, type Right, roles, roleTitle } from "./rights.ts"
import {
  countHolders,
  countHoldersOfAny,
  firstPrivilegesAt,
  firstRecordedAt,
  insertPrivilegeChanges,
  lockPrivileges,
  type PrivilegeRow,
  selectPrivileges,
} from "./roles-store.ts"

export type RegisteredRole = {
  readonly role: string
  readonly title: string
  /** How many members of staff held it, and how many API tokens. */
  readonly people: number
  readonly tokens: number
  readonly hasAdministratorPrivileges: boolean
  /** What it allowed, and which of it counted as an administrator privilege. */
  readonly privileges: readonly string[]
  readonly administratorPrivileges: readonly string[]
}

export type Register = {
  readonly at: EpochMilliseconds
  readonly roles: readonly RegisteredRole[]
  /** How many held an administrator privilege: whoever holds two such roles counts once. Null: from before anything was recorded. */
  readonly administrators: { readonly people: number; readonly tokens: number } | null
  /** Before then nothing is known, of roles or of who held them. */
  readonly recordedFrom: EpochMilliseconds | undefined
  /** Before then nobody recorded what a role allows: an earlier date is answered with what was recorded first. */
  readonly privilegesRecordedFrom: EpochMilliseconds | undefined
}

/** The register as it stood at an instant. */
export async function registerAt(on: Reads, at: EpochMilliseconds): Promise<Register> {
  const recordedFrom = await firstRecordedAt(on)
  const privilegesRecordedFrom = await firstPrivilegesAt(on)
  if (recordedFrom === undefined || at < recordedFrom)
    return { at, roles: [], administrators: null, recordedFrom, privilegesRecordedFrom }
  const allowed = await selectPrivileges(on, Math.max(at, privilegesRecordedFrom ?? at))
  const holders = await countHolders(on, at)
  const administrative = allowed.filter((each) => each.is_administrative).map((each) => each.role)
  const counted = await countHoldersOfAny(on, [...new Set(administrative)], at)
  return {
    at,
    roles: inOrder([...holders, ...allowed].map((each) => each.role)).map((role) => registered(role, holders, allowed)),
    administrators: counted ?? { people: 0, tokens: 0 },
    recordedFrom,
    privilegesRecordedFrom,
  }
}

/** Records what each role allows from now on, where it is not what was recorded last. */
export async function recordPrivileges(tx: Tx, at: EpochMilliseconds): Promise<void> {
  await lockPrivileges(tx)
  const recorded = await selectPrivileges(tx, at)
  const current = currentPrivileges()
  await insertPrivilegeChanges(tx, "revoked", without(recorded, current), at)
  await insertPrivilegeChanges(tx, "granted", without(current, recorded), at)
}

/** What a privilege lets somebody do, in words; one that this release does not have any more is shown by its name. */
export function privilegeWords(privilege: string): string {
  return privileges.find(({ right }) => right === privilege)?.does ?? privilege
}

export const administrativeRights: readonly Right[] = privileges
  .filter(({ isAdministrative }) => isAdministrative === true)
  .map(({ right }) => right)

function registered(
  role: string,
  holders: readonly { role: string; people: number; tokens: number }[],
  allowed: readonly PrivilegeRow[],
): RegisteredRole {
  const { people, tokens } = holders.find((each) => each.role === role) ?? { people: 0, tokens: 0 }
  const own = allowed.filter((each) => each.role === role)
  const administratorPrivileges = own.filter((each) => each.is_administrative).map((each) => each.privilege)
  return {
    role,
    title: roleTitle(role),
    people,
    tokens,
    hasAdministratorPrivileges: administratorPrivileges.length > 0,
    privileges: own.map((each) => each.privilege),
    administratorPrivileges,
  }
}

// As the table has them; those of another release after.
function inOrder(names: readonly string[]): string[] {
  const known: readonly string[] = roles
  const rank = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length)
  return [...new Set(names)].sort((one, other) => rank(one) - rank(other) || one.localeCompare(other))
}

function currentPrivileges(): PrivilegeRow[] {
  return privileges.flatMap(({ right, held, isAdministrative = false }) =>
    roles
      .filter((role) => role === "administrator" || held.includes(role))
      .map((role) => ({ role, privilege: right, is_administrative: isAdministrative })),
  )
}

function without(list: readonly PrivilegeRow[], taken: readonly PrivilegeRow[]): PrivilegeRow[] {
  const keys = new Set(taken.map(keyOf))
  return list.filter((each) => !keys.has(keyOf(each)))
}

function keyOf({ role, privilege, is_administrative }: PrivilegeRow): string {
  return `${role} ${privilege} ${is_administrative}`
}
