// The pages of a customer who has signed in: the cases that they see, and one of them. What they do not see is not there.

import {
  type CustomerCase,
  caseIdIn,
  casesOfCustomer,
  contentOf,
  findCaseOfCustomer,
  seenByCustomer,
  shownState,
} from "../../cases/index.ts"
import { currentRules } from "../../clocks/index.ts"
import { NotFound } from "../../errors.ts"
import { followTokenFor } from "../../notices/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import type { Customer } from "../../people/index.ts"
import type { Language } from "../../words/index.ts"
import { contactDetails } from "../contact.ts"
import { hasExpired } from "../follow.ts"
import { isToBeGiven, scores } from "../give-satisfaction.ts"
import { paths, routes } from "../paths.ts"
import { promisesOf } from "../promises.ts"
import { standingHeading, standingOf, toldTimeline } from "../told.ts"

const pageLength = 25

export function accountPages(key: Buffer): Page[] {
  return [
    { method: "GET", path: routes.account, audience: "customer", answer: list },
    { method: "GET", path: routes.accountCase, audience: "customer", answer: (request) => one(request, key) },
    { method: "POST", path: routes.signOut, audience: "customer", answer: signOut },
  ]
}

async function list(request: PageRequest): Promise<PageAnswer> {
  const { db, query, language } = request
  const customer = customerOf(request)
  const found = await casesOfCustomer(db, customer, { before: placeIn(query["before"]), limit: pageLength + 1 })
  const shown = found.slice(0, pageLength)
  const next = found.length > pageLength ? (shown.at(-1)?.caseId ?? null) : null
  const model = {
    email: customer.email,
    organisations: namesOf(customer, language),
    cases: shown.map((each) => listed(each, customer, language)),
    next,
    paths,
  }
  return { view: "front/pages/account.njk", model }
}

function listed(found: CustomerCase, { organisations }: Customer, language: Language) {
  const { reference, subject, openedAt, isOwn } = found
  const organisation = organisations.find((each) => each.organisationId === found.organisationId)
  return {
    ...{ reference, subject, openedAt, isOwn },
    standing: standingHeading(found, language),
    href: paths.accountCase(reference),
    organisation: organisation?.name ?? "",
  }
}

async function one(request: PageRequest, key: Buffer): Promise<PageAnswer> {
  const { db, at, params, language } = request
  const customer = customerOf(request)
  const reference = params["reference"] ?? ""
  const caseId = caseIdIn(reference)
  const found = caseId === undefined ? undefined : await findCaseOfCustomer(db, customer, caseId)
  if (found === undefined || !found.references.includes(reference)) throw new NotFound()
  const rules = await currentRules(db)
  const state = await shownState(db, found)
  const subject = await contentOf(db, found.caseId, state.subject.content)
  const organisation = customer.organisations.find((each) => each.organisationId === state.organisation)
  const token = followTokenFor(key, found.caseId, at)
  // As long as the link that was mailed with the end would ask: nobody is asked about what was years ago.
  const isAsked = found.isOwn && isToBeGiven(state) && !hasExpired(state.endedAt, 0, at)
  const model = {
    reference: found.reference,
    subject: subject?.bytes?.toString("utf8") ?? null,
    received: language.dates.moment(state.receivedAt),
    receivedAt: state.receivedAt,
    standing: standingOf(state, rules, language),
    isOpen: state.resolvedAt === null,
    promises: promisesOf(state, rules, at, language),
    entries: await toldTimeline(db, found.caseId, rules, at, language, (cases) => seenByCustomer(db, customer, cases)),
    contact: contactDetails(rules, at, language),
    organisation: found.isOwn ? null : (organisation?.name ?? ""),
    // The private link is for whoever reported, and nobody else gets it.
    messagePath: found.isOwn ? paths.message(token) : null,
    satisfaction: isAsked ? { path: paths.satisfaction(token), scores } : null,
    backLink: { text: language.say("account.case.back"), href: paths.account },
  }
  return { view: "front/pages/account-case.njk", model }
}

async function signOut({ language }: PageRequest): Promise<PageAnswer> {
  return { redirect: paths.home, customer: null, flash: language.say("account.signed-out") }
}

function customerOf({ customer }: PageRequest): Customer {
  if (customer === undefined) throw new NotFound()
  return customer
}

function placeIn(before: string | string[] | undefined): number | null {
  return typeof before === "string" && /^[1-9]\d{0,14}$/.test(before) ? Number(before) : null
}

function namesOf({ organisations }: Customer, { say }: Language): string | null {
  const names = organisations.map((each) => each.name)
  const last = names.pop()
  if (last === undefined) return null
  return names.length === 0 ? last : say("account.list.and", { first: names.join(", "), last })
}
