// A draft as somebody types: the page says each time what it has, and is told when it was kept.

import { actorOf } from "../../asked.ts"
import { findByReference } from "../../cases/index.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { mustBeAbleTo } from "../../people/index.ts"
import { draftKinds, saveDraft } from "../../writing/index.ts"
import { routes } from "../paths.ts"
import { draftIn } from "./writing-fields.ts"

export const draftPage: Page = { method: "POST", path: routes.draft, audience: "note", answer: saved }

async function saved(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form, params } = request
  const actor = actorOf(request)
  const kind = draftKinds.find((each) => each === params["kind"])
  if (kind === undefined || actor.personId === null) throw new NotFound()
  mustBeAbleTo(actor, kind)
  const { caseId } = await findByReference(db, actor, params["reference"] ?? "")
  await saveDraft(db, { caseId, personId: actor.personId, kind }, draftIn(form), at)
  return { view: "incidents/pages/parts/saved.njk", model: { savedAt: at } }
}
