// The verbs of an incident, each as a noun under its case.

import { z } from "zod"
import type { Call } from "../call.ts"
import { type ClassificationGiven, holdReasons } from "../cases/index.ts"
import { Invalid } from "../errors.ts"
import { answers, defined, emailAddress, instant, kind, mustBeIncident, priority, words } from "./api-fields.ts"
import { verb } from "./api-verb.ts"
import { assignIncident } from "./assign.ts"
import { classifyIncident } from "./classify.ts"
import { closeIncident } from "./close.ts"
import { escalateIncident } from "./escalate.ts"
import { holdIncident } from "./hold.ts"
import { outcomes } from "./incident.ts"
import { addNote } from "./note.ts"
import { reopenIncident } from "./reopen.ts"
import { replyToCustomer } from "./reply.ts"
import { resolveIncident } from "./resolve.ts"
import { resumeIncident } from "./resume.ts"

const version = { version: z.int().min(1).optional() }

export const verbCalls: readonly Call[] = [
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

function mustSayPriority({ priority, answers }: ClassificationGiven): void {
  if (priority !== undefined || answers !== undefined) return
  throw new Invalid([{ field: "priority", message: "Give a priority, or answers to the charter's conditions." }])
}
