// The events of clocks. None of them makes an open form stale.

import { z } from "zod"
import { clockNames, priorityLevels } from "../charter/index.ts"
import type { Author } from "../people/actor.ts"
import { event } from "../timeline/index.ts"

const instant = z.int()
const clock = z.enum(clockNames)
const outcome = z.strictObject({
  clock,
  due: instant,
  ended: instant.optional(),
  priority: z.literal(priorityLevels).nullable(),
  charter: z.int(),
  rules: z.int(),
  /** Fell due before the import of the case's history ended: recorded, and announced to nobody. */
  imported: z.literal(true).optional(),
})

const titles: Record<z.infer<typeof clock>, string> = {
  respond: "The response",
  restore: "The restoration",
  "first-reply": "The first reply",
  review: "The review",
  progress: "The update to everyone affected",
}

const before = ({ imported }: { imported?: true | undefined }) =>
  imported ? ", before the case came to this desk" : ""

const clockWarned = z.strictObject({ clock, due: instant, priority: z.literal(priorityLevels).nullable() })
const clockMoved = z.strictObject({ clock, from: instant, to: instant })
const clockWithdrawn = z.strictObject({ clock })

export const clockEvents = [
  event({
    type: "clock-warned",
    schema: clockWarned,
    audience: "staff",
    countsAsChange: false,
    sentence: (data, { instant }) => `${titles[data.clock]} is due soon: ${instant(data.due)}.`,
  }),
  event({
    type: "clock-met",
    schema: outcome,
    audience: "staff",
    countsAsChange: false,
    sentence: (data, { instant }) =>
      `${titles[data.clock]} came in time: it was due ${instant(data.due)}${before(data)}.`,
  }),
  event({
    type: "clock-missed",
    schema: outcome,
    audience: "staff",
    countsAsChange: false,
    sentence: (data, { instant }) =>
      `${titles[data.clock]} was not in time: it was due ${instant(data.due)}${before(data)}.`,
  }),
  event({
    type: "clock-moved",
    schema: clockMoved,
    audience: "all",
    countsAsChange: false,
    sentence: (data, { instant }) =>
      `A holiday was announced, so the deadline moved: ${titles[data.clock].toLowerCase()} is due ${instant(data.to)} instead of ${instant(data.from)}.`,
  }),
  event({
    type: "clock-withdrawn",
    schema: clockWithdrawn,
    audience: "staff",
    countsAsChange: false,
    sentence: (data) => `${titles[data.clock]} counts again, because the case was reopened.`,
  }),
]

/** What the clocks add to a case's history. */
export type ClockHappening =
  | { readonly type: "clock-warned"; readonly data: z.infer<typeof clockWarned>; readonly by?: Author }
  | { readonly type: "clock-met"; readonly data: z.infer<typeof outcome>; readonly by?: Author }
  | { readonly type: "clock-missed"; readonly data: z.infer<typeof outcome>; readonly by?: Author }
  | { readonly type: "clock-moved"; readonly data: z.infer<typeof clockMoved>; readonly by?: Author }
  | { readonly type: "clock-withdrawn"; readonly data: z.infer<typeof clockWithdrawn>; readonly by?: Author }
