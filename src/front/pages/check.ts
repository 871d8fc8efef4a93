// The last look at a report before it is sent, the sending, and the confirmation.

import { findCase, shownState } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { automaticPerAddress, followTokenFor } from "../../notices/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { isWithinLimit, system } from "../../people/index.ts"
import type { Say } from "../../words/index.ts"
import { paths, routes } from "../paths.ts"
import { promisesOf } from "../promises.ts"
import { type CompleteAnswers, firstUnanswered, isComplete, type Step } from "../report.ts"
import { sendReport } from "../send-report.ts"
import { reportOf } from "../write-report.ts"
import { formKey, gone } from "./report.ts"
import { tooMany } from "./too-many.ts"

export function sendingPages(key: Buffer): Page[] {
  return [
    {
      ...toCheck,
      method: "GET",
      answer: (request) => whenComplete(request, async (answers, form) => checked(answers, form, request.language.say)),
    },
    {
      ...toCheck,
      method: "POST",
      answer: (request) => whenComplete(request, (answers) => send(request, key, answers)),
    },
    {
      method: "GET",
      path: routes.sent,
      audience: "public",
      isSecretAddress: true,
      answer: (request) => confirmation(request, key),
    },
  ]
}

const toCheck = { path: routes.check, audience: "public" } as const

// Wherever somebody stands in the form, they are led to what comes next.
async function whenComplete(
  request: PageRequest,
  then: (answers: CompleteAnswers, form: string) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const key = formKey(request)
  const { form } = key
  const report = await reportOf(request.db, key, request.at)
  if (report === undefined) return gone
  if (report.caseId !== null) return { redirect: paths.sent(form) }
  if (isComplete(report.answers)) return await then(report.answers, form)
  return { redirect: paths.step(form, firstUnanswered(report.answers) ?? "problem") }
}

function checked({ problem, details, name, contact }: CompleteAnswers, form: string, say: Say): PageAnswer {
  const row = (step: Step, value: string) => ({
    key: say(`report.${step}.key`),
    value,
    change: paths.step(form, step),
    changeText: say(`report.${step}.change`),
  })
  const rows = [
    row("problem", problem),
    row("details", details),
    row("name", name),
    "email" in contact ? row("email", contact.email) : row("phone", contact.phone),
  ]
  const backLink = { text: say("layout.back"), href: rows.at(-1)?.change ?? paths.step(form, "email") }
  return { view: "front/pages/check.njk", model: { rows, path: paths.check(form), backLink } }
}

async function send(request: PageRequest, key: Buffer, answers: CompleteAnswers): Promise<PageAnswer> {
  const { db, at, remoteAddress, language } = request
  const as = "email" in answers.contact ? answers.contact.email.toLowerCase() : answers.contact.phone
  const isWithin =
    (await isWithinLimit(db, key, { form: "report-sent", remoteAddress }, at)) &&
    (await isWithinLimit(db, key, { form: "report-sent-as", about: as, remoteAddress }, at))
  if (!isWithin) return await tooMany(request)
  const formOf = formKey(request)
  await sendReport(db, formOf, answers, language.code, at)
  return { redirect: paths.sent(formOf.form) }
}

async function confirmation(request: PageRequest, key: Buffer): Promise<PageAnswer> {
  const { db, at, publicUrl, language } = request
  const formOf = formKey(request)
  const report = await reportOf(db, formOf, at)
  if (report === undefined) return gone
  const found = report.caseId === null ? undefined : await findCase(db, system, report.caseId)
  if (found === undefined) return { redirect: paths.check(formOf.form) }
  const state = await shownState(db, found)
  const token = followTokenFor(key, found.caseId, state.receivedAt)
  const model = {
    reference: found.reference,
    promises: promisesOf(state, await currentRules(db), at, language),
    link: `${publicUrl}${paths.follow(token)}`,
    hasEmail: state.requester.email !== undefined,
    most: automaticPerAddress,
    paths,
  }
  return { view: "front/pages/sent.njk", model }
}
