// The verbs of a case among others, and of a major incident, for programs: the same nouns, rights and refusals as the desk's pages have.

import { z } from "zod"
import { type Call, call, listOf, pageQuery } from "../call.ts"
import { caseIdIn, childrenOf, findByReference } from "../cases/index.ts"
import { Invalid } from "../errors.ts"
import { doneBy, record } from "../people/index.ts"
import { defined, emailAddress, line, words } from "./api-fields.ts"
import { relationsAnswer, relationsSchema } from "./api-relations.ts"
import { verb } from "./api-verb.ts"
import { addChildren, childrenAtOnce, joinParent, leaveParent } from "./children.ts"
import { confirmRestoration, decideGold, declareMajor, formGold, goldLimit, nameLead, reviewMajor } from "./major.ts"
import { mergeIncident, separateIncident } from "./merge.ts"
import { splitIncident } from "./split.ts"
import { tellAll } from "./tell-all.ts"

const version = { version: z.int().min(1).optional() }
const reference = z.string().trim().min(1, "Give the reference of a case.").max(40, "A reference is not so long.")
const someWords = (limit: number) =>
  words.refine((text) => text.length <= limit, `At most ${limit.toLocaleString("en-GB")} characters.`)
const lead = z.union([z.literal("me"), emailAddress], '"me", or the email address of a colleague.')
const telling = z.strictObject({ body: words, resolves: z.boolean().optional(), ...version })

const familyVerbs: readonly Call[] = [
  verb(
    "merge",
    "relate",
    "Merge the case into another of the same requester; answers with the one that goes on",
    z.strictObject({ into: reference, ...version }),
    ({ db, body }, ask) => mergeIncident(db, ask, body.into),
  ),
  verb("separation", "relate", "Undo the merge of this case", z.strictObject(version), ({ db }, ask) =>
    separateIncident(db, ask),
  ),
  verb(
    "split",
    "relate",
    "Open a case for another matter in the customer's words; answers with the new one",
    z.strictObject({ content: z.int().min(1), subject: line, ...version }),
    ({ db, body }, ask) => splitIncident(db, ask, { content: body.content, subject: oneLine(body.subject) }),
  ),
  verb(
    "parent",
    "relate",
    "Make the case a child of another",
    z.strictObject({ parent: reference, ...version }),
    ({ db, body }, ask) => joinParent(db, ask, body.parent),
  ),
  verb("departure", "relate", "Take the case out from under its parent", z.strictObject(version), ({ db }, ask) =>
    leaveParent(db, ask),
  ),
  verb(
    "children",
    "relate",
    "Make other cases children of this one",
    z.strictObject({ children: z.array(reference).min(1).max(childrenAtOnce), ...version }),
    ({ db, body }, ask) => addChildren(db, ask, body.children),
  ),
  verb(
    "notice-to-all",
    "reply",
    "Tell everyone affected, on the case and its open children",
    telling,
    ({ db, body }, ask) => tellAll(db, ask, { body: body.body, ...defined({ resolves: body.resolves }) }),
  ),
]

const majorVerbs: readonly Call[] = [
  verb(
    "major-incident",
    "lead",
    "Take charge of the case as a major incident",
    z.strictObject({ reason: someWords(2000), lead, ...version }),
    ({ db, body }, ask) => declareMajor(db, ask, { reason: body.reason, lead: body.lead }),
  ),
  verb(
    "major-lead",
    "lead",
    "Name who leads the major incident",
    z.strictObject({ lead, ...version }),
    ({ db, body }, ask) => nameLead(db, ask, body.lead),
  ),
  verb(
    "gold-group",
    "lead",
    "Call the gold group, the whole of it; with nobody in it, it is stood down",
    z.strictObject({ members: z.array(emailAddress).max(goldLimit), ...version }),
    ({ db, body }, ask) => formGold(db, ask, body.members),
  ),
  verb(
    "gold-decision",
    "note",
    "Log a decision of the gold group",
    z.strictObject({ decision: someWords(10_000), reason: someWords(10_000), ...version }),
    ({ db, body }, ask) => decideGold(db, ask, { decision: body.decision, reason: body.reason }),
  ),
  verb(
    "restoration",
    "reply",
    "Confirm that full service is restored, and tell everyone",
    telling,
    ({ db, body }, ask) => confirmRestoration(db, ask, { body: body.body, ...defined({ resolves: body.resolves }) }),
  ),
  verb(
    "review",
    "note",
    "Record the review of the major incident",
    z.strictObject({ review: someWords(20_000), ...version }),
    ({ db, body }, ask) => reviewMajor(db, ask, body.review),
  ),
]

const relationsCall = call({
  method: "GET",
  path: "/cases/:reference/relations",
  right: "see-cases",
  summary: "The cases that belong to a case, and its major incident",
  answer: relationsSchema,
  respond: async ({ db, actor, at, params }) => {
    const found = await findByReference(db, actor, params["reference"] ?? "")
    await record(db, { action: "read", outcome: "done", ...doneBy(actor), target: [found.reference] }, at)
    return await relationsAnswer(db, found)
  },
})

const childrenCall = call({
  method: "GET",
  path: "/cases/:reference/children",
  right: "see-cases",
  summary: "List the children of a case that you may see, by number",
  query: z.strictObject(pageQuery),
  answer: listOf(
    z.object({
      reference: z.string(),
      subject: z.string().nullable(),
      state: z.string(),
      priority: z.int().nullable(),
    }),
  ),
  respond: async ({ db, actor, params, query: { limit = 50, after } }) => {
    const { caseId } = await findByReference(db, actor, params["reference"] ?? "")
    const found = await childrenOf(db, actor, caseId, placeIn(after), limit + 1)
    const items = found.slice(0, limit).map((each) => ({
      reference: each.reference,
      subject: each.subject,
      state: each.state,
      priority: each.priority,
    }))
    return { items, next: found.length > limit ? (items.at(-1)?.reference ?? null) : null }
  },
})

export const familyCalls: readonly Call[] = [...familyVerbs, ...majorVerbs, relationsCall, childrenCall]

function oneLine(subject: string): string {
  if (!/[\p{Cc}\u2028\u2029]/u.test(subject)) return subject
  throw new Invalid([{ field: "subject", message: "One line of text." }])
}

function placeIn(after: string | undefined): number {
  if (after === undefined) return 0
  const found = caseIdIn(after)
  if (found !== undefined) return found
  throw new Invalid([{ field: "after", message: "Send what the last page gave as next." }])
}
