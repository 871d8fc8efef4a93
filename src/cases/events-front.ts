// What the front door adds to the history of a case: whose contacts see it, what its customer asked to have, how satisfied they are.

import { z } from "zod"
import { event } from "../timeline/index.ts"
import { ref } from "./events-imported.ts"

const organisationNamed = z.strictObject({ organisation: z.int().nullable() })
const copyAsked = z.strictObject({ notices: z.array(z.int()) })
const satisfactionGiven = z.strictObject({ score: z.literal([1, 2, 3, 4, 5]), words: ref.optional() })

export type FrontEventData = {
  "organisation-named": z.infer<typeof organisationNamed>
  "copy-asked": z.infer<typeof copyAsked>
  "satisfaction-given": z.infer<typeof satisfactionGiven>
}

export const frontEvents = [
  event({
    type: "organisation-named",
    schema: organisationNamed,
    audience: "staff",
    countsAsChange: false,
    sentence: (data, { by }) =>
      data.organisation === null
        ? `${by} took the case off its organisation, whose contacts see it no more.`
        : `${by} put the case under an organisation (number ${data.organisation}), whose contacts see it now.`,
  }),
  event({
    type: "copy-asked",
    schema: copyAsked,
    audience: "staff",
    countsAsChange: false,
    sentence: () => "The customer asked, from their own mailbox, for a copy of what they had written.",
  }),
  event({
    type: "satisfaction-given",
    schema: satisfactionGiven,
    audience: "all",
    countsAsChange: false,
    sentence: (data) => `The customer said how satisfied they are: ${data.score} of 5.`,
  }),
]
