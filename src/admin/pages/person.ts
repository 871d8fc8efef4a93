// A colleague: their roles, their teams, what they see, and whether they are let in.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { transaction } from "../../database/index.ts"
import { NotFound } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import {
  changeStanding,
  disableColleague,
  enableColleague,
  forgetTokens,
  type ListedColleague,
  selectColleague,
} from "../../people/index.ts"
import { adminPaths } from "../paths.ts"
import { charterInForce, numberIn, orAgain, several, type Wrong } from "./asked.ts"
import { queuesOf, roleItems, sightItems, teamItems } from "./choices.ts"
import { shownColleague } from "./staff.ts"

export const personPages: readonly Page[] = [
  {
    method: "GET",
    path: adminPaths.person(":person"),
    audience: "manage-staff",
    answer: async (request) => shown(request, await colleagueOf(request)),
  },
  {
    method: "POST",
    path: adminPaths.person(":person"),
    audience: "manage-staff",
    isSensitive: true,
    answer: change,
  },
  { method: "POST", path: adminPaths.disabling(":person"), audience: "manage-staff", answer: disable },
  {
    method: "POST",
    path: adminPaths.enabling(":person"),
    audience: "manage-staff",
    isSensitive: true,
    answer: enable,
  },
]

const standingFields = z.strictObject({
  roles: several,
  teams: several,
  sees: z.enum(["all", "own"], "Choose which cases they see"),
})

async function change(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form } = request
  const colleague = await colleagueOf(request)
  const queues = queuesOf(await charterInForce(request))
  return await orAgain(
    async () => {
      const { roles, teams, sees } = fieldsFrom(standingFields, form)
      const standing = { roles, teams, seesOwnTeamsOnly: sees === "own" }
      await transaction(db, (tx) => changeStanding(tx, actorOf(request), colleague.personId, standing, queues, at))
      forgetTokens(db)
      return { redirect: adminPaths.person(colleague.personId), flash: "Saved. It holds from their next page on." }
    },
    (wrong) => shown(request, colleague, form, wrong),
  )
}

async function disable(request: PageRequest): Promise<PageAnswer> {
  const colleague = await colleagueOf(request)
  return await orAgain(
    async () => {
      fieldsFrom(z.strictObject({}), request.form)
      await transaction(request.db, (tx) => disableColleague(tx, actorOf(request), colleague.personId, request.at))
      forgetTokens(request.db)
      return { redirect: adminPaths.person(colleague.personId), flash: `${colleague.name} is let in no more.` }
    },
    (wrong) => shown(request, colleague, undefined, wrong),
  )
}

async function enable(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form } = request
  const colleague = await colleagueOf(request)
  return await orAgain(
    async () => {
      const { roles } = fieldsFrom(z.strictObject({ roles: several }), form)
      await transaction(db, (tx) => enableColleague(tx, actorOf(request), colleague.personId, roles, at))
      return { redirect: adminPaths.person(colleague.personId), flash: `${colleague.name} is let in again.` }
    },
    (wrong) => shown(request, colleague, form, wrong),
  )
}

async function shown(
  request: PageRequest,
  colleague: ListedColleague,
  typed?: Fields,
  wrong?: Wrong,
): Promise<PageAnswer> {
  const version = await charterInForce(request)
  const chosen = (name: string, kept: readonly string[]) => (typed === undefined ? kept : [typed[name] ?? []].flat())
  const sees = typed === undefined ? (colleague.seesOwnTeamsOnly ? "own" : "all") : String(typed["sees"])
  return {
    view: "admin/pages/person.njk",
    status: wrong?.status ?? 200,
    model: {
      title: colleague.name,
      person: shownColleague(colleague, version),
      isSelf: actorOf(request).personId === colleague.personId,
      roleItems: roleItems(chosen("roles", colleague.roles)),
      teamItems: teamItems(version, chosen("teams", colleague.teams)),
      sightItems: sightItems(sees),
      paths: {
        change: adminPaths.person(colleague.personId),
        disabling: adminPaths.disabling(colleague.personId),
        enabling: adminPaths.enabling(colleague.personId),
        signInInvitation: adminPaths.signInInvitation(colleague.personId),
        audit: `${adminPaths.audit}?person=${encodeURIComponent(colleague.email)}`,
      },
      typed,
      faults: wrong?.faults ?? [],
    },
  }
}

async function colleagueOf(request: PageRequest): Promise<ListedColleague> {
  const colleague = await selectColleague(request.db, numberIn(request, "person"))
  if (colleague === undefined) throw new NotFound()
  return colleague
}
