// One thing done to several cases: what it may be, the right that it needs, and what it decides of a single case - the same pure rules as
// when it is done to that case alone.

import { z } from "zod"
import { type Deciding, type Decision, holdReasons } from "../cases/index.ts"
import { priorityLevels } from "../charter/index.ts"
import type { Reads } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import { findColleague, type Right } from "../people/index.ts"
import { assigned } from "./assign.ts"
import { classified } from "./classify.ts"
import { closed } from "./close.ts"
import { escalated } from "./escalate.ts"
import { held } from "./hold.ts"
import { outcomes } from "./incident.ts"
import { noted } from "./note.ts"
import { isTooLate, reopened } from "./reopen.ts"
import { replied } from "./reply.ts"
import { resolved } from "./resolve.ts"
import { resumed } from "./resume.ts"

export const bulkVerbs = [
  "assignment",
  "classification",
  "hold",
  "resumption",
  "escalation",
  "note",
  "reply",
  "resolution",
  "closure",
  "reopening",
] as const
export type BulkVerb = (typeof bulkVerbs)[number]

/** Ids, enumerations and instants. The words stand beside them. */
export const bulkFacts = z.strictObject({
  verb: z.enum(bulkVerbs),
  /** `me`, a team's queue, or a colleague by number; of an escalation, a step of a chain. */
  to: z.union([z.string(), z.int()]).optional(),
  priority: z.literal(priorityLevels).optional(),
  for: z.enum(holdReasons).optional(),
  until: z.int().optional(),
  outcome: z.enum(outcomes).optional(),
})
export type BulkFacts = z.infer<typeof bulkFacts>
export type BulkOrder = { readonly facts: BulkFacts; readonly words: string | null }

const rights: Readonly<Record<BulkVerb, Right>> = {
  assignment: "assign",
  classification: "classify",
  hold: "hold",
  resumption: "resume",
  escalation: "escalate",
  note: "note",
  reply: "reply",
  resolution: "resolve",
  closure: "close",
  reopening: "reopen",
}

export function rightFor({ facts }: BulkOrder): Right {
  return rights[facts.verb]
}

/** Whether messages go out: then some seconds pass before anything is done, and it can be stopped. */
export function sendsMessages({ facts }: BulkOrder): boolean {
  return facts.verb === "reply" || facts.verb === "resolution"
}

/** Whom an assignment is to, as it is kept: an address becomes the number of a colleague. Throws Invalid where there is none. */
export async function assigneeFor(on: Reads, to: string): Promise<string | number> {
  if (!to.includes("@")) return to
  const colleague = await findColleague(on, to)
  if (colleague !== undefined) return colleague.personId
  throw new Invalid([{ field: "email", message: "There is no colleague with this email address" }])
}

/** What an order decides of one case. Throws Refused and Invalid as the verb itself does. */
export function decidedFor(deciding: Deciding, { facts, words }: BulkOrder): Decision {
  const body = words ?? ""
  switch (facts.verb) {
    case "assignment":
      return typeof facts.to === "number"
        ? assigned(deciding, "", facts.to)
        : assigned(deciding, facts.to ?? "", undefined)
    case "classification":
      return classified(deciding, facts.priority === undefined ? {} : { priority: facts.priority })
    case "hold":
      return held(deciding, {
        for: facts.for ?? "customer",
        ...(facts.until === undefined ? {} : { until: facts.until }),
      })
    case "resumption":
      return resumed(deciding)
    case "escalation":
      return escalated(deciding, { reason: body, ...(typeof facts.to === "string" ? { to: facts.to } : {}) })
    case "note":
      return noted(deciding, body)
    case "reply":
      return replied(deciding, { body })
    case "resolution":
      return resolved(deciding, { outcome: facts.outcome ?? "advised", body })
    case "closure":
      return closed(deciding)
    case "reopening":
      return reopenedInTime(deciding, body)
  }
}

// What follows long after the end is a case of its own: that is decided case by case.
function reopenedInTime(deciding: Deciding, reason: string): Decision {
  const { state, rules, at, reference } = deciding
  if (isTooLate(state, rules, at))
    throw new Refused(
      `It is too late to reopen ${reference}: reopen it by itself, and a case that follows it is opened.`,
    )
  return reopened(deciding, reason)
}
