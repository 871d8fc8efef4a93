// The small parts that a charter file is made of: each error says what was expected.

import { z } from "zod"

/** How binding a clause is, as the published document words it. Printed beside every figure. */
export const forces = ["will", "expected", "endeavour", "aim", "where-possible", "indicative"] as const

const listLimit = 200

// Control characters and the marks that turn text round have no place in words that are shown to everyone.
// Written as ranges: the pattern stands in the OpenAPI document, and not every reader of those knows \p{Cc}.
const printable = /^[^\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]*$/
const printableLines = new RegExp(`${printable.source.slice(0, -1)}(\\n${printable.source.slice(1, -1)})*$`)

export const line = z
  .string("a line of text")
  .trim()
  .min(1, "a line of text")
  .max(200, "at most 200 characters")
  .regex(printable, "a line of text without control characters")
export const words = z
  .string("a sentence or more")
  .trim()
  .min(1, "a sentence or more")
  .max(4000, "at most 4,000 characters")
  .regex(printableLines, "text without control characters")
export const id = z
  .string("an id such as first-reply")
  .max(80, "an id of at most 80 characters")
  .regex(
    /^[a-z0-9]+(-[a-z0-9]+)*$/,
    "an id: lower-case letters and digits in words joined by hyphens, such as first-reply",
  )
export const force = z.enum(forces, `one of ${forces.join(", ")}`)
export const percent = z.number("a number of per cent, such as 98").gt(0, "more than 0").lte(100, "at most 100")

/** An amount of time as everywhere in the desk: minutes or hours of working time, working days, or calendar months. */
export const amount = z
  .string("an amount of time such as 30m, 4h, 2wd or 3mo")
  .regex(
    /^[1-9][0-9]{0,4}(m|h|wd|mo)$/,
    "an amount of time such as 30m, 4h, 2wd or 3mo: a whole number, at least 1, of minutes, hours, working days or months",
  )

/** A group of keys, all of them known: a slip in a key's name must not become a promise that nobody keeps. */
export function shape<Keys extends z.ZodRawShape>(keys: Keys) {
  return z.strictObject(keys, { error: keysExpected(Object.keys(keys), "with") })
}

/** A group in which each of these keys may stand, and no other. */
export function anyOf<Key extends string, Value extends z.ZodType>(keys: readonly Key[], value: Value) {
  const error = keysExpected(keys, "with any of")
  return z.partialRecord(z.enum(keys, { error }), value, { error })
}

function keysExpected(keys: readonly string[], having: string) {
  const known = keys.join(", ")
  return (issue: { code?: string }) =>
    issue.code === "invalid_type" ? `a group ${having} ${known}` : `one of ${known}`
}

export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item, "a list").max(listLimit, `at most ${listLimit} entries`)
}

export function some<Item extends z.ZodType>(item: Item) {
  return list(item).min(1, "at least one entry")
}

export const clauseShape = { id, force, words }
/** `within` and `calendar` are for a clause that promises a time: the linter asks which clock keeps it. */
export const clause = shape({ ...clauseShape, within: amount.optional(), calendar: id.optional() })
export const clauses = list(clause)
