// Resolve, reopen, close.

import { z } from "zod"
import { closeIncident } from "../close.ts"
import { type Outcome, outcomes } from "../incident.ts"
import { isTooLate, reopenIncident } from "../reopen.ts"
import { resolveIncident } from "../resolve.ts"
import { hiddenFields, text } from "./form.ts"
import { verbPages } from "./verb.ts"

const outcomeWords: Readonly<Record<Outcome, readonly [label: string, hint: string]>> = {
  fixed: ["Fixed", "The fault is gone."],
  workaround: ["Workaround", "The fault is still there, and the customer can do their work another way."],
  advised: ["Advised", "The customer knows now how to do it."],
  "not-a-fault": ["Not a fault", "It works as it was meant to."],
  "not-reproduced": ["Not reproduced", "We could not make it happen."],
  duplicate: ["Duplicate", "The same customer has another case about this."],
  withdrawn: ["Withdrawn", "The customer does not need it any more."],
}

/** The outcomes as one chooses them. */
export const outcomeChoices = outcomes.map((value) => ({
  value,
  text: outcomeWords[value][0],
  hint: outcomeWords[value][1],
}))

export const resolutionPages = verbPages({
  noun: "resolution",
  right: "resolve",
  move: "resolve",
  view: "incidents/pages/resolution.njk",
  given: z.strictObject({
    ...hiddenFields,
    outcome: z.enum(outcomes, "Choose the outcome"),
    body: text("Enter what to tell the customer"),
  }),
  shows: () => ({ outcomes: outcomeChoices }),
  asks: (db, ask, { outcome, body }) => resolveIncident(db, ask, { outcome, body }),
  says: ({ reference }) => `${reference} is resolved.`,
})

export const reopeningPages = verbPages({
  noun: "reopening",
  right: "reopen",
  move: "reopen",
  view: "incidents/pages/reopening.njk",
  given: z.strictObject({ ...hiddenFields, reason: text("Enter why you reopen the case", 2000) }),
  shows: ({ state, rules, version, at }) => ({
    isTooLate: isTooLate(state, rules, at),
    clause: version.charter.reopening,
  }),
  asks: (db, ask, { reason }) => reopenIncident(db, ask, reason),
  says: ({ reference }) => `${reference} is open again.`,
})

export const closurePages = verbPages({
  noun: "closure",
  right: "close",
  move: "close",
  view: "incidents/pages/closure.njk",
  given: z.strictObject(hiddenFields),
  asks: (db, ask) => closeIncident(db, ask),
  says: ({ reference }) => `${reference} is closed.`,
})
