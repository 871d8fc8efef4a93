// What PostgreSQL cannot keep: NUL, and half a surrogate pair, which is no text.

import { Invalid } from "../errors.ts"

// JSON.stringify() writes both as escapes, and nothing else as these two. What somebody typed as an escape has its backslash doubled.
const escapes = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/

/** Throws Invalid where a text in `given` could not be kept as it is. */
export function mustBeStorable(given: unknown): void {
  if (!escapes.test(JSON.stringify(given) ?? "")) return
  throw new Invalid([{ field: "", message: "The text holds a character that cannot be stored." }])
}
