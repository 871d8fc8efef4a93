// What somebody types into a field of a form, as it is kept.

import { z } from "zod"

/** One line of text: whatever would break it is a space, and what would turn its direction is left out. */
export function oneLine(missing: string) {
  return z.string(missing).transform((typed) =>
    typed
      .toWellFormed()
      .replace(/[\p{Cc}\u2028\u2029\s]+/gu, " ")
      .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
      .trim(),
  )
}

/** One line that must be there, and has its limit; `name` begins the sentence that says so. */
export function line(missing: string, name: string, limit: number) {
  return oneLine(missing).pipe(z.string().min(1, missing).max(limit, `${name} must be ${limit} characters or fewer`))
}
