// The API of incidents: a contact in, the list, a case, and each verb as a noun.

import { z } from "zod"
import { type Call, call, listOf, pageQuery } from "../call.ts"
import {
  caseAnswer,
  caseAnswerSchema,
  channels,
  dueBy,
  findByReference,
  fullCaseAnswer,
  fullCaseAnswerSchema,
  holdReasons,
  isDueWithin,
  listCases,
  listedCaseAnswer,
  listedCaseSchema,
} from "../cases/index.ts"
import { currentRules } from "../clocks/index.ts"
import { doneBy, record } from "../people/index.ts"
import { familyCalls } from "./api-family.ts"
import {
  answers,
  claimOf,
  defined,
  emailAddress,
  instant,
  kind,
  line,
  mustBeIncident,
  priority,
  words,
} from "./api-fields.ts"
import { verbCalls } from "./api-verbs.ts"
import { incidentLifecycle } from "./incident.ts"
import { openIncident } from "./open.ts"

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
const listQuery = z.strictObject({
  queue: z.string().max(80).optional(),
  state: z.enum(stateFilters, `One of ${stateFilters.join(", ")}.`).optional(),
  kind: kind.optional(),
  priority: z.enum(["1", "2", "3", "4"], "1, 2, 3 or 4.").transform(Number).optional(),
  owner: z.string().max(254).optional(),
  due: z.string().refine(isDueWithin, "overdue, today, tomorrow, week, or a span like 30m, 4h or 2d.").optional(),
  waiting: z.enum(holdReasons, `One of ${holdReasons.join(", ")}.`).optional(),
  channel: z.enum(channels, `One of ${channels.join(", ")}.`).optional(),
  service: z.string().max(80).optional(),
  organisation: z.string().max(200).optional(),
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
  respond: async ({ read, actor, query, at }) => {
    const { limit = 50, after, sort: _due, due, ...plain } = query
    const page = { limit, ...defined({ after }) }
    const filter = defined({ ...plain, dueBy: due === undefined ? undefined : dueBy(due, at) })
    const { items, next } = await read((reads) => listCases(reads, actor, filter, page))
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
    await record(db, { action: "read", outcome: "done", ...doneBy(actor), target: [found.reference] }, at)
    return fullCaseAnswer(db, found, await currentRules(db), at)
  },
})

export const incidentCalls: readonly Call[] = [contactCall, listCall, caseCall, ...verbCalls, ...familyCalls]

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

function withoutTimeline({ timeline: _timeline, ...rest }: Awaited<ReturnType<typeof fullCaseAnswer>>) {
  return rest
}
