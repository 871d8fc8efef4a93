// The calls: one's own, those to be returned, the latest; and one call with whoever it may be from.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { currentRules } from "../../clocks/index.ts"
import { Invalid, NotFound, Refused } from "../../errors.ts"
import { paths } from "../../incidents/index.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import { nextPath, record } from "../../people/index.ts"
import { printable } from "../../web/index.ts"
import { isAbandoned, receiptOf } from "../call.ts"
import { type Call, callsToReturn, casesOfNumber, type KnownCaller, ownCalls, recentCalls } from "../calls-store.ts"
import { addToCase, callBackDue, callOf, logCall, returnCall } from "../log-call.ts"
import { dismissOffer } from "../offers.ts"
import {
  callCasePath,
  callCaseRoute,
  callDismissalRoute,
  callReturnPath,
  callReturnRoute,
  callRoute,
  callsPath,
} from "../paths.ts"
import { shownCall } from "./shown.ts"

export const telephoneNavigation = { text: "Calls", href: callsPath, audience: "open" } as const

export const telephonePages: Page[] = [
  { method: "GET", path: callsPath, audience: "open", answer: list },
  { method: "GET", path: callRoute, audience: "open", answer: (request) => shown(request, {}) },
  { method: "POST", path: callCaseRoute, audience: "open", answer: place },
  { method: "POST", path: callReturnRoute, audience: "open", answer: dealWith },
  { method: "POST", path: callDismissalRoute, audience: "open", answer: dismiss },
]

const dayMilliseconds = 24 * 3_600_000
const limits = { own: 10, toReturn: 100, recent: 50, cases: 50 }

async function list(request: PageRequest): Promise<PageAnswer> {
  const { db, at } = request
  const actor = actorOf(request)
  const [own, toReturn, recent, rules] = await Promise.all([
    actor.personId === null ? [] : ownCalls(db, actor.personId, at - dayMilliseconds, limits.own),
    callsToReturn(db, limits.toReturn),
    recentCalls(db, actor, limits.recent),
    currentRules(db),
  ])
  return {
    view: "telephone/pages/calls.njk",
    model: {
      own: own.map(shownCall),
      toReturn: toReturn.map((call) => ({
        ...shownCall(call),
        endedAt: receiptOf(call),
        dueAt: callBackDue(call, rules, at),
      })),
      recent: recent.map(({ personName, reference, ...call }) => ({
        ...shownCall(call),
        person: personName,
        reference,
        caseHref: reference === null ? null : paths.case(reference),
      })),
    },
  }
}

type Shown = { readonly typed?: Fields; readonly error?: Invalid | Refused }

async function shown(request: PageRequest, { typed = {}, error }: Shown): Promise<PageAnswer> {
  const { db, at } = request
  const actor = actorOf(request)
  const call = await callOf(db, actor, callIn(request))
  const number = call.direction === "in" ? call.from : call.to
  const known = number === null ? [] : await casesOfNumber(db, actor, number, limits.cases)
  if (known.length > 0) await recordReading(request, call)
  const rules = await currentRules(db)
  return {
    view: "telephone/pages/call.njk",
    status: error === undefined ? 200 : error instanceof Invalid ? 400 : 422,
    model: {
      call: shownCall(call),
      isPlaced: call.caseId !== null,
      mayBeReturned: isAbandoned(call) && call.calledBackAt === null && call.caseId === null,
      dueAt: isAbandoned(call) && call.calledBackAt === null ? callBackDue(call, rules, at) : null,
      callers: callersIn(known),
      paths: { calls: callsPath, place: callCasePath(call.callId), dealWith: callReturnPath(call.callId) },
      typed: { phone: number ?? "", ...typed },
      refusal: error instanceof Refused ? error.message : null,
      faults: error instanceof Invalid ? error.fields : [],
    },
  }
}

// Several people may share a number: each with their cases.
function callersIn(known: readonly KnownCaller[]) {
  const byName = Map.groupBy(known, ({ name }) => name ?? "")
  return [...byName].map(([name, cases]) => ({
    name: name === "" ? null : printable(name, 200),
    cases: cases.map(({ reference, subject, state, openedAt }) => ({
      reference,
      href: paths.case(reference),
      subject: subject === null ? null : printable(subject, 200),
      state,
      openedAt,
    })),
  }))
}

const line = (name: string, most: number) =>
  z
    .string()
    .trim()
    .max(most, `${name} must be ${most} characters or fewer`)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, `${name} must be one line of text`)
const optional = (name: string, most: number) =>
  line(name, most).transform((typed) => (typed === "" ? undefined : typed))

const placeForm = z.discriminatedUnion("as", [
  z.strictObject({
    as: z.literal("new"),
    name: optional("Name", 200),
    phone: optional("Phone number", 60),
    email: optional("Email address", 254).refine((typed) => typed === undefined || z.email().safeParse(typed).success, {
      message: "Enter an email address in the correct format, like name@example.com",
    }),
    subject: line("Subject", 300).min(1, "Enter a subject"),
    body: z
      .string()
      .transform((typed) => typed.replace(/\r\n?/g, "\n").trim())
      .pipe(z.string().min(1, "Enter what was said").max(100_000, "Enter 100,000 characters or fewer")),
  }),
  z.strictObject({ as: z.literal("case"), reference: line("Reference", 40).min(1, "Enter the reference of the case") }),
])

async function place(request: PageRequest): Promise<PageAnswer> {
  return await decided(request, async (callId) => {
    const { db, at, form } = request
    const given = fieldsFrom(placeForm, form, ["as"])
    if (given.as === "new") {
      const reference = await logCall(db, actorOf(request), callId, given, at)
      return { redirect: `${paths.case(reference)}?logged=yes` }
    }
    const reference = await added(request, callId, given.reference.toUpperCase())
    return { redirect: paths.case(reference), flash: `The call is on ${reference} now.` }
  })
}

async function added(request: PageRequest, callId: number, reference: string): Promise<string> {
  try {
    return await addToCase(request.db, actorOf(request), callId, reference, request.at)
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    throw new Invalid([{ field: "reference", message: "There is no case with this reference that you can see" }])
  }
}

const returnForm = z.strictObject({ how: z.enum(["no-answer", "not-needed"], "Choose what came of it") })

async function dealWith(request: PageRequest): Promise<PageAnswer> {
  return await decided(request, async (callId) => {
    const { how } = fieldsFrom(returnForm, request.form)
    await returnCall(request.db, actorOf(request), callId, how, request.at)
    return { redirect: callsPath, flash: "The call has been taken off the list." }
  })
}

// Whoever puts an offer away stays where they were, as far as the page that they were on has an address.
async function dismiss(request: PageRequest): Promise<PageAnswer> {
  await dismissOffer(request.db, actorOf(request), callIn(request))
  return { redirect: nextPath([request.form["next"] ?? ""].flat()[0] ?? "") }
}

// A refusal is read on the call's own page, with what was typed.
async function decided(request: PageRequest, decide: (callId: number) => Promise<PageAnswer>): Promise<PageAnswer> {
  try {
    return await decide(callIn(request))
  } catch (error) {
    if (!(error instanceof Invalid || error instanceof Refused)) throw error
    return await shown(request, { typed: request.form, error })
  }
}

function callIn({ params }: PageRequest): number {
  const text = params["call"] ?? ""
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new NotFound()
  return Number(text)
}

async function recordReading(request: PageRequest, { callId }: Call): Promise<void> {
  const { db, at, remoteAddress } = request
  const { personId } = actorOf(request)
  await record(db, { action: "read", outcome: "done", personId, target: [`call:${callId}`], remote: remoteAddress }, at)
}
