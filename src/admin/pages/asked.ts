// What the pages of administration take from a request, and how a form is shown again.

import { z } from "zod"
import { type CharterVersion, publishedBook } from "../../charter/index.ts"
import { type FieldError, Invalid, NotFound, Refused } from "../../errors.ts"
import type { PageAnswer, PageRequest } from "../../page.ts"

/** The fields of checkboxes: none, one or several. */
export const several = z
  .union([z.string(), z.array(z.string())])
  .default([])
  .transform((given) => [given].flat())

/** A box that is ticked or not. */
export const ticked = z
  .literal("yes")
  .optional()
  .transform((given) => given === "yes")

/** A number of an address. Throws NotFound where it is none. */
export function numberIn({ params }: PageRequest, name: string): number {
  const text = params[name] ?? ""
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new NotFound()
  return Number(text)
}

/** The charter in force. Throws NotFound before the first. */
export async function charterInForce({ db, at }: PageRequest): Promise<CharterVersion> {
  const book = await publishedBook(db)
  if (book === undefined) throw new NotFound("No charter has been published yet.")
  return book.versionAt(at)
}

export type Wrong = { readonly faults: readonly FieldError[]; readonly status: number }

/** Does what a form asks for; where it is refused, shows the form again with why. */
export async function orAgain(
  work: () => Promise<PageAnswer>,
  again: (wrong: Wrong) => Promise<PageAnswer>,
): Promise<PageAnswer> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Invalid) return await again({ faults: error.fields, status: 400 })
    if (error instanceof Refused)
      return await again({ faults: [{ field: "main-content", message: error.message }], status: 422 })
    throw error
  }
}
