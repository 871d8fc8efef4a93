// Parent and children: make a case a child, take it out again, see the children, add some.

import { z } from "zod"
import { actorOf } from "../../asked.ts"
import { caseIdIn, childCounts, childrenOf, referenceNamed, referencesIn, referencesNamed } from "../../cases/index.ts"
import { legalMoves } from "../../lifecycle/index.ts"
import type { Page, PageRequest } from "../../page.ts"
import { may } from "../../people/index.ts"
import { numberInWords } from "../../time/index.ts"
import { addChildren, childrenAtOnce, joinParent, leaveParent } from "../children.ts"
import { incidentLifecycle } from "../incident.ts"
import { paths } from "../paths.ts"
import { hiddenFields, text } from "./form.ts"
import { type LoadedCase, stateLabel } from "./load.ts"
import { verbPages } from "./verb.ts"
import { visibleLine } from "./visible.ts"

const rowsLimit = 50

export const parentPages = verbPages({
  noun: "parent",
  right: "relate",
  move: "join",
  view: "incidents/pages/parent.njk",
  given: z.strictObject({
    ...hiddenFields,
    parent: text("Enter the reference of the parent", 40),
  }),
  asks: async (db, ask, { parent }) => await joinParent(db, ask, await referenceNamed(db, ask.actor, parent)),
  says: ({ reference }) => `${reference} is a child now.`,
})

export const departurePages = verbPages({
  noun: "departure",
  right: "relate",
  move: null,
  view: "incidents/pages/departure.njk",
  given: z.strictObject(hiddenFields),
  asks: (db, ask) => leaveParent(db, ask),
  says: ({ reference }) => `${reference} is not a child any more.`,
})

const tooMany = `Enter ${childrenAtOnce} references or fewer`

/** Whoever sees the case sees its children, for as long as it is kept; whether some are added is a question of the form alone. */
export const childrenPages = verbPages({
  noun: "children",
  right: "relate",
  move: null,
  view: "incidents/pages/children.njk",
  given: z.strictObject({
    ...hiddenFields,
    children: text("Enter the reference of a case", 4000)
      .transform(referencesIn)
      .refine((references) => references.length <= childrenAtOnce, tooMany),
  }),
  shows: async (loaded, request) => await shownChildren(request, loaded),
  asks: async (db, ask, { children }) => await addChildren(db, ask, await referencesNamed(db, ask.actor, children)),
  says: ({ reference, state }) => `${reference} has ${childrenInWords(state.children ?? 0)} now.`,
}).map((page): Page => (page.method === "GET" ? { ...page, audience: "see-cases" } : page))

export function childrenInWords(count: number): string {
  return count === 1 ? "1 child" : `${numberInWords(count)} children`
}

async function shownChildren(request: PageRequest, { caseId, reference, state }: LoadedCase) {
  const mayDo = (move: string) =>
    state.mergedInto === undefined &&
    legalMoves(incidentLifecycle, state.state).some(({ name, right }) => name === move && may(actorOf(request), right))
  const after = caseIdIn(String(request.query["after"] ?? "")) ?? 0
  const [counts, found] = await Promise.all([
    childCounts(request.db, caseId),
    childrenOf(request.db, actorOf(request), caseId, after, rowsLimit + 1),
  ])
  const rows = found.slice(0, rowsLimit).map((each) => ({
    reference: each.reference,
    href: paths.case(each.reference),
    subject: each.subject === null ? null : visibleLine(each.subject, 140),
    stateLabel: stateLabel(each.state),
    priority: each.priority,
  }))
  return {
    rows,
    path: paths.verb(reference, "children"),
    next: found.length > rowsLimit ? (rows.at(-1)?.reference ?? null) : null,
    all: childrenInWords(counts.all),
    open: counts.open,
    hasChildren: counts.all > 0,
    mayAdd: state.parent === undefined && mayDo("adopt"),
    mayTell: counts.open > 0 && mayDo("reply"),
  }
}
