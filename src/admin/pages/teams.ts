// Teams: the charter says which queues there are; here stands who works in each.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import type { CharterVersion } from "../../charter/index.ts"
import { transaction } from "../../database/index.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { changeMembers, listMembers, listNames, type TeamMember } from "../../people/index.ts"
import { adminPaths } from "../paths.ts"
import { charterInForce, several } from "./asked.ts"

export const teamPages: readonly Page[] = [
  { method: "GET", path: adminPaths.teams, audience: "manage-staff", answer: list },
  { method: "GET", path: adminPaths.team(":queue"), audience: "manage-staff", answer: team },
  { method: "POST", path: adminPaths.team(":queue"), audience: "manage-staff", isSensitive: true, answer: change },
]

/** More than work in one contact centre; beyond, people are put into teams on their own pages. */
const namesLimit = 500

async function list(request: PageRequest): Promise<PageAnswer> {
  const [version, members] = await Promise.all([charterInForce(request), listMembers(request.db)])
  const teams = version.charter.queues.teams.map(({ id, name, what }) => ({
    name,
    what,
    href: adminPaths.team(id),
    isFirst: id === version.charter.queues.first,
    steps: stepsAt(version, id),
    members: members.filter((each) => each.queue === id),
  }))
  return { view: "admin/pages/teams.njk", model: { title: "Teams", teams, version: version.charter.document.version } }
}

async function team(request: PageRequest): Promise<PageAnswer> {
  const { queue, version } = await queueIn(request)
  const [members, names] = await Promise.all([listMembers(request.db), listNames(request.db, namesLimit)])
  return {
    view: "admin/pages/team.njk",
    model: {
      title: queue.name,
      what: queue.what,
      steps: stepsAt(version, queue.id),
      path: adminPaths.team(queue.id),
      items: itemsFor(
        names,
        members.filter((each) => each.queue === queue.id),
      ),
    },
  }
}

async function change(request: PageRequest): Promise<PageAnswer> {
  const { queue } = await queueIn(request)
  const { people } = fieldsFrom(z.strictObject({ people: several }), request.form)
  const ids = people.filter((each) => /^[1-9]\d{0,14}$/.test(each)).map(Number)
  await transaction(request.db, (tx) => changeMembers(tx, actorOf(request), queue.id, ids, request.at))
  return { redirect: adminPaths.teams, flash: `Saved who works in ${queue.name}.` }
}

// Whoever works here stands in the list even where it was cut: what is not ticked is taken out.
function itemsFor(names: Awaited<ReturnType<typeof listNames>>, members: readonly TeamMember[]) {
  const listed = names.map(({ personId, name, email }) => ({ value: personId, text: name, hint: { text: email } }))
  const beyond = members
    .filter(({ personId }) => !names.some((each) => each.personId === personId))
    .map(({ personId, name }) => ({ value: personId, text: name }))
  return [...listed, ...beyond].map((each) => ({
    ...each,
    value: String(each.value),
    checked: members.some(({ personId }) => personId === each.value),
  }))
}

// Where the charter has cases of this queue come from: each step with the clause that says so.
function stepsAt({ charter }: CharterVersion, queue: string) {
  return charter.chains.flatMap(({ title, clause, steps }) =>
    steps
      .filter((step) => step.queue === queue)
      .map((step) => ({ chain: title, step: step.name, href: `/charter#${clause}`, clause })),
  )
}

async function queueIn(request: PageRequest) {
  const version = await charterInForce(request)
  const queue = version.charter.queues.teams.find((each) => each.id === request.params["queue"])
  if (queue === undefined) throw new NotFound()
  return { queue, version }
}
