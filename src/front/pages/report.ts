// Reporting a problem: a start page, and then one question a page.

import { currentRules } from "../../clocks/index.ts"
import { type FieldError, Invalid } from "../../errors.ts"
import { suggestedAnswers } from "../../knowledge/index.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { isWithinLimit } from "../../people/index.ts"
import { standingIncident } from "../../status/index.ts"
import type { Language } from "../../words/index.ts"
import { contactDetails } from "../contact.ts"
import { paths, routes } from "../paths.ts"
import { faultsIn } from "../read-form.ts"
import {
  type Answers,
  answerFrom,
  firstUnanswered,
  isComplete,
  limits,
  type Step,
  stepBefore,
  steps,
  typedFrom,
} from "../report.ts"
import { beginReport, type FormKey, keptHours, reportOf, saveAnswer, saveAttempt } from "../write-report.ts"
import { suggestionPages } from "./suggestions.ts"
import { tooMany } from "./too-many.ts"

const startPage: Page = {
  method: "GET",
  path: routes.report,
  audience: "public",
  answer: async ({ db, at, language }) => {
    const contact = contactDetails(await currentRules(db), at, language)
    const incident = await standingIncident(db, at)
    return { view: "front/pages/report.njk", model: { contact, paths, keptHours, incident } }
  },
}

/** The start page, its button, and a page for each step. */
export function reportPages(key: Buffer): Page[] {
  return [
    startPage,
    begin(key),
    ...steps.flatMap((step) => [stepPage(step), answerPage(step, key)]),
    ...suggestionPages,
  ]
}

function begin(key: Buffer): Page {
  return {
    method: "POST",
    path: routes.report,
    audience: "public",
    answer: async (request) => {
      if (!(await mayBegin(key, request))) return await tooMany(request)
      return { redirect: paths.step(await beginReport(request.db, request.browser(), request.at), "problem") }
    },
  }
}

function mayBegin(key: Buffer, { db, remoteAddress, at }: PageRequest): Promise<boolean> {
  return isWithinLimit(db, key, { form: "report-begun", remoteAddress }, at)
}

function stepPage(step: Step): Page {
  return {
    method: "GET",
    path: routes.step(step),
    audience: "public",
    answer: async (request) => {
      const { db, at, language } = request
      const key = formKey(request)
      const { form } = key
      const report = await reportOf(db, key, at)
      if (report === undefined) return gone
      const telling = { form, language }
      if (report.caseId !== null) return { redirect: paths.sent(form) }
      if (report.attempt?.step !== step) return shown(step, telling, report.answers, typedFrom(report.answers))
      const faults = faultsOf(step, report.attempt.typed, language)
      return shown(step, telling, report.answers, report.attempt.typed, faults)
    },
  }
}

// Whatever was typed, the answer is another address: so that "back" never leads to a page that would have to be sent again.
function answerPage(step: Step, key: Buffer): Page {
  return {
    method: "POST",
    path: routes.step(step),
    audience: "public",
    answer: async (request) => {
      const { db, at, form: typed, language } = request
      const formOf = formKey(request)
      const { form } = formOf
      const report = await reportOf(db, formOf, at)
      if (report === undefined && !(await mayBegin(key, request))) return await tooMany(request)
      const faults = faultsOf(step, typed, language)
      if (faults.length === 0) return { redirect: await addressAfter(request, formOf, answerFrom(step, typed)) }
      if (await saveAttempt(db, formOf, { step, typed }, at)) return { redirect: paths.step(form, step) }
      return shown(step, { form, language }, report?.answers ?? {}, typed, faults, 400)
    },
  }
}

function faultsOf(step: Step, typed: Fields, language: Language): readonly FieldError[] {
  try {
    answerFrom(step, typed)
    return []
  } catch (error) {
    if (error instanceof Invalid) return faultsIn(error, language)
    throw error
  }
}

// On to what is still unanswered: so whoever comes back to change one answer goes on to the check.
async function addressAfter({ db, at }: PageRequest, key: FormKey, answer: Answers): Promise<string> {
  const keeper = await saveAnswer(db, key, answer, at)
  const report = keeper === undefined ? undefined : await reportOf(db, { ...key, form: keeper }, at)
  if (keeper === undefined || report === undefined) return paths.sent(key.form)
  const next = firstUnanswered(report.answers)
  if ("problem" in answer && next === "details" && (await suggestedAnswers(db, answer.problem ?? "")).length > 0)
    return paths.suggested(keeper)
  return next === undefined ? paths.check(keeper) : paths.step(keeper, next)
}

function shown(
  step: Step,
  { form, language }: { readonly form: string; readonly language: Language },
  answers: Answers,
  typed: Fields,
  faults: readonly FieldError[] = [],
  status = 200,
): PageAnswer {
  const previous = stepBefore(step)
  const before = previous === undefined ? paths.report : paths.step(form, previous)
  const model = {
    typed,
    faults,
    limits,
    path: paths.step(form, step),
    phonePath: paths.step(form, "phone"),
    suggestions: paths.suggestions,
    backLink: { text: language.say("layout.back"), href: isComplete(answers) ? paths.check(form) : before },
  }
  return { view: `front/pages/step-${step}.njk`, model, status }
}

/** What opens the form of an address in the browser that asks. */
export function formKey({ params, browser }: PageRequest): FormKey {
  return { form: params["form"] ?? "", browser: browser() }
}

/** For a form that was never there, has expired, was mistyped, or was begun in another browser: all look the same. */
export const gone: PageAnswer = { view: "front/pages/gone.njk", model: { paths, keptHours }, status: 404 }
