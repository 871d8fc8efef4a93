// The API of incidents: a contact in, and each verb as a noun.

import { z } from "zod"
import { type CallRequest, call, listOf, pageQuery } from "../call.ts"
import {
  type ChangedCase,
  type ClassificationGiven,
  caseAnswer,
  caseAnswerSchema,
  channels,
  findByReference,
  fullCaseAnswer,
  fullCaseAnswerSchema,
  holdReasons,
  listCases,
  listedCaseAnswer,
  listedCaseSchema,
} from "../cases/index.ts"
import { priorityLevels } from "../charter/index.ts"
import { currentRules, type Rulebook } from "../clocks/index.ts"
import { Invalid, Refused } from "../errors.ts"
import { type Right, record } from "../people/index.ts"
import { deskZone, instantFrom } from "../time/index.ts"
import type { Ask } from "./ask.ts"
import { assignIncident } from "./assign.ts"
import { classifyIncident } from "./classify.ts"
import { closeIncident } from "./close.ts"
import { escalateIncident } from "./escalate.ts"
import { holdIncident } from "./hold.ts"
import { incidentLifecycle, outcomes } from "./incident.ts"
import { addNote } from "./note.ts"
import { openIncident } from "./open.ts"
import { reopenIncident } from "./reopen.ts"
import { replyToCustomer } from "./reply.ts"
import { resolveIncident } from "./resolve.ts"
import { resumeIncident } from "./resume.ts"

export const wordsLimit = 100_000
export const words = z.string().trim().min(1, "Enter some text.").max(wordsLimit, "At most 100,000 characters.")
export const line = z.string().trim().min(1, "Enter some text.").max(300, "At most 300 characters.")
export const emailAddress = z
  .email("Enter an email address in the correct format, like name@example.com.")
  .max(254, "At most 254 characters.")
const instant = z.string().max(60, "An instant is not so long.").transform(instantOrIssue)
const priority = z.literal(priorityLevels, "1, 2, 3 or 4.")
const answers = z.record(z.string().max(80), z.boolean(), "Yes and no (true and false) by the id of a condition.")
const kind = z.string().max(80)

const contactBody = z.strictObject({
  channel: z.enum(channels, `One of ${channels.join(", ")}.`),
  from: z.strictObject({ name: line.optional(), email: emailAddress.optional(), phone: line.optional() }),
  subject: line,
  body: words,
  receivedAt: instant.optional(),
  service: z.string().max(80).optional(),
  kind: kind.optional(),
  answers: answers.optional(),
  priority: priority.optional(),
})

const stateFilters = ["any", ...new Set(incidentLifecycle.states.flatMap(({ group, name }) => [group, name]))]
const version = { version: z.int().min(1).optional() }
const listQuery = z.strictObject({
  queue: z.string().max(80).optional(),
  state: z.enum(stateFilters, `One of ${stateFilters.join(", ")}.`).optional(),
  kind: kind.optional(),
  priority: z.enum(["1", "2", "3", "4"], "1, 2, 3 or 4.").transform(Number).optional(),
  owner: z.string().max(254).optional(),
  q: z.string().max(500, "At most 500 characters.").optional(),
  sort: z.literal("due", "due is the one order.").optional(),
  ...pageQuery,
})

const contactCall = call({
  method: "POST",
  path: "/contacts",
  right: "open",
  summary: "Keep a contact and open its case",
  body: contactBody,
  answer: z.object({ contact: z.string(), case: caseAnswerSchema }),
  status: 201,
  respond: async ({ db, at, actor, key, body }) => {
    const rules = await currentRules(db)
    mustBeIncident(body.kind, rules, at)
    const opened = await openIncident(db, contactFrom(body, at), {
      by: actor.personId ?? "system",
      rules,
      at,
      ...claimOf(key, 201),
    })
    const contact = `${opened.reference}.1`
    if (opened.isRepeat) return { contact, case: withoutTimeline(await fullCaseAnswer(db, opened, rules, at)) }
    return { contact, case: caseAnswer(opened, { subject: body.subject, owner: null }, rules, at) }
  },
})

const listCall = call({
  method: "GET",
  path: "/cases",
  right: "see-cases",
  summary: "List cases, the next deadline first",
  query: listQuery,
  answer: listOf(listedCaseSchema),
  respond: async ({ db, actor, query }) => {
    const { limit = 50, after, sort: _due, ...filter } = query
    const { items, next } = await listCases(db, actor, defined(filter), { limit, ...defined({ after }) })
    return { items: items.map(listedCaseAnswer), next }
  },
})

const caseCall = call({
  method: "GET",
  path: "/cases/:reference",
  right: "see-cases",
  summary: "A case with its clocks, certificates and timeline",
  answer: fullCaseAnswerSchema,
  respond: async ({ db, actor, at, params }) => {
    const found = await findByReference(db, actor, params["reference"] ?? "")
    // Who read personal data is part of the audit (house rule); what they read is in the case.
    await record(db, { action: "read", outcome: "done", personId: actor.personId, target: [found.reference] }, at)
    return fullCaseAnswer(db, found, await currentRules(db), at)
  },
})

