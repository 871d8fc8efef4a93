// Every statement that reads or writes the row of a case and its events. A verb is two of them: lock and load, then save; opening a case is one.

import type { Clock } from "../clocks/index.ts"
import { type Db, instant, type Reads, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import { type Job, jobRows } from "../jobs/index.ts"
import { insertNotices, type NewNotice } from "../notices/index.ts"
import type { Actor } from "../people/actor.ts"
import type { ChainedEvent, NewContent, RecordedEvent } from "../timeline/index.ts"
import { claimRow, type IdempotencyClaim } from "./keys-store.ts"
import type { CaseState } from "./state.ts"

export type CaseRow = {
  readonly caseId: number
  readonly reference: string
  readonly references: readonly string[]
  readonly fold: CaseState
  readonly foldVersion: number
  readonly chainHead: Buffer
  readonly claimed: boolean
}

/** Everything that one verb writes about one case. */
export type CaseChange = {
  readonly caseId: number
  readonly reference: string
  readonly references: readonly string[]
  readonly state: CaseState
  readonly foldVersion: number
  readonly isOpen: boolean
  readonly events: readonly ChainedEvent[]
  readonly contents: readonly NewContent[]
  readonly clocks: readonly (Clock & { readonly nextAt: number })[]
  readonly nextDue: { readonly clock: string; readonly dueAt: number } | null
  readonly nextAt: number
  readonly firstNoticeId: number
  readonly notices: readonly NewNotice[]
  readonly jobs: readonly Job[]
  /** The subject for lists; undefined leaves it as it is. */
  readonly subject?: string | null
  /** Words to be found by, added to those there are. */
  readonly words: string
  readonly at: number
}

/** The cases that an actor may see: those in their queues, and their own. Permission is part of every query. */
export function visibleTo(actor: Actor): Sql {
  if (actor.queues === null) return sql`true`
  return sql`(cases.queue = any(${actor.queues}::text[]) or cases.owner_id = ${actor.personId})`
}

/** Takes numbers for new cases: one each, in one statement however many are asked for. */
export async function takeCaseNumbers(db: Reads, count: number): Promise<number[]> {
  const taken = await rows<{ number: number }>(
    db,
    sql`select nextval('case_number') as number from generate_series(1, ${count}::int)`,
  )
  return taken.map((each) => each.number)
}

/**
 * Locks a case that the actor may see and claims the request's key, if it has one, in one statement. Undefined: no such case
 * for this actor. `claimed` false: the key has been used before (the statement has waited for its first use to end).
 */
export async function lockCase(
  tx: Tx,
  actor: Actor,
  caseId: number,
  claim: IdempotencyClaim | undefined,
  at: number,
): Promise<CaseRow | undefined> {
  return await row<CaseRow>(
    tx,
    sql`with claim as (${claimRow(claim, caseId, at)})
    select ${caseColumns}, exists (select from claim) as claimed
    from cases where case_id = ${caseId} and ${visibleTo(actor)} for update`,
  )
}

/** A case that the actor may see, without a lock. */
export async function findCase(db: Reads, actor: Actor, caseId: number): Promise<CaseRow | undefined> {
  return await row<CaseRow>(
    db,
    sql`select ${caseColumns}, true as claimed from cases where case_id = ${caseId} and ${visibleTo(actor)}`,
  )
}

/** Inserts a new case with all that belongs to it: one statement, one round trip. False: the key has been used before. */
export async function insertCase(
  on: Db | Tx,
  change: CaseChange,
  claim: IdempotencyClaim | undefined,
): Promise<boolean> {
  const given = sql`exists (select from claim)`
  const inserted = await row(
    on,
    sql`with claim as (${claimRow(claim, change.caseId, change.at)}),
    chained as (${eventRows(change, given)}),
    kept as (${contentRows(change, given)}),
    timed as (${clockRows(change, given, sql``)}),
    told as (${insertNotices(change.caseId, change.firstNoticeId, change.notices, change.at, given)}),
    queued as (${jobRows(change.jobs, given)}),
    worded as (insert into case_words (case_id, words)
      select ${change.caseId}::bigint, to_tsvector('english', ${change.words}::text) where ${given})
    insert into cases (case_id, reference, references_all, kind, state, is_open, priority, queue, owner_id, subject, opened_at,
      version, seq, chain_head, fold, fold_version, next_due_at, next_due_clock, next_at)
    select ${change.caseId}::bigint, ${change.reference}::text, ${change.references}::text[], ${change.state.kind}::text,
      ${change.state.state}::text, ${change.isOpen}::boolean, ${change.state.priority}::smallint, ${change.state.queue}::text,
      ${change.state.ownerId}::bigint, ${change.subject ?? null}::text, ${instant(change.state.receivedAt)}::timestamptz,
      ${change.state.version}::int, ${change.state.seq}::int, ${headOf(change)}::bytea, ${JSON.stringify(change.state)}::jsonb,
      ${change.foldVersion}::smallint, ${instant(change.nextDue?.dueAt ?? Number.POSITIVE_INFINITY)}::timestamptz,
      ${change.nextDue?.clock ?? null}::text, ${instant(change.nextAt)}::timestamptz
    where ${given}
    returning case_id`,
  )
  return inserted !== undefined
}

/** Saves a change of a locked case: one statement. */
export async function saveCase(tx: Tx, change: CaseChange): Promise<void> {
  const given = sql`true`
  await run(
    tx,
    sql`with chained as (${eventRows(change, given)}),
    kept as (${contentRows(change, given)}),
    timed as (${clockRows(change, given, replacingClocks)}),
    told as (${insertNotices(change.caseId, change.firstNoticeId, change.notices, change.at, given)}),
    queued as (${jobRows(change.jobs, given)}),
    worded as (update case_words set words = words || to_tsvector('english', ${change.words}::text)
      where case_id = ${change.caseId} and ${change.words}::text <> '' and pg_column_size(words) < ${wordsLimitBytes})
    update cases set state = ${change.state.state}, is_open = ${change.isOpen}, priority = ${change.state.priority}::smallint,
      queue = ${change.state.queue}, owner_id = ${change.state.ownerId}::bigint, version = ${change.state.version},
      seq = ${change.state.seq}, chain_head = coalesce(${change.events.at(-1)?.hash ?? null}::bytea, chain_head),
      fold = ${JSON.stringify(change.state)}::jsonb,
      fold_version = ${change.foldVersion}, reference = ${change.reference}, references_all = ${change.references}::text[],
      next_due_at = ${instant(change.nextDue?.dueAt ?? Number.POSITIVE_INFINITY)}::timestamptz,
      next_due_clock = ${change.nextDue?.clock ?? null}::text, next_at = ${instant(change.nextAt)}::timestamptz
    where case_id = ${change.caseId}`,
  )
}

export type EventRow = RecordedEvent & { readonly caseId: number; readonly body: string; readonly hash: Buffer }

/** The whole history of a case, in order. */
export async function eventRowsOf(on: Reads, caseId: number): Promise<Omit<EventRow, "by" | "data">[]> {
  return await rows(
    on,
    sql`select case_id as "caseId", seq, at, type, v, body, hash from events where case_id = ${caseId} order by seq`,
  )
}

/** What is read of a case before it is changed. */
export const caseColumns = sql`case_id as "caseId", reference, references_all as "references", fold, fold_version as "foldVersion",
  chain_head as "chainHead"`

/** How large the words of a case may grow: a tsvector holds 1 MB at most. */
const wordsLimitBytes = 500_000

function eventRows({ caseId, events }: CaseChange, given: Sql): Sql {
  return sql`insert into events (case_id, seq, at, type, v, body, hash)
    select ${caseId}::bigint, new.* from unnest(${events.map((each) => each.seq)}::int[],
      ${events.map((each) => instant(each.at))}::timestamptz[], ${events.map((each) => each.type)}::text[],
      ${events.map((each) => each.v)}::smallint[], ${events.map((each) => each.body)}::text[],
      ${events.map((each) => each.hash)}::bytea[]) as new where ${given}`
}

function contentRows({ caseId, contents }: CaseChange, given: Sql): Sql {
  return sql`insert into content (case_id, content_id, kind, person_id, origin_content_id, salt, bytes)
    select ${caseId}::bigint, new.* from unnest(${contents.map((each) => each.contentId)}::int[],
      ${contents.map((each) => each.kind)}::text[], ${contents.map((each) => each.personId)}::bigint[],
      ${contents.map((each) => each.originContentId)}::int[], ${contents.map((each) => each.salt)}::bytea[],
      ${contents.map((each) => each.bytes)}::bytea[]) as new where ${given}`
}

function clockRows({ caseId, clocks }: CaseChange, given: Sql, onConflict: Sql): Sql {
  const optional = (at: number | null) => (at === null ? null : instant(at))
  return sql`insert into clocks (case_id, name, state, started_at, due_at, ended_at, next_at, charter_version)
    select ${caseId}::bigint, new.* from unnest(${clocks.map((each) => each.name)}::text[],
      ${clocks.map((each) => each.state)}::text[], ${clocks.map((each) => instant(each.startedAt))}::timestamptz[],
      ${clocks.map((each) => optional(each.dueAt))}::timestamptz[], ${clocks.map((each) => optional(each.endedAt))}::timestamptz[],
      ${clocks.map((each) => instant(each.nextAt))}::timestamptz[], ${clocks.map((each) => each.charterVersion)}::int[]) as new
    where ${given}${onConflict}`
}

const replacingClocks = sql` on conflict (case_id, name) do update set state = excluded.state, started_at = excluded.started_at, due_at = excluded.due_at,
      ended_at = excluded.ended_at, next_at = excluded.next_at, charter_version = excluded.charter_version`

function headOf(change: CaseChange): Buffer | null {
  return change.events.at(-1)?.hash ?? null
}

/** The references of some cases, by number: for sentences that name another case. */
export async function referencesOf(on: Reads, caseIds: readonly number[]): Promise<Map<number, string>> {
  if (caseIds.length === 0) return new Map()
  const found = await rows<{ caseId: number; reference: string }>(
    on,
    sql`select case_id as "caseId", reference from cases where case_id = any(${caseIds}::bigint[])`,
  )
  return new Map(found.map((each) => [each.caseId, each.reference]))
}
