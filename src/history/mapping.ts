// A mapping file: how another system's log is read. It names the columns, and what their values mean at this desk.

import { z } from "zod"
import type { holdReasons } from "../cases/index.ts"
import { clockNames, priorityLevels, readStrictly, shape } from "../charter/index.ts"
import { Invalid } from "../errors.ts"
import { outcomes } from "../incidents/index.ts"
import { columnsIn } from "./template.ts"
import { timeReader } from "./times.ts"

/** What a value of the state column means: a state of the desk's lifecycle, or a note, or nothing. */
export const moves = [
  "new",
  "in-progress",
  "on-hold-for-customer",
  "on-hold-for-supplier",
  "on-hold-for-change",
  "resolved",
  "closed",
  "note",
  "unchanged",
] as const satisfies readonly (string | `on-hold-for-${(typeof holdReasons)[number]}`)[]
export type Move = (typeof moves)[number]

/** How the contact came; a call that a person answered had its first reply at once. */
export const ways = ["answered-call", "call", "email", "web", "letter"] as const
export type Way = (typeof ways)[number]

const column = z.string("the name of a column").min(1, "the name of a column").max(200, "at most 200 characters")
const words = z
  .string("words, with the names of columns in braces, such as {category}")
  .min(1, "words, with the names of columns in braces")
  .max(2000, "at most 2,000 characters")
const value = z.union([z.string(), z.number(), z.boolean()], "a value of the column").transform(String)
const values = <Meaning extends z.ZodType>(meaning: Meaning) =>
  z.record(z.string().max(200, "at most 200 characters"), meaning, "a group of the column's values")
const level = z.literal(priorityLevels, `one of ${priorityLevels.join(", ")}`)
const oneOf = <Name extends string>(names: readonly Name[]) => z.enum(names, `one of ${names.join(", ")}`)

export const mappingSchema = shape({
  title: z.string("a line of text").trim().min(1, "a line of text").max(200, "at most 200 characters"),
  format: shape({
    separator: z
      .string("a character such as , or ;")
      .regex(/^[^"\r\n]$/u, 'one character, and neither " nor the end of a line'),
    encoding: oneOf(["utf-8", "windows-1252", "utf-16le"]).default("utf-8"),
    /** What stands where nothing is known; an empty field always does. */
    missing: z.array(value, "a list").max(20, "at most 20 entries").default([]),
  }),
  times: shape({
    zone: z.string("a time zone such as Europe/London").max(60, "at most 60 characters"),
    pattern: z.string("iso, or a pattern such as d/M/yyyy HH:mm").max(60, "at most 60 characters"),
  }),
  case: shape({
    key: column,
    /** Left out, a case was opened when its first row was written. */
    opened: column.optional(),
    updated: column,
    subject: words,
    body: words,
    requester: shape({ name: column.optional(), email: column.optional(), phone: column.optional() }).optional(),
  }),
  contact: shape({ column: column.optional(), values: values(oneOf(ways)).default({}), otherwise: oneOf(ways) }),
  state: shape({
    column,
    values: values(oneOf(moves)),
    /** The values that say that a person answered the customer. */
    answered: z.array(value, "a list").max(200, "at most 200 entries").default([]),
  }),
  priority: shape({
    column: column.optional(),
    values: values(level).default({}),
    /** Where the row names none. */
    otherwise: level.optional(),
  }).optional(),
  team: column.optional(),
  owner: column.optional(),
  resolution: shape({
    column: column.optional(),
    values: values(oneOf(outcomes)).default({}),
    otherwise: oneOf(outcomes),
    words,
  }),
  /** Whether the other system thinks that it kept its promise, and which of our clocks says the same of ours. */
  verdict: shape({
    column,
    kept: z.array(value, "a list").min(1, "at least one entry"),
    missed: z.array(value, "a list").min(1, "at least one entry"),
    clock: oneOf(clockNames),
  }).optional(),
})

export type Mapping = z.infer<typeof mappingSchema>

/** Throws Invalid with every error of the file: line, column, what was expected. */
export function readMapping(text: string, fileName: string): Mapping {
  const { value: mapping, placeOf } = readStrictly(mappingSchema, text, fileName)
  const faults = [...faultsOfTimes(mapping), ...faultsOfAnswered(mapping)]
  if (faults.length === 0) return mapping
  throw new Invalid(
    faults.map(({ path, message }) => {
      const { line, column: at } = placeOf(path)
      return { field: path.join("."), message: `${fileName}:${line}:${at}: ${path.join(".")}: ${message}` }
    }),
  )
}

/** Every column that the mapping names, once. */
export function columnsOf({ case: of, contact, state, priority, team, owner, resolution, verdict }: Mapping): string[] {
  const { key, opened, updated, subject, body, requester = {} } = of
  const named = [
    key,
    opened,
    updated,
    requester.name,
    requester.email,
    requester.phone,
    contact.column,
    state.column,
    priority?.column,
    team,
    owner,
    resolution.column,
    verdict?.column,
    ...[subject, body, resolution.words].flatMap(columnsIn),
  ]
  return [...new Set(named.flatMap((each) => each ?? []))]
}

type Fault = { readonly path: readonly string[]; readonly message: string }

function faultsOfTimes({ times }: Mapping): Fault[] {
  try {
    timeReader(times)
    return []
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return error.fields.map(({ field, message }) => ({ path: ["times", field], message }))
  }
}

function faultsOfAnswered({ state }: Mapping): Fault[] {
  const unknown = state.answered.filter((each) => !Object.hasOwn(state.values, each))
  return unknown.map((each) => ({
    path: ["state", "answered"],
    message: `expected values that state.values has; found ${JSON.stringify(each)}`,
  }))
}
