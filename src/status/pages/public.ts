// What the public reads: how each service stands, what is planned, what was, and one report with all that was said of it.

import { NotFound } from "../../errors.ts"
import { blocksOf } from "../../knowledge/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import type { EpochMilliseconds } from "../../time/index.ts"
import type { Language } from "../../words/index.ts"
import { paths } from "../paths.ts"
import { type NamedService, namedServices, namesOf } from "../service.ts"
import { serviceStatuses } from "../standing.ts"
import { type Report, selectListedCases, selectPast, selectPublishedReport, selectUpdates } from "../store.ts"

const pastMilliseconds = 14 * 24 * 3_600_000

export const publicPages: readonly Page[] = [
  { method: "GET", path: paths.status, audience: "public", answer: overview },
  { method: "GET", path: paths.report(":report"), audience: "public", answer: one },
]

async function overview({ db, read, at, language }: PageRequest): Promise<PageAnswer> {
  const services = await read((reads) => serviceStatuses(db, reads, at))
  const past = await read((reads) => selectPast(reads, at - pastMilliseconds))
  const standing = services.flatMap((each) => each.reports)
  const model = {
    services: services.map(({ name, effect }) => ({ name, effect })),
    feeds: services.length < 2 ? [] : services.map(({ id, name }) => feedsOf(id, name)),
    incidents: standing.filter((each) => each.kind === "incident").map((each) => listed(each, services, language)),
    planned: standing.filter((each) => each.kind === "maintenance").map((each) => listed(each, services, language)),
    past: past.map((each) => listed(each, services, language)),
    paths,
    backLink: { text: language.say("layout.back"), href: "/" },
  }
  return { view: "status/pages/status.njk", model }
}

// Which service it is about is said where there are several.
function listed(report: Report, services: readonly NamedService[], language: Language) {
  const about = services.length < 2 ? null : namesOf(services, [report.service])
  return { ...shown(report, language), about }
}

function feedsOf(id: string, name: string) {
  return { name, atom: paths.serviceAtom(id), calendar: paths.serviceCalendar(id) }
}

function shown(report: Report, { say, dates }: Language) {
  const { reportId, title, effect, state, startsAt, endsAt, endedAt } = report
  const when = endsAt === null ? say("status.since", { when: dates.moment(startsAt) }) : dates.span(startsAt, endsAt)
  return { title, effect, state, when, ended: wordsOfEnd(endedAt, dates), href: paths.report(reportId) }
}

function wordsOfEnd(endedAt: EpochMilliseconds | null, dates: Language["dates"]): string | null {
  return endedAt === null ? null : dates.moment(endedAt)
}

// A draft, a report that never was and an address that is none have one answer, made by the same statement.
async function one({ db, at, params, language }: PageRequest): Promise<PageAnswer> {
  const asked = params["report"] ?? ""
  const report = await selectPublishedReport(db, /^[1-9]\d{0,14}$/.test(asked) ? Number(asked) : 0)
  if (report === undefined) throw new NotFound()
  const services = await namedServices(db, at)
  const updates = await selectUpdates(db, report.reportId)
  const cases = await selectListedCases(db, report.reportId)
  const model = {
    report: shown(report, language),
    service: services.find((each) => each.id === report.service)?.name ?? report.service,
    updates: updates.map(({ at: when, state, words }) => ({
      when: language.dates.moment(when),
      at: when,
      state,
      blocks: blocksOf(words),
    })),
    cases: cases.map(({ reference, words, isOpen }) => ({ reference, words, isOpen })),
    paths,
    backLink: { text: language.say("status.report.back"), href: paths.status },
  }
  return { view: "status/pages/report.njk", model }
}
