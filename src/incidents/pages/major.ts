// A major incident: take charge, name who leads, call the gold group, log its decisions, review it.

import { z } from "zod"
import { Invalid } from "../../errors.ts"
import { namesOf, ownerLabels } from "../../people/index.ts"
import { decideGold, declareMajor, formGold, isRunning, nameLead, reviewMajor, whyNotDeclared } from "../major.ts"
import { paths } from "../paths.ts"
import { hiddenFields, optionalEmail, text } from "./form.ts"
import type { LoadedCase } from "./load.ts"
import { verbPages } from "./verb.ts"

const who = {
  lead: z.enum(["me", "colleague"], "Choose who leads"),
  email: optionalEmail,
}
type Who = { readonly lead: "me" | "colleague"; readonly email?: string | undefined }

export const declarationPages = verbPages({
  noun: "major-incident",
  right: "lead",
  move: "declare",
  view: "incidents/pages/declaration.njk",
  given: z.strictObject({ ...hiddenFields, ...who, reason: text("Enter why this is a major incident", 2000) }),
  stands: ({ state, reference }) => whyNotDeclared(state, reference),
  shows: (loaded) => ({ clause: clauseOf(loaded), instead: insteadOf(loaded) }),
  asks: (db, ask, given) => atEmail(() => declareMajor(db, ask, { reason: given.reason, lead: leadIn(given) })),
  says: ({ reference }) => `${reference} is a major incident. Next, send a first update to everyone affected.`,
})

export const leadPages = verbPages({
  noun: "major-lead",
  right: "lead",
  move: null,
  view: "incidents/pages/major-lead.njk",
  given: z.strictObject({ ...hiddenFields, ...who }),
  asks: (db, ask, given) => atEmail(() => nameLead(db, ask, leadIn(given))),
  says: ({ reference }) => `Who leads ${reference} has been named.`,
})

export const goldPages = verbPages({
  noun: "gold-group",
  right: "lead",
  move: null,
  view: "incidents/pages/gold-group.njk",
  given: z.strictObject({
    ...hiddenFields,
    members: z
      .string()
      .max(4000, "Enter 4,000 characters or fewer")
      .transform((typed) => [
        ...new Set(
          typed
            .toLowerCase()
            .split(/[\s,;]+/)
            .filter((each) => each !== ""),
        ),
      ]),
  }),
  shows: async ({ state }, { db }) => {
    const ids = state.major?.gold ?? []
    const [names, labels] = await Promise.all([namesOf(db, ids), ownerLabels(db, ids)])
    return {
      present: ids.map((id) => names.get(id) ?? "A former colleague"),
      // Whoever changes the group changes what is there, and stands nobody down by leaving them out unseen.
      addresses: ids.flatMap((id) => labels.get(id) ?? []).join("\n"),
    }
  },
  asks: (db, ask, { members }) => formGold(db, ask, members),
  says: ({ reference, state }) =>
    (state.major?.gold.length ?? 0) === 0
      ? `The gold group of ${reference} is stood down.`
      : `The gold group of ${reference} is called.`,
})

export const goldDecisionPages = verbPages({
  noun: "gold-decision",
  right: "note",
  move: null,
  view: "incidents/pages/gold-decision.njk",
  given: z.strictObject({
    ...hiddenFields,
    decision: text("Enter what was decided", 10_000),
    reason: text("Enter why", 10_000),
  }),
  shows: (loaded) => ({ log: logOf(loaded) }),
  asks: (db, ask, { decision, reason }) => decideGold(db, ask, { decision, reason }),
  says: ({ reference }) => `The decision on ${reference} is in the log.`,
})

export const reviewPages = verbPages({
  noun: "review",
  right: "note",
  move: null,
  view: "incidents/pages/review.njk",
  given: z.strictObject({ ...hiddenFields, review: text("Enter what was learned", 20_000) }),
  shows: (loaded) => ({ updates: updatesOf(loaded) }),
  asks: (db, ask, { review }) => reviewMajor(db, ask, review),
  says: ({ reference }) => `The review of ${reference} is recorded.`,
})

// What can be done where there is nothing to declare.
function insteadOf({ state, reference }: LoadedCase) {
  if (whyNotDeclared(state, reference) === null) return []
  const links = [{ text: `Go to ${reference}`, href: paths.case(reference) }]
  return isRunning({ state })
    ? [{ text: "Tell everyone affected", href: paths.verb(reference, "notice-to-all") }, ...links]
    : links
}

function leadIn({ lead, email }: Who): string {
  if (lead === "me") return lead
  if (email === undefined) throw new Invalid([{ field: "email", message: "Enter your colleague’s email address" }])
  return email
}

// Who leads is two fields on the page: whom nobody knows was typed in the second.
async function atEmail<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    throw new Invalid(error.fields.map((each) => (each.field === "lead" ? { ...each, field: "email" } : each)))
  }
}

function clauseOf({ version: { charter } }: LoadedCase) {
  const clock = charter.clocks.find((each) => each.name === "progress")
  return clock === undefined ? null : { words: clock.words, id: clock.clause, href: paths.charterClause(clock.clause) }
}

/** The decisions so far, the newest first. */
function logOf({ timeline, texts }: LoadedCase) {
  const decided = timeline.flatMap((entry) => {
    const { event } = entry
    if (event.type !== "gold-decided") return []
    const words = (ref: { readonly content: number }) => texts.get(ref.content) ?? null
    return [{ at: entry.at, by: entry.by, decision: words(event.data.decision), reason: words(event.data.reason) }]
  })
  return decided.reverse()
}

/** How the promise of updates was kept, for whoever reviews: each run of the clock, in order. */
function updatesOf({ timeline }: LoadedCase) {
  return timeline.flatMap(({ event }) => {
    const isOutcome = event.type === "clock-met" || event.type === "clock-missed"
    if (!isOutcome || event.data.clock !== "progress") return []
    return [{ due: event.data.due, isKept: event.type === "clock-met" }]
  })
}
