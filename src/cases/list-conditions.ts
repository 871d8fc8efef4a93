// Which cases a list is asked for, as conditions that an index answers in the order of the list: each set by itself, however many
// cases there are beside it.

import { instant, joined, type Sql, sql } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { caseIdIn } from "./reference.ts"

export type CaseFilter = {
  readonly queue?: string
  /** A group (`open`, `ended`, `any`) or one state of the lifecycle; `open` unless given. */
  readonly state?: string
  readonly kind?: string
  readonly priority?: number
  /** `me`, `none`, or an email address. */
  readonly owner?: string
  /** Due at this instant or before. */
  readonly dueBy?: EpochMilliseconds
  /** What a case on hold waits for. */
  readonly waiting?: string
  /** How the first contact came. */
  readonly channel?: string
  readonly service?: string
  /** The name of the customer's organisation. */
  readonly organisation?: string
  /** Words, quoted phrases, numbers, or a reference. */
  readonly q?: string
}

/** Where a page begins: after this deadline and number. */
export type Place = { readonly due: number; readonly caseId: number }

/** What of a filter's `q` are words to search for; undefined where it is empty, or a reference. */
export function wordsIn({ q }: CaseFilter): string | undefined {
  const words = q?.trim() ?? ""
  return words === "" || caseIdIn(words.toUpperCase()) !== undefined ? undefined : words
}

/** The whole condition, to hold a case against: permission and filter. Neither the words of a search nor a place are in it. */
export function whole(actor: Actor, filter: CaseFilter): Sql {
  const all = [visibleTo(actor), ...conditions(actor, filter), ...sifting(filter)]
  return joined(all, " and ", sql`true`)
}

/** What no index answers: cases are held against it one by one, so that a list that has such a condition is walked in pieces. */
export function sifting({ channel, service, waiting }: CaseFilter): Sql[] {
  return [
    ...(channel === undefined ? [] : [sql`cases.fold->>'channel' = ${channel}`]),
    ...(service === undefined ? [] : [sql`cases.fold->>'service' = ${service}`]),
    ...(waiting === undefined ? [] : [sql`cases.fold->'hold'->>'for' = ${waiting}`]),
  ]
}

/**
 * The same in parts that overlap nowhere. In each an index gives the rows in the order of the list, so that a page reads no more than
 * a page of each: PostgreSQL would walk past the cases of everybody else's queues where they stand behind an `or`.
 */
export function parts(actor: Actor, filter: CaseFilter, after: Place | undefined): Sql[] {
  const isSteered = actor.queues !== null || filter.queue !== undefined || filter.owner !== undefined
  const rest = [...conditions(actor, filter, isSteered), ...placeCondition(after)]
  // The indexes by queue hold open cases alone.
  const isAnyGroup = filter.state !== undefined && filter.state !== "open" && filter.state !== "ended"
  const groups = isAnyGroup && (isSteered || filter.state === "any") ? [sql`is_open`, sql`not is_open`] : [sql`true`]
  return sights(actor, filter).flatMap((sight) =>
    groups.map((group) => joined([sight, group, ...rest], " and ", sql`true`)),
  )
}

// An owner or a reference narrows more than any queue.
function sights(actor: Actor, filter: CaseFilter): Sql[] {
  const isNarrow = filter.queue !== undefined || (filter.owner !== undefined && filter.owner !== "none")
  if (actor.queues === null || isNarrow || referenceIn(filter) !== undefined) return [visibleTo(actor)]
  const own = sql`owner_id = ${actor.personId} and queue <> all(${actor.queues}::text[])`
  const queues = [...new Set(actor.queues)].map((queue) => sql`queue = ${queue}`)
  const seen = [...queues, ...chargeSight(actor)]
  return filter.owner === "none" && queues.length > 0 ? seen : [...seen, own]
}

// The major incidents that they are in charge of, where neither a queue nor an owner leads to them.
function chargeSight({ charge, queues, personId }: Actor): Sql[] {
  if (charge === undefined) return []
  return [
    sql`case_id = any(${charge}::bigint[]) and queue <> all(${queues}::text[]) and owner_id is distinct from ${personId}`,
  ]
}

function conditions(actor: Actor, filter: CaseFilter, isSteered = false): Sql[] {
  return [
    ...stateCondition(filter.state ?? "open", isSteered),
    ...(filter.queue === undefined ? [] : [sql`queue = ${filter.queue}`]),
    ...(filter.kind === undefined ? [] : [sql`cases.kind = ${filter.kind}`]),
    ...(filter.priority === undefined ? [] : [sql`priority = ${filter.priority}::smallint`]),
    ...ownerCondition(actor, filter.owner),
    ...organisationCondition(filter.organisation),
    ...(filter.dueBy === undefined ? [] : [sql`cases.next_due_at <= ${instant(filter.dueBy)}::timestamptz`]),
    ...referenceCondition(filter),
  ]
}

// Where a queue or an owner leads to the cases, the index by state must not: it would lead past everybody else's in that state
// (measured: 400 ms instead of 1, for a queue with few cases).
function stateCondition(state: string, isSteered: boolean): Sql[] {
  if (state === "any") return []
  if (state === "open") return [sql`is_open`]
  if (state === "ended") return [sql`not is_open`]
  return [isSteered ? sql`(state = ${state}) is true` : sql`state = ${state}`]
}

function ownerCondition(actor: Actor, owner: string | undefined): Sql[] {
  if (owner === undefined) return []
  if (owner === "none") return [sql`owner_id is null`]
  if (owner === "me") return [sql`owner_id = ${actor.personId}`]
  return [sql`owner_id = (select person_id from people where email = lower(${owner}))`]
}

function organisationCondition(name: string | undefined): Sql[] {
  if (name === undefined) return []
  return [sql`cases.organisation_id = (select organisation_id from organisations where lower(name) = lower(${name}))`]
}

function referenceCondition(filter: CaseFilter): Sql[] {
  const found = referenceIn(filter)
  return found === undefined ? [] : [sql`cases.case_id = ${found.caseId} and ${found.reference} = any(references_all)`]
}

function referenceIn({ q }: CaseFilter): { caseId: number; reference: string } | undefined {
  const reference = q?.trim().toUpperCase() ?? ""
  const caseId = caseIdIn(reference)
  return caseId === undefined ? undefined : { caseId, reference }
}

/** That a case comes after a place in the list. */
export function placeCondition(after: Place | undefined): Sql[] {
  if (after === undefined) return []
  return [sql`(next_due_at, cases.case_id) > (${instant(after.due)}::timestamptz, ${after.caseId}::bigint)`]
}
