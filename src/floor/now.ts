// The floor now: what waits, what is at risk and what is breached, for each team and each person, and the contacts of the day so far.

import { type MajorIncident, majorIncidents } from "../cases/index.ts"
import type { Charter } from "../charter/index.ts"
import type { Reads } from "../database/index.ts"
import type { Actor } from "../people/index.ts"
import { deskZone, type EpochMilliseconds } from "../time/index.ts"
import {
  byPerson,
  byTeam,
  contactsSince,
  type HalfHour,
  type PersonStanding,
  type Standing,
  type TeamStanding,
} from "./store.ts"

/** A case is at risk when its next deadline falls due within so many minutes. */
export const riskMinutes = 60
const majorsLimit = 20

export type Floor = {
  readonly all: Standing & { readonly unowned: number }
  readonly teams: readonly (TeamStanding & { readonly name: string })[]
  readonly people: readonly PersonStanding[]
  readonly halfHours: readonly DayHalf[]
  readonly contacts: number
  readonly majors: readonly MajorIncident[]
}

/** `from`: when it begins. */
export type DayHalf = Pick<HalfHour, "contacts" | "byPhone"> & { readonly from: EpochMilliseconds }

/** The floor as an actor may see it. Teams in the charter's order; people with the most that is breached first. */
export async function floorNow(on: Reads, actor: Actor, charter: Charter, at: EpochMilliseconds): Promise<Floor> {
  const soon = at + riskMinutes * 60_000
  const midnight = dayBegun(at)
  const [teams, people, halves, majors] = await Promise.all([
    byTeam(on, actor, at, soon),
    byPerson(on, actor, at, soon),
    contactsSince(on, actor, midnight, at + 1),
    majorIncidents(on, actor, majorsLimit),
  ])
  return {
    all: summed(teams),
    teams: named(teams, charter),
    people,
    halfHours: laidOut(halves, midnight, at),
    contacts: halves.reduce((sum, each) => sum + each.contacts, 0),
    majors,
  }
}

/** Midnight in London, before an instant. */
export function dayBegun(at: EpochMilliseconds): EpochMilliseconds {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(deskZone)
  return local.startOfDay().epochMilliseconds
}

/**
 * Every half hour from the first contact of the day, or 8am if that is earlier, to now: one without a contact is a figure, too. Counted in
 * time that has passed, so that a day on which the clocks change has each of its half hours once.
 */
export function laidOut(halves: readonly HalfHour[], midnight: EpochMilliseconds, at: EpochMilliseconds): DayHalf[] {
  const present = Math.floor((at - midnight) / halfHour)
  const first = Math.min(...halves.map((each) => each.half), openingHalf, present)
  const found = new Map(halves.map((each) => [each.half, each]))
  return Array.from({ length: present - first + 1 }, (_, index) => {
    const half = first + index
    const { contacts = 0, byPhone = 0 } = found.get(half) ?? {}
    return { from: midnight + half * halfHour, contacts, byPhone }
  })
}

const halfHour = 1_800_000
const openingHalf = 16

function summed(teams: readonly TeamStanding[]): Floor["all"] {
  const sum = (of: keyof Floor["all"]) => teams.reduce((total, each) => total + each[of], 0)
  return { waiting: sum("waiting"), atRisk: sum("atRisk"), breached: sum("breached"), unowned: sum("unowned") }
}

// A team that the charter no longer has may still have cases: they are shown under its id, last.
function named(teams: readonly TeamStanding[], { queues }: Charter): Floor["teams"] {
  const place = (queue: string) => {
    const found = queues.teams.findIndex((each) => each.id === queue)
    return found === -1 ? queues.teams.length : found
  }
  const name = (queue: string) => queues.teams.find((each) => each.id === queue)?.name ?? queue
  return teams
    .map((each) => ({ ...each, name: name(each.queue) }))
    .toSorted((one, other) => place(one.queue) - place(other.queue))
}
