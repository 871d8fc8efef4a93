// Likely duplicates of what is being typed: a piece of a page, which the form for a call asks for while somebody types.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { type LikelyDuplicate, likelyDuplicates } from "../../cases/index.ts"
import type { Page } from "../../page.ts"
import { type EpochMilliseconds, nearDayInWords } from "../../time/index.ts"
import { paths, routes } from "../paths.ts"
import { readFields } from "./form.ts"
import { stateLabel } from "./load.ts"
import { visibleLine } from "./visible.ts"

export const duplicatesLimit = 5

const query = z.strictObject({
  subject: z.string().max(300, "At most 300 characters").default(""),
  email: z.string().max(254, "At most 254 characters").optional(),
})

export const duplicatesPage: Page = {
  method: "GET",
  path: routes.duplicates,
  audience: "see-cases",
  answer: async (request) => {
    const { subject, email } = readFields(query, request.query)
    const found = await likelyDuplicates(request.db, actorOf(request), { subject, email }, duplicatesLimit)
    return {
      view: "incidents/pages/duplicates.njk",
      model: { duplicates: found.map((each) => shownDuplicate(each, request.at)) },
    }
  },
}

export function shownDuplicate(found: LikelyDuplicate, at: EpochMilliseconds) {
  const { reference, subject, state, openedAt, isSameCaller } = found
  return {
    reference,
    href: paths.case(reference),
    subject: visibleLine(subject, 140),
    stateLabel: stateLabel(state),
    opened: nearDayInWords(openedAt, at),
    isSameCaller,
  }
}
