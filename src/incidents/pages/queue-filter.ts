// What of the queue is looked at: the address of the page, and nothing else. A saved view is such an address with a name.

import { z } from "zod"
import { type CaseFilter, channels, dueBy, filtersInWords, holdReasons, isDueWithin } from "../../cases/index.ts"
import { priorityLevels } from "../../charter/index.ts"
import type { FieldError } from "../../errors.ts"
import type { Fields } from "../../page.ts"
import type { EpochMilliseconds } from "../../time/index.ts"
import { defined } from "../api-fields.ts"
import { incidentLifecycle } from "../incident.ts"
import { optionalEmail, readFields } from "./form.ts"

const groups = ["open", "ended", "any"]
const states = incidentLifecycle.states.map(({ name }) => name)
const empty = (typed: unknown) => (typed === "" ? undefined : typed)
const id = (message: string) => z.preprocess(empty, z.string().max(80, message).optional())

/** What an owner may be. */
export const ownerWords = "Owner is me, none, or a colleague’s name or email address"

/** Every field may be empty: a form sends those that nobody filled in. */
export const queueQuery = z.strictObject({
  owner: z.preprocess(empty, z.union([z.enum(["me", "none"]), optionalEmail], ownerWords)),
  queue: id("There is no such team"),
  state: z.preprocess(empty, z.enum([...groups, ...states], "There is no such state").optional()),
  kind: id("There is no such kind of case"),
  priority: z.preprocess(empty, z.enum(priorityLevels.map(String), "Priority is 1, 2, 3 or 4").optional()),
  due: z.preprocess(
    empty,
    z.string().refine(isDueWithin, "Due is overdue, today, tomorrow, week, or a span like 30m, 4h or 2d").optional(),
  ),
  waiting: z.preprocess(empty, z.enum(holdReasons, "Waiting is customer, supplier or change").optional()),
  channel: z.preprocess(empty, z.enum(channels, "Channel is phone, email, web or letter").optional()),
  service: id("There is no such service"),
  organisation: z.preprocess(empty, z.string().max(200, "There is no such organisation").optional()),
  q: z.preprocess(empty, z.string().max(500, "Search for 500 characters or fewer").optional()),
  after: z.preprocess(empty, z.string().max(200, "This is not where a page of the list ended").optional()),
})
export type QueueQuery = z.output<typeof queueQuery>

/** The same as somebody may type it: an owner by name. */
const askedQuery = queueQuery.extend({
  owner: z.preprocess(empty, z.string().trim().max(254, ownerWords).optional()),
})

/** Open cases unless the address says otherwise; cases on hold where it says what they wait for. */
export function filterOf(query: QueueQuery, at: EpochMilliseconds): CaseFilter {
  const { due, priority, after: _place, ...plain } = query
  const state = plain.state ?? (plain.waiting === undefined ? undefined : "on-hold")
  return defined({
    ...plain,
    kind: plain.kind ?? incidentLifecycle.kind,
    state,
    priority: priority === undefined ? undefined : Number(priority),
    dueBy: due === undefined ? undefined : dueBy(due, at),
  })
}

/** The query of a link that keeps what is filtered by, from the first page on. */
export function kept({ after: _place, ...query }: QueueQuery): Fields {
  return defined(query)
}

/** The same as a saved view has it: its fields in order, so that two views are one where their text is. */
export function viewQuery(query: QueueQuery): string {
  const fields = Object.entries(kept(query)).map(([name, value]): [string, string] => [name, String(value)])
  return new URLSearchParams(fields.sort(([a], [b]) => (a < b ? -1 : 1))).toString()
}

/** Reads it again. Undefined where it is of another release. */
export function queryOfView(text: string): QueueQuery | undefined {
  const read = queueQuery.safeParse(Object.fromEntries(new URLSearchParams(text)))
  return read.success ? read.data : undefined
}

export type SortedOut = {
  readonly query: QueueQuery
  /** As it was typed: what the form shows again where there are faults. */
  readonly asked: QueueQuery
  /** The fields that were written in words. */
  readonly worded: readonly string[]
  readonly faults: readonly FieldError[]
}

/** The query with the filters that were written in words in their fields. A word that is no value of its filter is a fault of the search. */
export function sortedOut(typed: Fields): SortedOut {
  const { fields, words, faults } = filtersInWords(typeof typed["q"] === "string" ? typed["q"] : "")
  const worded = Object.keys(fields)
  const asked = readFields(askedQuery, typed)
  if (worded.length === 0) return { query: asked, asked, worded, faults: faults.map(ofSearch) }
  const whole = askedQuery.safeParse({ ...typed, ...fields, q: words })
  const wrong = whole.success ? [] : whole.error.issues.map(({ message }) => message)
  return { query: whole.data ?? asked, asked, worded, faults: [...faults, ...wrong].map(ofSearch) }
}

function ofSearch(message: string): FieldError {
  return { field: "q", message }
}
