// The desk's pages of the status of services: begin a report, say more, publish a draft, list cases in public.

import type { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { type FieldError, Invalid, NotFound, Refused } from "../../errors.ts"
import { momentTyped } from "../../incidents/index.ts"
import { blocksOf } from "../../knowledge/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { languages } from "../../words/index.ts"
import { paths } from "../paths.ts"
import { beginReport, listCase, publishReport, sayMore, unlistCase } from "../report.ts"
import { namedServices } from "../service.ts"
import { effects, statesAfter } from "../status.ts"
import { type Report, selectListedCases, selectReport, selectReports, selectUpdates } from "../store.ts"
import { beginForm, listedCaseForm, moreForm } from "./forms.ts"

const audience = "publish-status"
const listedAtOnce = 100

export const deskPages: readonly Page[] = [
  { method: "GET", path: paths.desk, audience, answer: list },
  { method: "GET", path: paths.begin, audience, answer: (request) => blank(request) },
  { method: "POST", path: paths.begin, audience, answer: begin },
  { method: "GET", path: paths.deskReport(":report"), audience, answer: (request) => one(request) },
  { method: "POST", path: paths.deskReport(":report"), audience, answer: more },
  { method: "POST", path: paths.publication(":report"), audience, answer: publish },
  { method: "POST", path: paths.cases(":report"), audience, answer: listOne },
  { method: "POST", path: paths.unlisting(":report", ":case"), audience, answer: unlist },
]

const { say } = languages.base

async function list({ db }: PageRequest): Promise<PageAnswer> {
  const reports = (await selectReports(db, listedAtOnce)).map((each) => ({
    ...each,
    href: paths.deskReport(each.reportId),
    effectWords: say(`status.effect.${each.effect}`),
    stateWords: say(`status.state.${each.state}`),
  }))
  return { view: "status/pages/desk.njk", model: { title: "Service status", reports, paths } }
}

async function blank(request: PageRequest, faults: readonly FieldError[] = []): Promise<PageAnswer> {
  const services = await namedServices(request.db, request.at)
  const model = {
    title: "Report on a service",
    typed: request.form,
    faults,
    services: services.map(({ id, name }) => ({ value: id, text: name })),
    effects: worded(effects, "effect"),
    action: paths.begin,
    backLink: { text: "Service status", href: paths.desk },
  }
  return { view: "status/pages/begin.njk", model, status: faults.length === 0 ? 200 : 400 }
}

async function begin(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form } = request
  try {
    const given = fieldsFrom(beginForm, form)
    const services = await namedServices(db, at)
    if (!services.some(({ id }) => id === given.service))
      throw new Invalid([{ field: "service", message: "Select a service" }])
    const startsAt = momentTyped("from", given, at) ?? at
    const reportId = await beginReport(
      db,
      actorOf(request),
      { ...given, startsAt, endsAt: endOf(given, at), isPublished: given.publish === "now" },
      at,
    )
    const flash = given.publish === "now" ? "It is published, and goes to those who asked." : "The draft is saved."
    return { redirect: paths.deskReport(reportId), flash }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return await blank(request, error.fields)
  }
}

function endOf(given: z.output<typeof beginForm>, at: number): number | null {
  if (given.kind === "incident") return null
  const endsAt = momentTyped("until", given, at)
  if (endsAt === undefined) throw new Invalid([{ field: "until-day", message: "Enter when the work is to end" }])
  return endsAt
}

async function one(
  request: PageRequest,
  faults: readonly FieldError[] = [],
  refusal: string | null = null,
): Promise<PageAnswer> {
  const { db, form } = request
  const report = await asked(request)
  const { reportId, state, effect } = report
  const next = statesAfter(state)
  const model = {
    ...report,
    title: `Status: ${report.title}`,
    effectWords: say(`status.effect.${effect}`),
    stateWords: say(`status.state.${state}`),
    publicHref: report.publishedAt === null ? null : paths.report(reportId),
    typed: { state, effect, ...form },
    faults,
    refusal,
    states: worded(next, "state"),
    effects: worded(effects, "effect"),
    updates: (await selectUpdates(db, reportId)).map((each) => ({
      ...each,
      stateWords: say(`status.state.${each.state}`),
      blocks: blocksOf(each.words),
    })),
    cases: (await selectListedCases(db, reportId)).map((each) => ({
      ...each,
      removal: paths.unlisting(reportId, each.caseId),
    })),
    action: paths.deskReport(reportId),
    publication: paths.publication(reportId),
    listing: paths.cases(reportId),
    backLink: { text: "Service status", href: paths.desk },
  }
  return { view: "status/pages/desk-report.njk", model, status: faults.length > 0 ? 400 : refusal === null ? 200 : 422 }
}

async function more(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form } = request
  const { reportId } = await asked(request)
  return await kept(request, async () => {
    await sayMore(db, actorOf(request), reportId, fieldsFrom(moreForm, form), at)
    return { redirect: paths.deskReport(reportId), flash: "The update is saved." }
  })
}

async function publish(request: PageRequest): Promise<PageAnswer> {
  const { reportId } = await asked(request)
  await publishReport(request.db, actorOf(request), reportId, request.at)
  return { redirect: paths.deskReport(reportId), flash: "It is published, and goes to those who asked." }
}

async function listOne(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form } = request
  const { reportId } = await asked(request)
  return await kept(request, async () => {
    const { reference, "case-words": words } = fieldsFrom(listedCaseForm, form)
    await listCase(db, actorOf(request), reportId, { reference, words }, at)
    return { redirect: paths.deskReport(reportId), flash: `${reference} is on the public list.` }
  })
}

async function unlist(request: PageRequest): Promise<PageAnswer> {
  const { db, at, params } = request
  const { reportId } = await asked(request)
  const caseId = numberIn(params["case"])
  if (caseId === undefined) throw new NotFound()
  await unlistCase(db, actorOf(request), reportId, caseId, at)
  return { redirect: paths.deskReport(reportId), flash: "The case is off the public list." }
}

// Whatever is refused, the person reads why and keeps what they typed.
async function kept(request: PageRequest, work: () => Promise<PageAnswer>): Promise<PageAnswer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Invalid) return await one(request, error.fields)
    if (error instanceof Refused) return await one(request, [], error.message)
    throw error
  }
}

async function asked({ db, params }: PageRequest): Promise<Report> {
  const reportId = numberIn(params["report"])
  const report = reportId === undefined ? undefined : await selectReport(db, reportId)
  if (report === undefined) throw new NotFound()
  return report
}

function worded(names: readonly string[], group: "effect" | "state") {
  return names.map((name) => ({ value: name, text: say(`status.${group}.${name}`) }))
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}
