// The last look at a report before it is sent, the sending, and the confirmation.

import { findCase, shownState } from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { followTokenFor } from "../../notices/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { system } from "../../people/index.ts"
import { isWithinLimit } from "../flood.ts"
import { paths, routes } from "../paths.ts"
import { promisesOf } from "../promises.ts"
import { type CompleteAnswers, firstUnanswered, isComplete } from "../report.ts"
import { sendReport } from "../send-report.ts"
import { reportOf } from "../write-report.ts"
import { gone } from "./report.ts"
import { tooMany } from "./too-many.ts"

export function sendingPages(key: Buffer): Page[] {
  return [
    {
      ...toCheck,
      method: "GET",
      answer: (request) => whenComplete(request, async (answers, form) => checked(answers, form)),
    },
    {
      ...toCheck,
      method: "POST",
      answer: (request) => whenComplete(request, (answers, form) => send(request, key, answers, form)),
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
  { db, at, params }: PageRequest,
  then: (answers: CompleteAnswers, form: string) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  const form = params["form"] ?? ""
  const report = await reportOf(db, form, at)
  if (report === undefined) return gone
  if (report.caseId !== null) return { redirect: paths.sent(form) }
  if (isComplete(report.answers)) return await then(report.answers, form)
  return { redirect: paths.step(form, firstUnanswered(report.answers) ?? "problem") }
}

function checked({ problem, details, name, contact }: CompleteAnswers, form: string): PageAnswer {
  const rows = [
    { key: "The problem", value: problem, change: paths.step(form, "problem") },
    { key: "What happened", value: details, change: paths.step(form, "details") },
    { key: "Your name", value: name, change: paths.step(form, "name") },
    "email" in contact
      ? { key: "Your email address", value: contact.email, change: paths.step(form, "email") }
      : { key: "Your phone number", value: contact.phone, change: paths.step(form, "phone") },
  ]
  const backLink = { text: "Back", href: rows.at(-1)?.change ?? paths.step(form, "email") }
  return { view: "front/pages/check.njk", model: { rows, path: paths.check(form), backLink } }
}

async function send(request: PageRequest, key: Buffer, answers: CompleteAnswers, form: string): Promise<PageAnswer> {
  const { db, at, remoteAddress } = request
  const as = "email" in answers.contact ? answers.contact.email.toLowerCase() : answers.contact.phone
  const isWithin =
    (await isWithinLimit(db, key, { form: "report-sent", remoteAddress }, at)) &&
    (await isWithinLimit(db, key, { form: "report-sent-as", about: as, remoteAddress }, at))
  if (!isWithin) return await tooMany(request)
  await sendReport(db, form, answers, at)
  return { redirect: paths.sent(form) }
}

async function confirmation({ db, at, params, publicUrl }: PageRequest, key: Buffer): Promise<PageAnswer> {
  const form = params["form"] ?? ""
  const report = await reportOf(db, form, at)
  if (report === undefined) return gone
  const found = report.caseId === null ? undefined : await findCase(db, system, report.caseId)
  if (found === undefined) return { redirect: paths.check(form) }
  const state = await shownState(db, found)
  const token = followTokenFor(key, found.caseId, state.receivedAt)
  const model = {
    reference: found.reference,
    promises: promisesOf(state, await currentRules(db), at),
    link: `${publicUrl}${paths.follow(token)}`,
    hasEmail: state.requester.email !== undefined,
    paths,
  }
  return { view: "front/pages/sent.njk", model }
}
