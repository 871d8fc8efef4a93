// Put on hold, and take off hold.

import { z } from "zod"
import { holdReasons } from "../../cases/index.ts"
import { Invalid } from "../../errors.ts"
import { holdIncident } from "../hold.ts"
import { resumeIncident } from "../resume.ts"
import { civilFields, momentTyped } from "./civil.ts"
import { hiddenFields } from "./form.ts"
import { verbPages } from "./verb.ts"

export const holdPages = verbPages({
  noun: "hold",
  right: "hold",
  move: "hold",
  view: "incidents/pages/hold.njk",
  given: z.strictObject({
    ...hiddenFields,
    ...civilFields,
    for: z.enum(holdReasons, "Choose what the case waits for"),
  }),
  asks: async (db, ask, given) => {
    const until = momentTyped("until", given, ask.at)
    if (until !== undefined && until <= ask.at) {
      throw new Invalid([{ field: "until-day", message: "The end of the hold must be in the future" }])
    }
    return await holdIncident(db, ask, { for: given.for, ...(until === undefined ? {} : { until }) })
  },
  says: ({ reference }) => `${reference} is on hold.`,
})

export const resumptionPages = verbPages({
  noun: "resumption",
  right: "resume",
  move: "resume",
  view: "incidents/pages/resumption.njk",
  given: z.strictObject(hiddenFields),
  asks: (db, ask) => resumeIncident(db, ask),
  says: ({ reference }) => `${reference} is off hold.`,
})
