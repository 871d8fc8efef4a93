// Administration of staff: their roles, the teams that they work in, what they see, and whether they are let in.

import type { Tx } from "../database/index.ts"
import { type FieldError, Invalid, NotFound, Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { recordAccountChange } from "./account-changes.ts"
import { type Actor, mustBeAbleTo } from "./actor.ts"
import { doneBy, record } from "./audit.ts"
import type { AuditAction } from "./audit-words.ts"
import {
  enableStaff,
  type ListedColleague,
  replaceMembersOf,
  replaceTeamsOf,
  selectColleague,
  updateSight,
} from "./colleagues-store.ts"
import { isRole } from "./rights.ts"
import { changeRoles } from "./roles.ts"
import { administratorsBeside } from "./roles-store.ts"
import { disablePerson } from "./staff.ts"

/** What a colleague may do and see. */
export type Standing = {
  readonly roles: readonly string[]
  /** Ids of queues. */
  readonly teams: readonly string[]
  readonly seesOwnTeamsOnly: boolean
}

/** What is wrong with a standing; `queues` are those of the charter in force. */
export function standingFaults(standing: Standing, queues: readonly string[]): FieldError[] {
  const { roles, teams, seesOwnTeamsOnly } = standing
  const faults: FieldError[] = []
  if (roles.length === 0) faults.push({ field: "roles", message: "Choose at least one role" })
  if (!roles.every(isRole))
    faults.push({ field: "roles", message: "One of these roles is not known here. Open the page again" })
  if (!teams.every((team) => queues.includes(team)))
    faults.push({ field: "teams", message: "One of these teams is not in the charter any more. Open the page again" })
  if (seesOwnTeamsOnly && teams.length === 0)
    faults.push({ field: "teams", message: "Choose at least one team, or let them see the cases of every team" })
  return faults
}

/** Changes what a colleague may do and see. Throws Invalid and NotFound, and what changeRoles() does. */
export async function changeStanding(
  tx: Tx,
  by: Actor,
  personId: number,
  standing: Standing,
  queues: readonly string[],
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(by, "manage-staff")
  const colleague = await mustBeHere(tx, personId)
  const faults = standingFaults(standing, [...queues, ...colleague.teams])
  if (faults.length > 0) throw new Invalid(faults)
  if (!areSame(colleague.roles, standing.roles)) await changeRoles(tx, { personId, roles: standing.roles, by }, at)
  await changeSight(tx, by, colleague, standing, at)
}

/** Lets a colleague in no more: their sessions and roles end with the transaction, their tokens within a second. */
export async function disableColleague(tx: Tx, by: Actor, personId: number, at: EpochMilliseconds): Promise<void> {
  mustBeAbleTo(by, "manage-staff")
  if (personId === by.personId) throw new Refused("You cannot disable yourself. Ask another administrator.")
  const { roles } = await mustBeHere(tx, personId)
  if (roles.includes("administrator") && (await administratorsBeside(tx, personId)) === 0)
    throw new Refused("They are the only administrator. Make somebody else one first.")
  await disablePerson(tx, personId, at, by)
}

/** Lets a colleague in again, with the password that they had and the roles that they are given now. */
export async function enableColleague(
  tx: Tx,
  by: Actor,
  personId: number,
  roles: readonly string[],
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(by, "manage-staff")
  if ((await enableStaff(tx, personId)) === 0) throw new NotFound()
  await changeRoles(tx, { personId, roles, by }, at)
  await recordAccountChange(tx, { action: "person-enabled", personId, by: doneBy(by) }, at)
}

/** Makes these the people who work in a team. */
export async function changeMembers(
  tx: Tx,
  by: Actor,
  queue: string,
  people: readonly number[],
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(by, "manage-staff")
  const { came, left } = await replaceMembersOf(tx, queue, people, at)
  for (const id of came) await noted(tx, by, "team-joined", [`person:${id}`, `team:${queue}`], at)
  for (const id of left) await noted(tx, by, "team-left", [`person:${id}`, `team:${queue}`], at)
}

async function changeSight(
  tx: Tx,
  by: Actor,
  { personId, teams: before, seesOwnTeamsOnly }: ListedColleague,
  standing: Standing,
  at: EpochMilliseconds,
): Promise<void> {
  const teams = [...new Set(standing.teams)]
  if (seesOwnTeamsOnly === standing.seesOwnTeamsOnly && areSame(before, teams)) return
  await updateSight(tx, personId, standing.seesOwnTeamsOnly)
  await replaceTeamsOf(tx, personId, teams, at)
  const sight = standing.seesOwnTeamsOnly ? "sees:own-teams" : "sees:every-team"
  await noted(tx, by, "teams-changed", [`person:${personId}`, sight, ...teams.map((team) => `team:${team}`)], at)
}

async function mustBeHere(tx: Tx, personId: number): Promise<ListedColleague> {
  const colleague = await selectColleague(tx, personId)
  if (colleague === undefined || colleague.disabledAt !== null) throw new NotFound()
  return colleague
}

function areSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === new Set(other).size && one.every((each) => other.includes(each))
}

async function noted(tx: Tx, by: Actor, action: AuditAction, target: readonly string[], at: EpochMilliseconds) {
  await record(tx, { action, outcome: "done", ...doneBy(by), target }, at)
}
