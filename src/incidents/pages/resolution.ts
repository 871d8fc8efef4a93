// Resolve, reopen, close.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { caseIdIn } from "../../cases/index.ts"
import type { Db } from "../../database/index.ts"
import type { Fields, PageRequest } from "../../page.ts"
import type { Actor } from "../../people/index.ts"
import { findDraft } from "../../writing/index.ts"
import { closeIncident } from "../close.ts"
import { type Outcome, outcomes } from "../incident.ts"
import { isTooLate, reopenIncident } from "../reopen.ts"
import { sendReply } from "../send-reply.ts"
import { hiddenFields, text } from "./form.ts"
import type { LoadedCase } from "./load.ts"
import { verbPages } from "./verb.ts"
import { wordsForCustomer } from "./writing-fields.ts"

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
    body: wordsForCustomer("Enter what to tell the customer"),
  }),
  shows: async (loaded, request, error) => ({
    outcomes: outcomeChoices,
    isFromDraft: error === undefined && Object.hasOwn(await begunWith(loaded, request), "body"),
  }),
  starts: begunWith,
  asks: async (db, ask, { outcome, body }) => {
    const draft = await draftOf(db, ask.reference, ask.actor)
    const leavesDraft = (draft?.uploads ?? []).length > 0
    return await sendReply(db, ask, { body, uploads: [], moves: [{ move: "resolve", outcome }], leavesDraft })
  },
  says: ({ reference, goesAt }, { at }) =>
    goesAt <= at
      ? `${reference} is being resolved now, because a promise falls due.`
      : `${reference} will be resolved in a few seconds. Until then you can undo it.`,
})

// The words that were begun as a reply, and where a resolution was taken back its outcome too. Files do not go with a resolution, so
// words that have some stay a reply.
async function begunWith({ reference }: LoadedCase, request: PageRequest): Promise<Fields> {
  const draft = await draftOf(request.db, reference, actorOf(request))
  const outcome = outcomes.find((each) => each === request.query["outcome"])
  return {
    ...(draft === undefined || draft.uploads.length > 0 ? {} : { body: draft.body }),
    ...(outcome === undefined ? {} : { outcome }),
  }
}

async function draftOf(db: Db, reference: string, { personId }: Actor) {
  const caseId = caseIdIn(reference)
  return caseId === undefined || personId === null
    ? undefined
    : await findDraft(db, { caseId, personId, kind: "reply" })
}

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
