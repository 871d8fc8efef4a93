// The answers of the API as the contract describes them: every member, nothing beside, so that reading one is a test in itself.

import { z } from "zod"

const moment = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?[+-]\d\d:\d\d$/)
const stretch = z.tuple([moment, moment])
const reference = z.string().regex(/^INC-\d{4}-\d{6,}$/)

export const clock = z.strictObject({
  name: z.enum(["respond", "restore", "first-reply", "review"]),
  state: z.enum(["running", "paused", "met", "missed"]),
  startedAt: moment,
  dueAt: moment.nullable(),
  endedAt: moment.optional(),
  certificate: z.strictObject({
    calendar: z.string(),
    charterVersion: z.union([z.int(), z.string()]),
    clause: z.string(),
    force: z.enum(["will", "expected", "endeavour", "aim", "where-possible", "indicative"]),
    counted: z.array(stretch),
    paused: z.array(stretch),
    assumed: z.literal(true).optional(),
  }),
})

const facts = {
  reference,
  references: z.array(reference).min(1),
  kind: z.literal("incident"),
  state: z.enum(["new", "in-progress", "on-hold", "resolved", "closed"]),
  priority: z.int().min(1).max(4).nullable(),
  subject: z.string().nullable(),
  owner: z.string().nullable(),
  version: z.int().positive(),
  openedAt: moment,
}

export const caseShape = z.strictObject({ ...facts, clocks: z.array(clock) })

export const timelineEntry = z.strictObject({
  seq: z.int().positive(),
  at: moment,
  type: z.string().min(1),
  by: z.string().min(1),
  sentence: z.string().min(1),
  audience: z.enum(["all", "staff"]),
  content: z.array(z.strictObject({ id: z.int(), text: z.string().nullable() })).optional(),
})

export const fullCase = z.strictObject({ ...facts, clocks: z.array(clock), timeline: z.array(timelineEntry) })
export const opened = z.strictObject({ contact: z.union([z.string(), z.int()]), case: caseShape })

export const caseRow = z.strictObject({
  ...facts,
  nextDue: z.strictObject({ clock: z.string(), dueAt: moment }).nullable(),
})

export const letterRow = z.strictObject({
  id: z.union([z.int(), z.string()]),
  messageId: z.string().nullable(),
  receivedAt: moment,
  from: z.string().nullable(),
  subject: z.string().nullable(),
  state: z.enum(["received", "filed", "held", "ignored"]),
  reason: z.string().min(1).optional(),
  case: reference.optional(),
})

export const noticeRow = z.strictObject({
  id: z.union([z.int(), z.string()]),
  case: reference,
  to: z.string(),
  subject: z.string(),
  state: z.enum(["waiting", "sent", "failed"]),
  attempts: z.int().min(0),
  sentAt: moment.optional(),
})

export const problem = z.strictObject({
  type: z.string(),
  title: z.string().min(1),
  status: z.int(),
  detail: z.string().min(1).optional(),
  fields: z.array(z.strictObject({ field: z.string(), message: z.string().min(1) })).optional(),
  changes: z.array(z.string()).optional(),
})

export function listOf<Row extends z.ZodType>(row: Row) {
  return z.strictObject({ items: z.array(row), next: z.string().nullable() })
}

export type Clock = z.infer<typeof clock>
export type FullCase = z.infer<typeof fullCase>
