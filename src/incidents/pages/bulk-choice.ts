// Choosing what is done to several cases: the cases with the versions that were looked at, and what of the form each choice needs.

import { z } from "zod"
import { caseIdIn, holdReasons } from "../../cases/index.ts"
import { type Charter, priorityLevels } from "../../charter/index.ts"
import type { Db } from "../../database/index.ts"
import { Invalid } from "../../errors.ts"
import { unfilledPlaceholders } from "../../macros/index.ts"
import { type Actor, may } from "../../people/index.ts"
import { assigneeFor, type BulkFacts, type BulkOrder, type BulkVerb, rightFor } from "../bulk.ts"
import type { ChosenCase } from "../bulk-store.ts"
import { outcomes } from "../incident.ts"
import { hiddenFields, optionalEmail } from "./form.ts"
import { unfilledSaid } from "./writing-fields.ts"

/** So many cases at once: a page of the list is fifty. */
export const casesLimit = 100

/** The choices of the form, in its order. Three of them are one verb; what is plain needs no more than the choice. */
export const bulkChoices = [
  { value: "take", text: "Take them myself", verb: "assignment", isPlain: true },
  { value: "colleague", text: "Give them to a colleague", verb: "assignment" },
  { value: "team", text: "Pass them to a team", verb: "assignment" },
  { value: "classification", text: "Set the priority", verb: "classification" },
  { value: "hold", text: "Put them on hold", verb: "hold" },
  { value: "resumption", text: "Take them off hold", verb: "resumption", isPlain: true },
  { value: "escalation", text: "Escalate them", verb: "escalation" },
  { value: "note", text: "Add a note", verb: "note" },
  { value: "reply", text: "Reply to the customers", verb: "reply" },
  { value: "resolution", text: "Resolve them, and tell the customers", verb: "resolution" },
  { value: "closure", text: "Close them", verb: "closure", isPlain: true },
  { value: "reopening", text: "Reopen them", verb: "reopening" },
] as const satisfies readonly { value: string; text: string; verb: BulkVerb; isPlain?: true }[]
export type BulkChoice = (typeof bulkChoices)[number]["value"]

/** What somebody may do to several cases at all. */
export function bulkOffered(actor: Actor) {
  return bulkChoices.filter(({ verb }) => may(actor, rightFor({ facts: { verb }, words: null })))
}

/** Whether a choice needs more than itself, so that it is asked for. */
export function needsDetails(what: unknown): boolean {
  const choice = bulkChoices.find(({ value }) => value === what)
  return choice !== undefined && !("isPlain" in choice)
}

const chosen = z
  .union([z.string(), z.array(z.string())], "Select at least one case")
  .transform((given) => [...new Set([given].flat())])
  .pipe(z.array(z.string()).max(casesLimit, `Select ${casesLimit} cases or fewer`))
const words = z.string().max(100_000, "Enter 100,000 characters or fewer").optional()
const reason = z.string().max(2000, "Enter 2,000 characters or fewer").optional()
const empty = (typed: unknown) => (typed === "" ? undefined : typed)

export const chosenQuery = z.strictObject({ case: chosen })

export const bulkForm = z.strictObject({
  once: hiddenFields.once,
  case: chosen,
  /** What the choice needs has been asked. */
  asked: z.literal("yes").optional(),
  what: z.enum(
    bulkChoices.map(({ value }) => value),
    "Choose what to do",
  ),
  email: optionalEmail,
  team: z.string().max(80, "There is no such team").optional(),
  priority: z.preprocess(empty, z.enum(priorityLevels.map(String), "Priority is 1, 2, 3 or 4").optional()),
  for: z.preprocess(empty, z.enum(holdReasons, "Choose what the cases wait for").optional()),
  outcome: z.preprocess(empty, z.enum(outcomes, "Choose the outcome").optional()),
  step: z.string().max(80, "There is no such step").optional(),
  escalation: reason,
  note: words,
  reply: words,
  resolution: words,
  reopening: reason,
})
export type BulkForm = z.output<typeof bulkForm>

/** The cases in an address or a form: each a reference with the version that was looked at. Throws Invalid for anything else. */
export function chosenCases(given: readonly string[]): ChosenCase[] {
  const cases = given.map((each) => {
    const [, reference = "", version = ""] = /^([^.]{1,40})\.(\d{1,9})$/.exec(each) ?? []
    return { caseId: caseIdIn(reference), seenVersion: Number(version) }
  })
  const known = cases.flatMap(({ caseId, seenVersion }) => (caseId === undefined ? [] : [{ caseId, seenVersion }]))
  if (known.length === cases.length) return [...new Map(known.map((each) => [each.caseId, each])).values()]
  throw new Invalid([{ field: "main-content", message: "Select the cases in the list again" }])
}

/** What was chosen, complete. Throws Invalid, at the field that is missing. */
export async function orderFrom(db: Db, form: BulkForm, charter: Charter): Promise<BulkOrder> {
  const verb = bulkChoices.find(({ value }) => value === form.what)?.verb ?? "assignment"
  return { facts: { verb, ...(await factsFrom(db, form, charter)) }, words: wordsFrom(form) }
}

/** The steps of the charter's chains, each once: where several cases may be escalated to. */
export function stepsOf({ chains }: Charter): { id: string; name: string }[] {
  return [...new Map(chains.flatMap((chain) => chain.steps).map(({ id, name }) => [id, { id, name }])).values()]
}

async function factsFrom(db: Db, form: BulkForm, charter: Charter): Promise<Omit<BulkFacts, "verb">> {
  const { what, email, team = "", priority, outcome, step = "" } = form
  const teams = charter.queues.teams.map(({ id }) => id)
  if (what === "escalation") {
    if (step === "") return {}
    const known = stepsOf(charter).find(({ id }) => id === step)?.id
    return { to: needed(known, "step", "Choose where to escalate to") }
  }
  if (what === "take") return { to: "me" }
  if (what === "colleague")
    return { to: await assigneeFor(db, needed(email, "email", "Enter your colleague’s email address")) }
  if (what === "team")
    return {
      to: needed(
        teams.find((each) => each === team),
        "team",
        "Choose a team",
      ),
    }
  if (what === "hold") return { for: needed(form.for, "for", "Choose what the cases wait for") }
  if (what === "resolution") return { outcome: needed(outcome, "outcome", "Choose the outcome") }
  if (what !== "classification") return {}
  const level = priorityLevels.find((each) => String(each) === priority)
  return { priority: needed(level, "priority", "Choose a priority") }
}

const missing = {
  escalation: "Enter why you escalate",
  note: "Enter a note",
  reply: "Enter your reply",
  resolution: "Enter what to tell the customers",
  reopening: "Enter why you reopen them",
}
const isWorded = (what: BulkForm["what"]): what is keyof typeof missing => Object.hasOwn(missing, what)

function wordsFrom(form: BulkForm): string | null {
  const { what } = form
  if (!isWorded(what)) return null
  const typed = (form[what] ?? "").replace(/\r\n?/g, "\n").trim()
  // What customers read is the same for all of them: nothing is filled in for each.
  if ((what === "reply" || what === "resolution") && unfilledPlaceholders(typed).length > 0)
    throw new Invalid([{ field: what, message: `${unfilledSaid(typed)}: every customer would read it as it stands` }])
  return needed(typed === "" ? undefined : typed, what, missing[what])
}

function needed<Value>(value: Value | undefined, field: string, message: string): Value {
  if (value === undefined) throw new Invalid([{ field, message }])
  return value
}
