// The desk's forms: read strictly, and sent once however often the button is pressed.

import { createHmac, randomBytes } from "node:crypto"
import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import type { IdempotencyClaim } from "../../cases/index.ts"
import type { Fields } from "../../page.ts"
import type { Actor } from "../../people/index.ts"
import { numberInWords } from "../../time/index.ts"
import { canonical } from "../../timeline/index.ts"

/** Hidden in each form: the version of the case that the person looked at, and a number drawn for this form alone. */
export const hiddenFields = {
  version: z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number),
  once: z.string().regex(/^[\w-]{22}$/),
}

/** Unguessable, and another one for each page that is shown. */
export function newFormNumber(): string {
  return randomBytes(16).toString("base64url")
}

/** A form or a query of the desk. Throws Invalid. */
export function readFields<Shape extends z.ZodType>(shape: Shape, fields: Fields): z.output<Shape> {
  return fieldsFrom(shape, fields, Object.keys(hiddenFields))
}

/**
 * What makes a second press of the same button find the first one's answer. The number of the form is the key of the hash and is kept
 * nowhere here, so that nobody can try words against it; other words under the same number are another request.
 */
export function claimOf(actor: Actor, address: string, form: Fields): IdempotencyClaim {
  const { once, ...words } = form
  const requestMac = createHmac("sha256", String(once))
    .update(canonical([address, words]))
    .digest()
  return { caller: `form of ${actor.personId}`, key: requestMac.toString("base64url"), requestMac, status: 303 }
}

/** A text of some lines, with line ends as we keep them. */
export function text(missing: string, limit = 100_000) {
  return z
    .string(missing)
    .transform((typed) => typed.replace(/\r\n?/g, "\n").trim())
    .pipe(
      z
        .string()
        .min(1, missing)
        .max(limit, `Enter ${numberInWords(limit)} characters or fewer`),
    )
}

/** A line that may be left empty: then it is absent. */
export function optionalLine(name: string, limit = 200) {
  return z
    .string()
    .trim()
    .max(limit, `${name} must be ${limit} characters or fewer`)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, `${name} must be one line of text`)
    .transform((typed) => (typed === "" ? undefined : typed))
    .optional()
}

/** An email address that may be left empty. */
export const optionalEmail = z
  .string()
  .trim()
  .max(254, "Email address must be 254 characters or fewer")
  .refine((typed) => typed === "" || z.email().safeParse(typed).success, {
    message: "Enter an email address in the correct format, like name@example.com",
  })
  .transform((typed) => (typed === "" ? undefined : typed))
  .optional()
