// Form bodies and query strings as plain fields: bounded, without a prototype, and in characters that a database can keep.

import { Invalid } from "../errors.ts"
import type { Fields } from "../page.ts"

export const formLimitBytes = 512 * 1024
const fieldsLimit = 500

/** Reads `a=1&b=2&b=3` as `{a: "1", b: ["2", "3"]}`. Throws Invalid where it is too much or not text. */
export function fieldsFrom(encoded: string): Fields {
  // Without a prototype a field called `__proto__` or `constructor` is a field like any other.
  const fields: Fields = Object.create(null)
  let count = 0
  for (const [name, value] of new URLSearchParams(encoded)) {
    count += 1
    if (count > fieldsLimit) throw new Invalid([{ field: "form", message: "The form has too many fields" }])
    mustBeText(name)
    mustBeText(value)
    fields[name] = name in fields ? [fields[name] ?? [], value].flat() : value
  }
  return fields
}

/** PostgreSQL cannot keep a NUL character in text: refused here, for every feature at once. */
export function mustBeText(value: string): void {
  if (value.includes("\0"))
    throw new Invalid([{ field: "form", message: "The form contains a character that is not text" }])
}

/** The one value of a field, or "" where there is none or there are several. */
export function single(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === "string" ? value : ""
}
