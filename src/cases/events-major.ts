// What events say of a major incident: who took charge, who leads, what the gold group decided, when full service was back, the review.

import { z } from "zod"
import { event } from "../timeline/index.ts"
import { ref } from "./events-imported.ts"

const person = z.int()

const declared = z.strictObject({ reason: ref, lead: person })
const led = z.strictObject({ lead: person })
/** The whole group, each time that it changes. */
const goldFormed = z.strictObject({ members: z.array(person) })
const goldDecided = z.strictObject({ decision: ref, reason: ref })
const restored = z.strictObject({ body: ref })
const reviewed = z.strictObject({ review: ref })

export type MajorEventData = {
  "major-declared": z.infer<typeof declared>
  "major-led": z.infer<typeof led>
  "gold-formed": z.infer<typeof goldFormed>
  "gold-decided": z.infer<typeof goldDecided>
  "restoration-confirmed": z.infer<typeof restored>
  "major-reviewed": z.infer<typeof reviewed>
}

const shared = { audience: "all", countsAsChange: true } as const
const inside = { audience: "staff", countsAsChange: true } as const

export const majorEvents = [
  event({
    ...shared,
    type: "major-declared",
    schema: declared,
    sentence: (_data, { by }) => `${by} took charge of this case as a major incident.`,
  }),
  event({
    ...inside,
    type: "major-led",
    schema: led,
    sentence: ({ lead }, { by, colleague }) => `${by} named ${colleague(lead)} to lead the major incident.`,
  }),
  event({
    ...inside,
    type: "gold-formed",
    schema: goldFormed,
    sentence: ({ members }, { by, colleague }) =>
      members.length === 0
        ? `${by} stood the gold group down.`
        : `${by} called the gold group: ${members.map(colleague).join(", ")}.`,
  }),
  event({
    ...inside,
    type: "gold-decided",
    schema: goldDecided,
    sentence: (_data, { by }) => `${by} recorded a decision of the gold group.`,
  }),
  event({
    ...shared,
    type: "restoration-confirmed",
    schema: restored,
    sentence: (_data, { by }) => `${by} confirmed that full service is restored.`,
  }),
  event({
    ...inside,
    type: "major-reviewed",
    schema: reviewed,
    sentence: (_data, { by }) => `${by} recorded the review of the major incident.`,
  }),
]
