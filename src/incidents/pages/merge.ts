// Merge a case into another one of the same customer, and undo it. Before anything is done the page says who will see what.

import { z } from "zod"
import { Invalid, NotFound } from "../../errors.ts"
import type { PageRequest } from "../../page.ts"
import { hindrance, mergeIncident, pairOf, separateIncident } from "../merge.ts"
import { hiddenFields } from "./form.ts"
import { headingOf, type LoadedCase, loadNamed, referenceTyped } from "./load.ts"
import { shownTimeline } from "./timeline-view.ts"
import { verbPages } from "./verb.ts"

const unknown = "There is no case with this reference that you can see"
const into = z
  .string("Enter the reference of the other case")
  .trim()
  .min(1, "Enter the reference of the other case")
  .max(40, unknown)
  .transform((typed) => typed.toUpperCase())

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
  asks: (db, ask, given) => mergeIncident(db, ask, given.into),
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
  const typed = [request.form["into"] ?? request.query["into"] ?? ""].flat()[0] ?? ""
  if (typed === "") return null
  const other = await otherCase(request, typed)
  if (other.caseId === loaded.caseId)
    throw new Invalid([{ field: "into", message: "A case cannot be merged into itself" }])
  const pair = await pairOf(request.db, loaded, other)
  return {
    ...sightOf(loaded, other),
    hindrance: hindrance(loaded, other, pair) ?? null,
    other: headingOf(other),
  }
}

async function otherCase(request: PageRequest, typed: string): Promise<LoadedCase> {
  const reference = referenceTyped(typed)
  try {
    if (reference !== undefined) return await loadNamed(request, reference)
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
  }
  throw new Invalid([{ field: "into", message: unknown }])
}

/** Who will see what: the customer each history's entries that are for all, colleagues each case as far as they see its team. */
function sightOf(one: LoadedCase, other: LoadedCase) {
  const told = (loaded: LoadedCase) => loaded.timeline.filter((entry) => entry.audience === "all").length
  const inside = (loaded: LoadedCase) => loaded.timeline.length - told(loaded)
  const row = (loaded: LoadedCase) => ({
    ...headingOf(loaded),
    told: told(loaded),
    inside: inside(loaded),
    messages: shownTimeline(loaded, "oldest", true).entries.filter((entry) => entry.voice !== "desk").length,
  })
  return { cases: [row(one), row(other)] }
}
