// Form bodies and query strings as plain fields: bounded, without a prototype, and in characters that a database can keep.

import { Invalid } from "../errors.ts"
import type { Fields } from "../page.ts"

export const formLimitBytes = 512 * 1024
const fieldsLimit = 500

/** Reads a form's body: `a=1&b=2&b=3` is `{a: "1", b: ["2", "3"]}`. Throws Invalid where it is too much or not text. */
export function formFields(encoded: string): Fields {
  return fieldsOfPairs([...new URLSearchParams(encoded)])
}

export type FieldPair = readonly [name: string, value: string]

/** The same of fields that came one by one. */
export function fieldsOfPairs(pairs: readonly FieldPair[]): Fields {
  if (pairs.length > fieldsLimit) throw unreadable("The form has too many fields")
  // PostgreSQL cannot keep a NUL character in text: refused here, for every feature at once.
  if (pairs.flat().some((text) => text.includes("\0"))) throw unreadable("The form has a character that is not text")
  return fieldsOf(pairs)
}

/** Reads a query string. Never throws, because the router asks before anybody could answer: a NUL becomes U+FFFD, which nothing matches. */
export function queryFields(encoded: string): Fields {
  return fieldsOf([...new URLSearchParams(encoded.replace(/%00|\0/g, "\ufffd"))])
}

/** The one value of a field, or "" where there is none or there are several. */
export function single(fields: Fields, name: string): string {
  const value = fields[name]
  return typeof value === "string" ? value : ""
}

/** What the two above made, back from where the server kept it without a type. */
export function keptFields(kept: unknown): Fields {
  const fields: Fields = Object.create(null)
  for (const [name, value] of Object.entries(kept ?? {})) {
    fields[name] = Array.isArray(value) ? value.map(String) : String(value)
  }
  return fields
}

// Without a prototype a field called `__proto__` or `constructor` is a field like any other.
function fieldsOf(pairs: readonly FieldPair[]): Fields {
  const fields: Fields = Object.create(null)
  for (const [name, value] of pairs) {
    const before = fields[name]
    if (before === undefined) fields[name] = value
    else if (typeof before === "string") fields[name] = [before, value]
    else before.push(value)
  }
  return fields
}

function unreadable(message: string): Invalid {
  return new Invalid([{ field: "form", message }])
}