/** A verb as a noun: the body's `version` and the request's key are the same for all. */
function verb<Body extends z.ZodType<{ version?: number | undefined }>>(
  noun: string,
  right: Right,
  summary: string,
  body: Body,
  run: (request: CallRequest<z.output<Body>, unknown>, ask: Ask) => Promise<ChangedCase>,
) {
  return call({
    method: "POST",
    path: `/cases/:reference/${noun}`,
    right,
    summary,
    body,
    answer: fullCaseAnswerSchema,
    respond: async (request) => {
      const rules = await currentRules(request.db)
      const { actor, at, params, key, body: given } = request
      const reference = params["reference"] ?? ""
      const ask = { actor, reference, rules, at, ...defined({ version: given.version }), ...claimOf(key, 200) }
      return fullCaseAnswer(request.db, await run(request, ask), rules, at)
    },
  })
}

export const incidentCalls = [
  contactCall,
  listCall,
  caseCall,
  verb(
    "classification",
    "classify",
    "Set the priority",
    z.strictObject({ priority: priority.optional(), answers: answers.optional(), kind: kind.optional(), ...version }),
    ({ db, body }, ask) => {
      mustBeIncident(body.kind, ask.rules, ask.at)
      const given = defined({ priority: body.priority, answers: body.answers })
      mustSayPriority(given)
      return classifyIncident(db, ask, given)
    },
  ),
  verb(
    "assignment",
    "assign",
    "Give the case to a colleague or a team",
    z.strictObject({ to: z.string().trim().min(1, "Say to whom.").max(254), ...version }),
    ({ db, body }, ask) => assignIncident(db, ask, body.to),
  ),
  verb(
    "reply",
    "reply",
    "Answer the customer",
    z.strictObject({
      body: words,
      to: z
        .union([emailAddress, z.array(emailAddress).min(1).max(20)], "One email address, or a list of up to 20.")
        .optional(),
      ...version,
    }),
    ({ db, body }, ask) =>
      replyToCustomer(db, ask, { body: body.body, ...(body.to === undefined ? {} : { to: [body.to].flat() }) }),
  ),
  verb("note", "note", "Add a note for colleagues", z.strictObject({ body: words, ...version }), ({ db, body }, ask) =>
    addNote(db, ask, body.body),
  ),
  verb(
    "hold",
    "hold",
    "Put the case on hold",
    z.strictObject({
      for: z.enum(holdReasons, `One of ${holdReasons.join(", ")}.`),
      until: instant.optional(),
      ...version,
    }),
    ({ db, body }, ask) => holdIncident(db, ask, { for: body.for, ...defined({ until: body.until }) }),
  ),
  verb("resumption", "resume", "Take the case off hold", z.strictObject(version), ({ db }, ask) =>
    resumeIncident(db, ask),
  ),
  verb(
    "escalation",
    "escalate",
    "Escalate along the chain",
    z.strictObject({ reason: words, to: z.string().max(80).optional(), ...version }),
    ({ db, body }, ask) => escalateIncident(db, ask, { reason: body.reason, ...defined({ to: body.to }) }),
  ),
  verb(
    "resolution",
    "resolve",
    "Resolve the case and tell the customer",
    z.strictObject({ outcome: z.enum(outcomes, `One of ${outcomes.join(", ")}.`), body: words, ...version }),
    ({ db, body }, ask) => resolveIncident(db, ask, { outcome: body.outcome, body: body.body }),
  ),
  verb("reopening", "reopen", "Reopen the case", z.strictObject({ reason: words, ...version }), ({ db, body }, ask) =>
    reopenIncident(db, ask, body.reason),
  ),
  verb("closure", "close", "Close the resolved case", z.strictObject(version), ({ db }, ask) => closeIncident(db, ask)),
]

function contactFrom(body: z.output<typeof contactBody>, at: number) {
  const { channel, from, subject, service, priority, answers } = body
  return {
    channel,
    receivedAt: body.receivedAt ?? at,
    requester: defined(from),
    subject,
    correspondence: { body: body.body },
    ...defined({ service, priority, answers }),
  }
}

function claimOf(key: CallRequest<unknown, unknown>["key"], status: number) {
  return key === undefined ? {} : { claim: { ...key, status } }
}

function mustBeIncident(kind: string | undefined, rules: Rulebook, at: number): void {
  if (kind === undefined || kind === "incident") return
  if (!rules.versionAt(at).charter.kinds.some(({ id }) => id === kind)) {
    throw new Invalid([{ field: "kind", message: "The charter has no kind of case with this id." }])
  }
  throw new Refused(`Charter handles incidents so far; cases of the kind "${kind}" will follow.`)
}

function mustSayPriority({ priority, answers }: ClassificationGiven): void {
  if (priority !== undefined || answers !== undefined) return
  throw new Invalid([{ field: "priority", message: "Give a priority, or answers to the charter's conditions." }])
}

// Read where the fields are checked, so that what cannot be read is named by its field.
function instantOrIssue(text: string, context: z.RefinementCtx): number {
  try {
    return instantFrom(text, deskZone)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    context.addIssue({ code: "custom", message: error.message })
    return z.NEVER
  }
}

function withoutTimeline({ timeline: _timeline, ...rest }: Awaited<ReturnType<typeof fullCaseAnswer>>) {
  return rest
}

type Defined<Shape> = { [Name in keyof Shape]?: Exclude<Shape[Name], undefined> }

/** The members that have a value. */
function defined<Shape extends object>(shape: Shape): Defined<Shape> {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Defined<Shape>
}
