// Doing one thing to several cases: chosen, foreseen, done; each case with a result of its own. It works without a script.

import { actorOf, fieldsFrom } from "../../asked.ts"
import { currentRules } from "../../clocks/index.ts"
import { Invalid, NotAllowed, NotFound } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import type { Actor } from "../../people/index.ts"
import { sendsMessages } from "../bulk.ts"
import { foreseen } from "../bulk-preview.ts"
import { takeOrder } from "../bulk-run.ts"
import { paths, routes } from "../paths.ts"
import {
  bulkChoices,
  bulkForm,
  bulkOffered,
  chosenCases,
  chosenQuery,
  needsDetails,
  orderFrom,
  stepsOf,
} from "./bulk-choice.ts"
import { shownForeseen, undoWords } from "./bulk-view.ts"
import { newFormNumber } from "./form.ts"
import { outcomeChoices } from "./resolution.ts"

export const bulkPages: Page[] = [
  {
    method: "GET",
    path: routes.newBulk,
    audience: "see-cases",
    answer: async (request) => {
      const given = fieldsFrom(chosenQuery, { case: request.query["case"] ?? [] })
      return await shownForm(request, { case: given.case })
    },
  },
  {
    method: "POST",
    path: routes.newBulk,
    audience: "see-cases",
    answer: (request) => shownForm(request, request.form),
  },
  { method: "POST", path: routes.bulkPreview, audience: "see-cases", answer: preview },
  { method: "POST", path: routes.bulks, audience: "see-cases", answer: done },
]

/** Somebody who works cases: a person, and not the desk itself. */
export function workerOf(request: PageRequest): Actor & { readonly personId: number } {
  const actor = actorOf(request)
  const { personId } = actor
  if (personId === null || bulkOffered(actor).length === 0) throw new NotAllowed()
  return { ...actor, personId }
}

async function preview(request: PageRequest): Promise<PageAnswer> {
  if (needsDetails(request.form["what"]) && request.form["asked"] === undefined)
    return await shownForm(request, request.form)
  try {
    const { chosen, order, rules } = await asked(request)
    const actor = workerOf(request)
    const cases = await foreseen(request.db, chosen, { actor, order, rules, at: request.at })
    if (cases.length === 0) throw new NotFound()
    const what = bulkChoices.find(({ value }) => value === request.form["what"])?.text ?? ""
    return {
      view: "incidents/pages/bulk-preview.njk",
      model: {
        ...(await shownForeseen(request, cases, order)),
        what,
        words: order.words,
        sends: sendsMessages(order),
        undo: undoWords(order, cases),
        fields: hiddenOf(request.form),
        action: paths.bulks,
        back: paths.newBulk,
        once: newFormNumber(),
      },
    }
  } catch (error) {
    if (error instanceof Invalid) return await shownForm(request, request.form, error)
    throw error
  }
}

async function done(request: PageRequest): Promise<PageAnswer> {
  try {
    const { chosen, order, once, rules } = await asked(request)
    const cases = await foreseen(request.db, chosen, { actor: workerOf(request), order, rules, at: request.at })
    const visible = chosen.filter(({ caseId }) => cases.some((each) => each.caseId === caseId))
    if (visible.length === 0) throw new NotFound()
    const ask = { actor: workerOf(request), order, cases: visible, once, rules, at: request.at }
    return { redirect: paths.bulk(await takeOrder(request.db, ask)) }
  } catch (error) {
    if (error instanceof Invalid) return await shownForm(request, request.form, error)
    throw error
  }
}

async function asked(request: PageRequest) {
  const { db, at, form } = request
  const actor = workerOf(request)
  const given = fieldsFrom(bulkForm, form, ["once"])
  if (!bulkOffered(actor).some(({ value }) => value === given.what)) throw new NotAllowed()
  const rules = await currentRules(db)
  const order = await orderFrom(db, given, rules.versionAt(at).charter)
  return { chosen: chosenCases(given.case), order, rules, once: `${actor.personId} ${given.once}` }
}

async function shownForm(request: PageRequest, typed: Fields, error?: Invalid): Promise<PageAnswer> {
  const { db, at } = request
  const actor = workerOf(request)
  const given = [typed["case"] ?? []].flat()
  const chosen = chosenCases(given)
  const rules = await currentRules(db)
  const order = { facts: { verb: "note" as const }, words: "" }
  const cases = await foreseen(db, chosen, { actor, order, rules, at })
  const { charter } = rules.versionAt(at)
  const { case: _cases, once: _once, ...rest } = typed
  const choice = bulkOffered(actor).find(({ value }) => value === typed["what"])
  const isDetails = needsDetails(choice?.value) && cases.length > 0
  const none = cases.length === 0 ? [{ field: "main-content", message: "Select at least one case" }] : []
  return {
    view: isDetails ? "incidents/pages/bulk-details.njk" : "incidents/pages/bulk.njk",
    status: error === undefined && none.length === 0 ? 200 : 400,
    model: {
      cases: cases.map(({ reference, subject }) => ({ reference, subject, href: paths.case(reference) })),
      chosen: given,
      choices: bulkOffered(actor).map(({ value, text }) => ({ value, text })),
      teams: charter.queues.teams.map(({ id, name }) => ({ value: id, text: name })),
      priorities: charter.priorities.map(({ level, name }) => ({ value: String(level), text: `${level}: ${name}` })),
      steps: stepsOf(charter).map(({ id, name }) => ({ value: id, text: name })),
      outcomes: outcomeChoices.map(({ value, text }) => ({ value, text })),
      what: choice?.value ?? null,
      heading: choice?.text ?? null,
      action: paths.bulkPreview,
      back: paths.cases,
      typed: rest,
      faults: [...(error?.fields ?? []), ...none],
      once: newFormNumber(),
    },
  }
}

// All that was typed goes on with the preview, so that it is what is done.
function hiddenOf({ once: _used, ...form }: Fields): { name: string; value: string }[] {
  return Object.entries(form).flatMap(([name, value]) => [value].flat().map((each) => ({ name, value: each })))
}
