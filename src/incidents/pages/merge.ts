// Merge a case into another one of the same customer, and undo it. Before anything is done the page says who will see what.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { caseNamed, findByReference, referenceNamed } from "../../cases/index.ts"
import type { Db } from "../../database/index.ts"
import { Invalid, NotFound } from "../../errors.ts"
import type { PageRequest } from "../../page.ts"
import { findOrganisation } from "../../people/index.ts"
import type { Ask } from "../ask.ts"
import { hindrance, mergeIncident, pairOf, separateIncident } from "../merge.ts"
import { hiddenFields } from "./form.ts"
import { headingOf, type LoadedCase, loadNamed } from "./load.ts"
import { mustHaveReason } from "./reading.ts"
import { verbPages } from "./verb.ts"
import { visibleLine } from "./visible.ts"

const unknown = "There is no case with this reference that you can see"
const into = z
  .string("Enter the reference of the other case")
  .trim()
  .min(1, "Enter the reference of the other case")
  .max(40, unknown)

export const mergePages = verbPages({
  noun: "merge",
  right: "relate",
  move: "merge",
  view: "incidents/pages/merge.njk",
  given: z.strictObject({ ...hiddenFields, into }),
  shows: async (loaded, request, error) => ({
    preview: error instanceof Invalid ? null : await previewOf(request, loaded),
  }),
  starts: (_loaded, { query }) => query,
  asks: async (db, ask, given) => {
    const into = await referenceNamed(db, ask.actor, given.into)
    await mustHaveReasonForOther(db, ask, into)
    return await mergeIncident(db, ask, into)
  },
  says: ({ reference }) => `The cases are one: ${reference} goes on.`,
})

export const separationPages = verbPages({
  noun: "separation",
  right: "relate",
  move: null,
  view: "incidents/pages/separation.njk",
  given: z.strictObject(hiddenFields),
  asks: (db, ask) => separateIncident(db, ask),
  says: ({ reference }) => `${reference} is dealt with by itself again.`,
})

// Null until another case has been named. Throws Invalid for one that the person cannot see.
async function previewOf(request: PageRequest, loaded: LoadedCase) {
  const typed = [request.form["into"] ?? request.query["into"]].flat()[0]
  if (typed === undefined) return null
  if (typed.trim() === "") throw new Invalid([{ field: "into", message: "Enter the reference of the other case" }])
  const other = await otherCase(request, typed)
  if (other.caseId === loaded.caseId)
    throw new Invalid([{ field: "into", message: "A case cannot be merged into itself" }])
  const pair = await pairOf(request.db, loaded, other)
  return {
    ...(await sightOf(request.db, loaded, other)),
    hindrance: hindrance(loaded, other, pair) ?? null,
    other: headingOf(other),
  }
}

// Whoever sends the form without having looked at what happens is asked the same as on its page. A case that is not there is the verb's to say.
async function mustHaveReasonForOther(db: Db, { actor, at }: Ask, into: string): Promise<void> {
  try {
    await mustHaveReason(db, { actor, at }, await findByReference(db, actor, into))
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
  }
}

async function otherCase(request: PageRequest, typed: string): Promise<LoadedCase> {
  const named = await caseNamed(request.db, actorOf(request), typed)
  if (named === undefined) throw new Invalid([{ field: "into", message: unknown }])
  return await loadNamed(request, named.reference)
}

/**
 * Who will see what: the customer each history's entries that are for all, colleagues each case as far as they see its team, and an
 * organisation's contacts the cases of their organisation alone.
 */
async function sightOf(db: Db, one: LoadedCase, other: LoadedCase) {
  const [own, others] = [one.state.organisation ?? null, other.state.organisation ?? null]
  return { cases: await Promise.all([one, other].map((each) => rowOf(db, each))), keepsApart: own !== others }
}

async function rowOf(db: Db, loaded: LoadedCase) {
  const { organisation } = loaded.state
  const found = organisation == null ? undefined : await findOrganisation(db, organisation)
  const told = loaded.timeline.filter((entry) => entry.audience === "all").length
  return {
    ...headingOf(loaded),
    told,
    inside: loaded.timeline.length - told,
    organisation: found === undefined ? null : visibleLine(found.name),
  }
}
