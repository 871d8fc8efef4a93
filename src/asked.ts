// What a page takes from a request, strictly: who asks, and the fields of a form or a query.

import type { z } from "zod"
import { type FieldError, Invalid, NotAllowed } from "./errors.ts"
import type { Fields, PageRequest } from "./page.ts"
import type { Actor } from "./people/actor.ts"

/** Who asks for a page that is for a right, so that somebody does. */
export function actorOf({ actor }: PageRequest): Actor {
  if (actor === undefined) throw new NotAllowed()
  return actor
}

/**
 * A form or a query as its schema has it. Throws Invalid, one message a field. A field that we did not ask for, or one of `hidden` that
 * is not as we made it, says that the form is not ours.
 */
export function fieldsFrom<Shape extends z.ZodType>(
  shape: Shape,
  fields: Fields,
  hidden: readonly string[] = [],
): z.output<Shape> {
  const read = shape.safeParse({ ...fields })
  if (read.success) return read.data
  throw new Invalid(faultsOf(read.error.issues, hidden))
}

function faultsOf(issues: readonly z.core.$ZodIssue[], hidden: readonly string[]): FieldError[] {
  const faults = new Map<string, string>()
  for (const { code, path, message } of issues) {
    const isOurs = code !== "unrecognized_keys" && path.length > 0 && !hidden.includes(String(path[0]))
    const field = isOurs ? path.join(".") : "main-content"
    const words = isOurs ? message : "This form is not one of ours, or too old. Open the page again"
    if (!faults.has(field)) faults.set(field, words)
  }
  return [...faults].map(([field, message]) => ({ field, message }))
}
