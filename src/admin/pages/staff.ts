// The list of staff, by name; those who are let in no more stand on a list of their own.

import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import type { CharterVersion } from "../../charter/index.ts"
import type { Page, PageRequest } from "../../page.ts"
import { type ListedColleague, listColleagues, roleTitle } from "../../people/index.ts"
import { adminPaths } from "../paths.ts"
import { charterInForce } from "./asked.ts"

const pageLength = 50

const query = z.strictObject({
  q: z.string("Enter a name").trim().max(200, "Name must be 200 characters or fewer").default(""),
  show: z.enum(["disabled"], "Show is disabled").optional(),
  after: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "This is not where a page of the list ended")
    .transform(Number)
    .optional(),
})

export const staffPage: Page = {
  method: "GET",
  path: adminPaths.staff,
  audience: "manage-staff",
  answer: async (request) => {
    const { q, show, after = null } = fieldsFrom(query, request.query)
    const filter = { named: q === "" ? null : q, areDisabled: show === "disabled", after, limit: pageLength + 1 }
    const [version, found] = await Promise.all([charterInForce(request), colleagues(request, filter)])
    const people = found.slice(0, pageLength)
    return {
      view: "admin/pages/staff.njk",
      model: {
        title: "Staff",
        tabs: tabsFor(show),
        people: people.map((each) => shownColleague(each, version)),
        q,
        show,
        kept: { q, show },
        path: adminPaths.staff,
        invitePath: adminPaths.invitations,
        next: found.length > pageLength ? (people.at(-1)?.personId ?? null) : null,
      },
    }
  },
}

function colleagues({ db }: PageRequest, filter: Parameters<typeof listColleagues>[1]) {
  return listColleagues(db, filter)
}

/** A colleague as the lists of administration show them. */
export function shownColleague(colleague: ListedColleague, { charter }: CharterVersion) {
  const { teams, roles, seesOwnTeamsOnly } = colleague
  const teamName = (queue: string) => charter.queues.teams.find((each) => each.id === queue)?.name ?? queue
  return {
    ...colleague,
    href: adminPaths.person(colleague.personId),
    roleWords: roles.map(roleTitle).join(", ") || "None",
    teamWords: teams.map(teamName).join(", ") || "None in particular",
    sees: seesOwnTeamsOnly ? "Their teams’ cases and their own" : "Every team’s cases",
  }
}

function tabsFor(show: string | undefined) {
  return [
    { text: "Let in", href: adminPaths.staff, active: show === undefined },
    { text: "Let in no more", href: `${adminPaths.staff}?show=disabled`, active: show === "disabled" },
  ]
}
