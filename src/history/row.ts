// One row of a log as this desk understands it, or why it cannot.

import type { PriorityLevel } from "../charter/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { LogRow } from "./log.ts"
import { columnsOf, type Mapping, type Move, type Way } from "./mapping.ts"
import { quoted } from "./quoted.ts"
import { filledIn } from "./template.ts"
import { timeReader } from "./times.ts"

export type Reading = {
  readonly line: number
  readonly at: EpochMilliseconds
  readonly openedAt: EpochMilliseconds
  readonly move: Move
  /** The value of the state column, which a note repeats. */
  readonly said: string
  /** The row says that a person answered the customer. */
  readonly isAnswer: boolean
  readonly priority: PriorityLevel | undefined
  readonly team: string | undefined
  readonly owner: string | undefined
  readonly outcome: string
  readonly verdict: "kept" | "missed" | undefined
  /** The values of the row, for the words that are made of them. */
  readonly fieldOf: FieldOf
}

/** What the case is called, and who asked: taken from its first row. */
export type Subject = {
  readonly way: Way
  readonly subject: string
  readonly body: string
  readonly requester: { readonly name?: string; readonly email?: string; readonly phone?: string }
}

export type RowReader = {
  /** A text is the reason why the row cannot be used. */
  readonly read: (row: LogRow) => Reading | string
  readonly subjectOf: (reading: Reading) => Subject
  readonly resolutionOf: (reading: Reading) => string
}

/** Reads rows as a mapping says; `until` is the present: nothing in a log has happened after it. */
export function rowReader(mapping: Mapping, until: EpochMilliseconds): RowReader {
  const places = new Map(columnsOf(mapping).map((name, place) => [name, place]))
  const missing = new Set(["", ...mapping.format.missing])
  const timeOf = timeReader(mapping.times)
  const fieldsOf = (row: LogRow) => (column: string | undefined) => {
    const value = row.values[places.get(column ?? "") ?? -1]?.trim()
    return value === undefined || missing.has(value) ? undefined : value
  }
  return {
    read: (row) => {
      const fieldOf = fieldsOf(row)
      const times = timesIn(mapping, fieldOf, timeOf, until)
      return typeof times === "string" ? times : readingOf(mapping, row.line, times, fieldOf)
    },
    subjectOf: (reading) => subjectOf(mapping, reading),
    resolutionOf: ({ fieldOf }) => filledIn(mapping.resolution.words, fieldOf),
  }
}

export type FieldOf = (column: string | undefined) => string | undefined
type Times = Pick<Reading, "at" | "openedAt">

function timesIn(
  { case: of }: Mapping,
  fieldOf: FieldOf,
  timeOf: (text: string) => number | undefined,
  until: EpochMilliseconds,
): Times | string {
  const [updated, opened] = [fieldOf(of.updated), of.opened === undefined ? undefined : fieldOf(of.opened)]
  if (updated === undefined) return `${of.updated} is empty`
  const at = timeOf(updated)
  if (at === undefined) return `${of.updated} is no time that the mapping's pattern gives: ${quoted(updated)}`
  const openedAt = opened === undefined ? at : timeOf(opened)
  if (openedAt === undefined) return `${of.opened} is no time that the mapping's pattern gives: ${quoted(opened ?? "")}`
  if (at > until) return `${of.updated} lies in the future: ${quoted(updated)}`
  if (at < earliest || openedAt < earliest) return `it lies before 1970: ${quoted(opened ?? updated)}`
  if (at < openedAt) return `it was updated (${quoted(updated)}) before it was opened (${quoted(opened ?? "")})`
  return { at, openedAt }
}

const earliest: EpochMilliseconds = 0

function readingOf(mapping: Mapping, line: number, times: Times, fieldOf: FieldOf): Reading | string {
  const { state, resolution } = mapping
  const said = fieldOf(state.column)
  if (said === undefined) return `${state.column} is empty`
  const move = meaning(state.values, said)
  if (move === undefined) return unknown(state.column, said)
  const priority = priorityOf(mapping.priority, fieldOf)
  if (typeof priority === "string") return priority
  const code = fieldOf(resolution.column)
  return {
    line,
    ...times,
    move,
    said,
    isAnswer: state.answered.includes(said),
    priority,
    team: fieldOf(mapping.team),
    owner: fieldOf(mapping.owner),
    outcome: (code === undefined ? undefined : meaning(resolution.values, code)) ?? resolution.otherwise,
    verdict: verdictOf(mapping.verdict, fieldOf),
    fieldOf,
  }
}

function priorityOf(mapped: Mapping["priority"], fieldOf: FieldOf): PriorityLevel | undefined | string {
  const value = fieldOf(mapped?.column)
  if (mapped === undefined || value === undefined) return mapped?.otherwise
  return meaning(mapped.values, value) ?? unknown(mapped.column ?? "", value)
}

function meaning<Meaning>(values: Readonly<Record<string, Meaning>>, value: string): Meaning | undefined {
  return Object.hasOwn(values, value) ? values[value] : undefined
}

function unknown(column: string, value: string): string {
  return `${column} is ${quoted(value)}, which the mapping does not know`
}

function verdictOf(mapped: Mapping["verdict"], fieldOf: FieldOf): Reading["verdict"] {
  const value = fieldOf(mapped?.column)
  if (mapped === undefined || value === undefined) return undefined
  if (mapped.kept.includes(value)) return "kept"
  return mapped.missed.includes(value) ? "missed" : undefined
}

const subjectLimit = 300

function subjectOf({ case: of, contact }: Mapping, { fieldOf }: Reading): Subject {
  const { name, email, phone } = of.requester ?? {}
  const came = fieldOf(contact.column)
  const given = { name: fieldOf(name), email: fieldOf(email), phone: fieldOf(phone) }
  return {
    way: (came === undefined ? undefined : meaning(contact.values, came)) ?? contact.otherwise,
    subject: filledIn(of.subject, fieldOf).replace(/\s+/g, " ").slice(0, subjectLimit).toWellFormed(),
    body: filledIn(of.body, fieldOf),
    requester: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  }
}
