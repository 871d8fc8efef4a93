// What the forms of snippets and macros take.

import { z } from "zod"
import { Invalid } from "../../errors.ts"
import { type Actor, may, mustBeAbleTo } from "../../people/index.ts"
import { placeholders, unknownPlaceholders } from "../placeholders.ts"

const wordsLimit = 20_000

export const nameField = z
  .string("Enter a name")
  .trim()
  .min(1, "Enter a name")
  .max(100, "Name must be 100 characters or fewer")
  .regex(/^[^\p{Cc}\u2028\u2029]*$/u, "Name must be one line of text")

/** Absent where the person may not share, and then not shared. */
export const sharedField = z.enum(["yes", "no"], "Choose who uses it").default("no")

export const optionalWords = z
  .string()
  .transform((typed) => typed.replace(/\r\n?/g, "\n").trim())
  .pipe(z.string().max(wordsLimit, "Enter 20,000 characters or fewer"))
  .refine((words) => unknownPlaceholders(words).length === 0, { error: ({ input }) => strangeWords(String(input)) })
  .transform((words) => (words === "" ? null : words))
  .default(null)

/** Throws NotAllowed where somebody shares, or changes what is shared, without the right to. */
export function mustBeAbleToShare(actor: Actor, ...shared: boolean[]): void {
  if (shared.some(Boolean)) mustBeAbleTo(actor, "share-wording")
}

export function mayShare(actor: Actor): boolean {
  return may(actor, "share-wording")
}

/** Throws Invalid where nothing was given that would do anything. */
export function mustSay(field: string, message: string, isSaid: boolean): void {
  if (!isSaid) throw new Invalid([{ field, message }])
}

function strangeWords(words: string): string {
  const strange = unknownPlaceholders(words)
    .map((each) => `{${each}}`)
    .join(", ")
  return `There is no placeholder ${strange}. The placeholders are ${Object.keys(placeholders)
    .map((each) => `{${each}}`)
    .join(", ")}`
}

/** The number in an address; undefined where it is none of ours. */
export function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined
}
