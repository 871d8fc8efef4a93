// What the calls of incidents take, field by field, and what they do alike with it.

import { z } from "zod"
import type { CallRequest } from "../call.ts"
import { priorityLevels } from "../charter/index.ts"
import type { Rulebook } from "../clocks/index.ts"
import { Invalid, Refused } from "../errors.ts"
import { deskZone, instantFrom } from "../time/index.ts"

const wordsLimit = 100_000
export const words = z.string().trim().min(1, "Enter some text.").max(wordsLimit, "At most 100,000 characters.")
export const line = z.string().trim().min(1, "Enter some text.").max(300, "At most 300 characters.")
export const emailAddress = z
  .email("Enter an email address in the correct format, like name@example.com.")
  .max(254, "At most 254 characters.")
export const instant = z.string().max(60, "An instant is not so long.").transform(instantOrIssue)
export const priority = z.literal(priorityLevels, "1, 2, 3 or 4.")
export const answers = z.record(
  z.string().max(80),
  z.boolean(),
  "Yes and no (true and false) by the id of a condition.",
)
export const kind = z.string().max(80)

/** The claim of a request that carried an Idempotency-Key, with the status that it will be answered with. */
export function claimOf(key: CallRequest<unknown, unknown>["key"], status: number) {
  return key === undefined ? {} : { claim: { ...key, status } }
}

/** Throws Refused for a kind that the charter has and the desk does not handle yet, Invalid for any other. */
export function mustBeIncident(kind: string | undefined, rules: Rulebook, at: number): void {
  if (kind === undefined || kind === "incident") return
  if (!rules.versionAt(at).charter.kinds.some(({ id }) => id === kind)) {
    throw new Invalid([{ field: "kind", message: "The charter has no kind of case with this id." }])
  }
  throw new Refused(`Charter handles incidents so far; cases of the kind "${kind}" will follow.`)
}

type Defined<Shape> = { [Name in keyof Shape]?: Exclude<Shape[Name], undefined> }

/** The members that have a value. */
export function defined<Shape extends object>(shape: Shape): Defined<Shape> {
  return Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Defined<Shape>
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
