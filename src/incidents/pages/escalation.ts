// Escalate along the charter's chains.

import { z } from "zod"
import type { Fields } from "../../page.ts"
import { escalateIncident, placesAbove } from "../escalate.ts"
import { paths } from "../paths.ts"
import { hiddenFields, text } from "./form.ts"
import { type LoadedCase, teamName } from "./load.ts"
import { verbPages } from "./verb.ts"

export const escalationPages = verbPages({
  noun: "escalation",
  right: "escalate",
  move: "escalate",
  view: "incidents/pages/escalation.njk",
  given: z.strictObject({
    ...hiddenFields,
    to: z
      .string("Choose where to escalate to")
      .min(1, "Choose where to escalate to")
      .max(80, "Choose where to escalate to"),
    reason: text("Enter why you escalate", 2000),
  }),
  shows: (loaded) => ({ chains: chainsAbove(loaded) }),
  starts: (loaded): Fields => {
    const next = chainsAbove(loaded)[0]?.places[0]
    return next === undefined ? {} : { to: next.step }
  },
  asks: (db, ask, { to, reason }) => escalateIncident(db, ask, { to, reason }),
  says: ({ reference }) => `${reference} has been escalated.`,
})

/** The steps above where the case is, by chain, the next one first. */
function chainsAbove({ version, state }: LoadedCase) {
  const places = placesAbove(version.charter, state.queue)
  return version.charter.chains.flatMap((chain) => {
    const above = places.filter((each) => each.chain === chain.id)
    if (above.length === 0) return []
    return {
      title: chain.title,
      words: chain.words,
      clause: { id: chain.clause, href: paths.charterClause(chain.clause) },
      places: above.map(({ step, queue }) => {
        const declared = chain.steps.find((each) => each.id === step)
        return { step, name: declared?.name ?? step, what: declared?.what ?? "", team: teamName(version, queue) }
      }),
    }
  })
}
