// What events say of cases that belong together: one merged into another, one split off, parent and child, everyone told at once.

import { z } from "zod"
import { event } from "../timeline/index.ts"
import { ref } from "./events-imported.ts"

const caseId = z.int()
const state = z.string()

/** What is done on a case is done for those that were merged into it: their promises are judged by it, each to its own end. */
export const carriedAs = ["message", "update", "wait", "resumption", "resolution", "reopening"] as const

const merged = z.strictObject({ into: caseId, state })
const absorbed = z.strictObject({ case: caseId })
const separated = z.strictObject({ from: caseId, state })
const released = z.strictObject({ case: caseId })
const carried = z.strictObject({ in: caseId, as: z.enum(carriedAs), from: z.int(), until: z.int().optional(), state })
const splitOff = z.strictObject({ into: caseId, content: z.int() })
const joined = z.strictObject({ parent: caseId })
const left = z.strictObject({ parent: caseId })
const childrenAdded = z.strictObject({ children: z.array(caseId) })
const childrenRemoved = z.strictObject({ children: z.array(caseId) })
/**
 * The words are on each child as well, where its own history tells of them. `replies`: the customer of this case is answered with the same
 * words, by the event that follows; two updates by staff in one decision would be judged as two.
 */
const toldAll = z.strictObject({ body: ref, cases: z.int(), resolves: z.boolean(), replies: z.boolean() })

export type FamilyEventData = {
  merged: z.infer<typeof merged>
  absorbed: z.infer<typeof absorbed>
  separated: z.infer<typeof separated>
  released: z.infer<typeof released>
  carried: z.infer<typeof carried>
  "split-off": z.infer<typeof splitOff>
  joined: z.infer<typeof joined>
  left: z.infer<typeof left>
  "children-added": z.infer<typeof childrenAdded>
  "children-removed": z.infer<typeof childrenRemoved>
  "told-all": z.infer<typeof toldAll>
}

const shared = { audience: "all", countsAsChange: true } as const
const inside = { audience: "staff", countsAsChange: true } as const
const silent = { audience: "staff", countsAsChange: false } as const

const carriedWords: Record<(typeof carriedAs)[number], string> = {
  message: "The customer was answered",
  update: "The matter was worked on",
  wait: "The matter waits for the customer",
  resumption: "The matter is being worked on again",
  resolution: "The matter was resolved",
  reopening: "The matter was reopened",
}

export const familyEvents = [
  event({
    ...shared,
    type: "merged",
    schema: merged,
    sentence: ({ into }, { by, reference }) =>
      `${by} merged this case into ${reference(into)}, where it is dealt with from now on.`,
  }),
  event({
    ...shared,
    type: "absorbed",
    schema: absorbed,
    sentence: (data, { by, reference }) => `${by} merged ${reference(data.case)} into this case.`,
  }),
  event({
    ...shared,
    type: "separated",
    schema: separated,
    sentence: ({ from }, { by, reference }) =>
      `${by} took this case out of ${reference(from)} again: it is dealt with by itself.`,
  }),
  event({
    ...shared,
    type: "released",
    schema: released,
    sentence: (data, { by, reference }) => `${by} took ${reference(data.case)} out of this case again.`,
  }),
  event({
    ...inside,
    type: "carried",
    schema: carried,
    sentence: (data, { reference }) =>
      `${carriedWords[data.as]} in ${reference(data.in)}, into which this case was merged.`,
  }),
  event({
    ...shared,
    type: "split-off",
    schema: splitOff,
    sentence: ({ into }, { by, reference }) =>
      `${by} opened ${reference(into)} for another matter in the customer’s words.`,
  }),
  event({
    ...silent,
    type: "joined",
    schema: joined,
    sentence: ({ parent }, { by, reference }) => `${by} made this case a child of ${reference(parent)}.`,
  }),
  event({
    ...silent,
    type: "left",
    schema: left,
    sentence: ({ parent }, { by, reference }) => `${by} took this case out from under ${reference(parent)}.`,
  }),
  event({
    ...silent,
    type: "children-added",
    schema: childrenAdded,
    sentence: ({ children }, { by }) => `${by} made ${casesInWords(children.length)} of this case.`,
  }),
  event({
    ...silent,
    type: "children-removed",
    schema: childrenRemoved,
    sentence: ({ children }, { by }) =>
      `${by} took ${children.length.toLocaleString("en-GB")} of its children out from under this case.`,
  }),
  event({
    ...inside,
    type: "told-all",
    schema: toldAll,
    sentence: ({ cases, resolves }, { by }) =>
      `${by} told everyone affected${cases === 0 ? "" : `, on this case and ${cases.toLocaleString("en-GB")} of its children`}${resolves ? ", and resolved the children" : ""}.`,
  }),
]

function casesInWords(count: number): string {
  return count === 1 ? "another case a child" : `${count.toLocaleString("en-GB")} other cases children`
}
