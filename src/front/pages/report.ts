// Reporting a problem: a start page, and then one question a page.

import { currentRules } from "../../clocks/index.ts"
import { Invalid } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { contactDetails } from "../contact.ts"
import { isWithinLimit } from "../flood.ts"
import { paths, routes } from "../paths.ts"
import {
  type Answers,
  answerFrom,
  firstUnanswered,
  isComplete,
  limits,
  type Question,
  questions,
  typedFrom,
} from "../report.ts"
import { beginReport, keptHours, reportOf, saveAnswer } from "../write-report.ts"
import { tooMany } from "./too-many.ts"

const startPage: Page = {
  method: "GET",
  path: routes.report,
  audience: "public",
  answer: async ({ db, at }) => {
    const contact = contactDetails(await currentRules(db), at)
    return { view: "front/pages/report.njk", model: { contact, paths, keptHours } }
  },
}

/** The start page, its button, and a page for each question. */
export function reportPages(key: Buffer): Page[] {
  return [
    startPage,
    begin(key),
    ...questions.flatMap((question) => [questionPage(question), answerPage(question, key)]),
  ]
}

function begin(key: Buffer): Page {
  return {
    method: "POST",
    path: routes.report,
    audience: "public",
    answer: async (request) => {
      if (!(await mayBegin(key, request))) return await tooMany(request)
      return { redirect: paths.question(await beginReport(request.db, request.at), "problem") }
    },
  }
}

function mayBegin(key: Buffer, { db, remoteAddress, at }: PageRequest): Promise<boolean> {
  return isWithinLimit(db, key, { form: "report-begun", remoteAddress }, at)
}

function questionPage(question: Question): Page {
  return {
    method: "GET",
    path: routes.question(question),
    audience: "public",
    answer: async ({ db, at, params }) => {
      const form = params["form"] ?? ""
      const report = await reportOf(db, form, at)
      if (report === undefined) return gone
      if (report.caseId !== null) return { redirect: paths.sent(form) }
      return shown(question, form, report.answers, { typed: typedFrom(report.answers) })
    },
  }
}

function answerPage(question: Question, key: Buffer): Page {
  return {
    method: "POST",
    path: routes.question(question),
    audience: "public",
    answer: async (request) => {
      const { db, at, params, form: typed } = request
      const form = params["form"] ?? ""
      try {
        const answer = answerFrom(question, typed)
        if ((await reportOf(db, form, at)) === undefined && !(await mayBegin(key, request)))
          return await tooMany(request)
        return { redirect: await addressAfter(request, form, answer) }
      } catch (error) {
        if (!(error instanceof Invalid)) throw error
        const answers = (await reportOf(db, form, at))?.answers ?? {}
        return shown(question, form, answers, { typed, faults: error.fields, status: 400 })
      }
    },
  }
}

// On to what is still unanswered: so whoever comes back to change one answer goes on to the check.
async function addressAfter({ db, at }: PageRequest, form: string, answer: Answers): Promise<string> {
  const keeper = await saveAnswer(db, form, answer, at)
  const report = keeper === undefined ? undefined : await reportOf(db, keeper, at)
  if (keeper === undefined || report === undefined) return paths.sent(form)
  const next = firstUnanswered(report.answers)
  return next === undefined ? paths.check(keeper) : paths.question(keeper, next)
}

type Shown = { readonly typed: object; readonly faults?: readonly object[]; readonly status?: number }

function shown(
  question: Question,
  form: string,
  answers: Answers,
  { typed, faults = [], status = 200 }: Shown,
): PageAnswer {
  const previous = questions[questions.indexOf(question) - 1]
  const back = isComplete(answers) ? paths.check(form) : previous ? paths.question(form, previous) : paths.report
  const model = { typed, faults, limits, backLink: { text: "Back", href: back }, path: paths.question(form, question) }
  return { view: `front/pages/question-${question}.njk`, model, status }
}

/** For a form that was never there, has expired, or was mistyped: all look the same. */
export const gone: PageAnswer = { view: "front/pages/gone.njk", model: { paths, keptHours }, status: 404 }
