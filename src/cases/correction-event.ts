// The event of a signed correction: what a recorded outcome should have been.

import { z } from "zod"
import { clockNames, priorityLevels } from "../charter/index.ts"
import { event } from "../timeline/index.ts"

const ref = z.strictObject({ content: z.int(), sha256: z.string() })
const judgement = z.strictObject({ verdict: z.enum(["met", "missed"]), due: z.int() })

const outcomeCorrected = z.strictObject({
  clock: z.enum(clockNames),
  /** The event that recorded the outcome, and its hash. */
  event: z.int(),
  outcome: z.string(),
  judgedAt: z.int(),
  /** What stood until now. */
  was: judgement,
  verdict: judgement.shape.verdict,
  due: judgement.shape.due,
  ended: z.int().optional(),
  priority: z.literal(priorityLevels).nullable(),
  charter: z.int(),
  rules: z.int(),
  authority: ref,
  reason: ref,
  /** The id of the key, and the Ed25519 signature in hexadecimal over everything above, the case and the moment. */
  key: z.string(),
  signature: z.string(),
})

export type OutcomeCorrected = z.infer<typeof outcomeCorrected>

const kept = { met: "kept", missed: "missed" }

export const correctionEvents = [
  event({
    type: "outcome-corrected",
    schema: outcomeCorrected,
    audience: "staff",
    countsAsChange: false,
    sentence: ({ clock, was, verdict, due }, { by, instant }) =>
      `${by} corrected, with a signature, what was recorded of the ${clock.replace("-", " ")}: it was ${kept[verdict]} and due ${instant(due)}, not ${kept[was.verdict]} and due ${instant(was.due)}.`,
  }),
]
