// Putting a case under an organisation, or taking it off: who its contacts are sees it, or sees it no more.

import type { ChangedCase } from "../cases/index.ts"
import type { Db } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import { findOrganisation } from "../people/index.ts"
import { type Ask, change } from "./ask.ts"

/** Null takes the case off. Throws Invalid for an organisation that is not there, or whose contacts see nothing any more. */
export async function nameOrganisation(db: Db, ask: Ask, organisation: number | null): Promise<ChangedCase> {
  const found = organisation === null ? undefined : await findOrganisation(db, organisation)
  if (organisation !== null && (found === undefined || found.endedAt !== null))
    throw new Invalid([{ field: "organisation", message: "Select an organisation from the list" }])
  return await change(db, ask, "keep-organisations", ({ state }) =>
    (state.organisation ?? null) === organisation
      ? { happenings: [] }
      : { happenings: [{ type: "organisation-named", data: { organisation } }] },
  )
}
