// Put a case under an organisation, whose contacts then see it; and which one it is under, on the page of the case.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import type { Db } from "../../database/index.ts"
import type { PageRequest } from "../../page.ts"
import { findOrganisation, listedOrganisations, may } from "../../people/index.ts"
import { nameOrganisation } from "../name-organisation.ts"
import { paths } from "../paths.ts"
import { hiddenFields } from "./form.ts"
import type { LoadedCase } from "./load.ts"
import { verbPages } from "./verb.ts"

const none = "none"

export const organisationPages = verbPages({
  noun: "organisation",
  right: "keep-organisations",
  move: null,
  view: "incidents/pages/organisation.njk",
  given: z.strictObject({
    ...hiddenFields,
    organisation: z.string("Select an organisation").regex(/^(none|[1-9]\d{0,14})$/, "Select an organisation"),
  }),
  shows: async (_loaded, { db }) => ({ organisations: await choices(db) }),
  starts: ({ state }) => ({ organisation: String(state.organisation ?? none) }),
  asks: (db, ask, { organisation }) => nameOrganisation(db, ask, organisation === none ? null : Number(organisation)),
  says: ({ reference, state }) =>
    (state.organisation ?? null) === null
      ? `${reference} belongs to no organisation.`
      : `${reference} belongs to the organisation: its contacts see it.`,
})

async function choices(db: Db) {
  const found = (await listedOrganisations(db)).filter((each) => each.endedAt === null)
  const named = found.map(({ organisationId, name }) => ({ value: String(organisationId), text: name }))
  return [...named, { divider: "or" }, { value: none, text: "It belongs to no organisation" }]
}

/** The organisation's name, and where it is changed for whoever may. */
export async function shownOrganisation(request: PageRequest, { reference, state }: LoadedCase) {
  const { organisation } = state
  const found = organisation == null ? undefined : await findOrganisation(request.db, organisation)
  const href = may(actorOf(request), "keep-organisations") ? paths.verb(reference, "organisation") : null
  return { name: found?.name ?? null, href }
}
