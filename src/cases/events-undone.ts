// Moves that were taken back. History is not unwritten: the case stands as it did before, and the clocks pass over it.

import { z } from "zod"
import { event } from "../timeline/index.ts"

/** An assignment, unless `from` says what else: owner and queue are those from before. `of` is the last event before it was taken back. */
const returned = z.strictObject({
  of: z.int(),
  owner: z.int().nullable(),
  queue: z.string(),
  state: z.string(),
  from: z.literal("escalation").optional(),
})
const unclosed = z.strictObject({ of: z.int(), state: z.string() })

export type Returned = z.infer<typeof returned>
export type Unclosed = z.infer<typeof unclosed>

/** The types of these events: no update by staff, so that no review starts anew. */
export const undoneTypes: ReadonlySet<string> = new Set(["returned", "unclosed"])

export const undoneEvents = [
  event({
    type: "returned",
    schema: returned,
    audience: "staff",
    countsAsChange: true,
    sentence: (data, { by, queue, colleague }) =>
      `${by} undid the ${data.from ?? "assignment"}: the case is with ${data.owner === null ? "nobody" : colleague(data.owner)} again, in ${queue(data.queue)}.`,
  }),
  event({
    type: "unclosed",
    schema: unclosed,
    audience: "all",
    countsAsChange: true,
    sentence: (_data, { by }) => `${by} undid the closing of the case: it is resolved.`,
  }),
]
