// Every statement that reads or writes the row of a case and its events. A verb is two of them: lock and load, then save; opening a case is one.

import type { Clock } from "../clocks/index.ts"
import { type Db, instant, type Reads, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import { type Job, jobRows } from "../jobs/index.ts"
import { insertNotices, type NewNotice } from "../notices/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { ChainedEvent, NewContent, RecordedEvent } from "../timeline/index.ts"
import { deliveryJobs, deliveryRows } from "../webhooks/index.ts"
import { changeRows } from "./changes-store.ts"
import { isImporting } from "./imported.ts"
import { claimRows, type IdempotencyClaim } from "./keys-store.ts"
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
  /** Numbers to be found by, by their digits, the last one first. */
  readonly numbers: readonly string[]
  readonly at: number
}

/** Takes numbers for new cases: one each, in one statement however many are asked for. */
export async function takeCaseNumbers(db: Reads, count: number): Promise<number[]> {
  const taken = await rows<{ number: number }>(
    db,
    sql`select nextval('case_number') as number from generate_series(1, ${count}::int)`,
  )
  return taken.map((each) => each.number)
}

/** Leaves numbers out. Asked as the owner: the desk itself cannot move the sequence. */
export async function leaveOutNumbers(on: Reads, count: number): Promise<void> {
  await run(on, sql`select setval('case_number', (select last_value from case_number) + ${count}::int)`)
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
    sql`with claim as (${claimRows(claim === undefined ? [] : [{ caseId, at, claim }])})
    select ${caseColumns}, ${claim === undefined}::boolean or exists (select from claim) as claimed
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

export type NewCase = { readonly change: CaseChange; readonly claim: IdempotencyClaim | undefined }

/**
 * Inserts new cases with all that belongs to them: one statement, one round trip, one commit, however many they are. Gives for each
 * whether it was inserted; false: its key has been used before.
 */
export async function insertCases(on: Db | Tx, cases: readonly NewCase[]): Promise<boolean[]> {
  const changes = cases.map((each) => each.change)
  const states = changes.map((each) => each.state)
  const isGiven = sql`new.case_id in (select case_id from given)`
  const inserted = await rows<{ caseId: number }>(
    on,
    sql`with claimed as (${claimRows(keyedOf(cases))}),
    given as (select unnest(${keylessOf(cases)}::bigint[]) as case_id union all select case_id from claimed),
    chained as (${eventRows(changes, isGiven)}),
    ${toldElsewhere(changes)}
    kept as (${contentRows(changes, isGiven)}),
    timed as (${clockRows(changes, isGiven, sql``)}),
    told as (${insertNotices(changes, isGiven)}),
    changed as (${changeRows(announced(changes))}),
    queued as (${jobRows(
      changes.flatMap((each) => each.jobs),
      sql`(wanted.data->>'case')::bigint in (select case_id from given)`,
    )}),
    worded as (insert into case_words (case_id, words)
      select new.case_id, to_tsvector('english', new.words)
      from unnest(${changes.map((each) => each.caseId)}::bigint[], ${changes.map((each) => each.words)}::text[]) as new (case_id, words)
      where ${isGiven}),
    numbered as (${numberRows(changes, isGiven)}),
    noted as (${noteRows(changes, isGiven)})
    insert into cases (case_id, reference, references_all, kind, state, is_open, priority, queue, owner_id, subject, opened_at,
      version, seq, chain_head, fold, fold_version, next_due_at, next_due_clock, next_at, organisation_id)
    select case_id, reference, array[reference], kind, state, is_open, priority, queue, owner_id, subject, opened_at,
      version, seq, chain_head, fold, fold_version, next_due_at, next_due_clock, next_at, organisation_id
    from unnest(${changes.map((each) => each.caseId)}::bigint[], ${changes.map((each) => each.reference)}::text[],
      ${states.map((each) => each.kind)}::text[], ${states.map((each) => each.state)}::text[],
      ${changes.map((each) => each.isOpen)}::boolean[], ${states.map((each) => each.priority)}::smallint[],
      ${states.map((each) => each.queue)}::text[], ${states.map((each) => each.ownerId)}::bigint[],
      ${changes.map((each) => each.subject ?? null)}::text[], ${states.map((each) => instant(each.receivedAt))}::timestamptz[],
      ${states.map((each) => each.version)}::int[], ${states.map((each) => each.seq)}::int[], ${changes.map(headOf)}::bytea[],
      ${states.map((each) => JSON.stringify(each))}::jsonb[], ${changes.map((each) => each.foldVersion)}::smallint[],
      ${changes.map(dueOf)}::timestamptz[], ${changes.map((each) => each.nextDue?.clock ?? null)}::text[],
      ${changes.map((each) => instant(each.nextAt))}::timestamptz[], ${states.map(organisationIn)}::bigint[])
      as new (case_id, reference, kind, state, is_open, priority, queue, owner_id, subject, opened_at, version, seq, chain_head, fold,
        fold_version, next_due_at, next_due_clock, next_at, organisation_id)
    where ${isGiven}
    returning case_id as "caseId"`,
  )
  const numbers = new Set(inserted.map((each) => each.caseId))
  return changes.map((each) => numbers.has(each.caseId))
}

/** Saves a change of a locked case: one statement. */
export async function saveCase(tx: Tx, change: CaseChange): Promise<void> {
  await saveCases(tx, [change])
}

/** Saves changes of locked cases: one statement, however many they are. */
export async function saveCases(tx: Tx, changes: readonly CaseChange[]): Promise<void> {
  const states = changes.map((each) => each.state)
  const caseIds = changes.map((each) => each.caseId)
  await run(
    tx,
    sql`with chained as (${eventRows(changes, sql`true`)}),
    ${toldElsewhere(changes)}
    kept as (${contentRows(changes, sql`true`)}),
    timed as (${clockRows(changes, sql`true`, replacingClocks)}),
    told as (${insertNotices(changes)}),
    changed as (${changeRows(announced(changes))}),
    queued as (${jobRows(changes.flatMap((each) => each.jobs))}),
    worded as (update case_words set words = case_words.words || to_tsvector('english', new.words)
      from unnest(${caseIds}::bigint[], ${changes.map((each) => each.words)}::text[]) as new (case_id, words)
      where case_words.case_id = new.case_id and new.words <> '' and pg_column_size(case_words.words) < ${wordsLimitBytes}),
    numbered as (${numberRows(changes, sql`true`)}),
    noted as (${noteRows(changes, sql`true`)})
    update cases set state = new.state, is_open = new.is_open, priority = new.priority, queue = new.queue, owner_id = new.owner_id,
      version = new.version, seq = new.seq, chain_head = coalesce(new.chain_head, cases.chain_head), fold = new.fold,
      fold_version = new.fold_version, reference = new.reference, references_all = string_to_array(new.references_all, ' '),
      next_due_at = new.next_due_at, next_due_clock = new.next_due_clock, next_at = new.next_at, organisation_id = new.organisation_id
    from unnest(${caseIds}::bigint[], ${states.map((each) => each.state)}::text[], ${changes.map((each) => each.isOpen)}::boolean[],
      ${states.map((each) => each.priority)}::smallint[], ${states.map((each) => each.queue)}::text[],
      ${states.map((each) => each.ownerId)}::bigint[], ${states.map((each) => each.version)}::int[],
      ${states.map((each) => each.seq)}::int[], ${changes.map(headOf)}::bytea[], ${states.map((each) => JSON.stringify(each))}::jsonb[],
      ${changes.map((each) => each.foldVersion)}::smallint[], ${changes.map((each) => each.reference)}::text[],
      ${changes.map((each) => each.references.join(" "))}::text[], ${changes.map(dueOf)}::timestamptz[],
      ${changes.map((each) => each.nextDue?.clock ?? null)}::text[], ${changes.map((each) => instant(each.nextAt))}::timestamptz[],
      ${states.map(organisationIn)}::bigint[])
      as new (case_id, state, is_open, priority, queue, owner_id, version, seq, chain_head, fold, fold_version, reference,
        references_all, next_due_at, next_due_clock, next_at, organisation_id)
    where cases.case_id = new.case_id`,
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

/** The body of the newest event that has one of some types. */
export async function lastEventBody(on: Reads, caseId: number, types: readonly string[]): Promise<string | undefined> {
  const found = await row<{ body: string }>(
    on,
    sql`select body from events where case_id = ${caseId} and type = any(${types}::text[]) order by seq desc limit 1`,
  )
  return found?.body
}

/** What is read of a case before it is changed. */
export const caseColumns = sql`case_id as "caseId", reference, references_all as "references", fold, fold_version as "foldVersion",
  chain_head as "chainHead"`

/** How large the words of a case may grow: a tsvector holds 1 MB at most. */
const wordsLimitBytes = 500_000

// Of a history that is being imported nobody is told anything.
function announced(changes: readonly CaseChange[]): number[] {
  return changes.flatMap(({ caseId, state }) => (isImporting(state) ? [] : [caseId]))
}

function keyedOf(cases: readonly NewCase[]) {
  return cases.flatMap(({ change, claim }) =>
    claim === undefined ? [] : [{ caseId: change.caseId, at: change.at, claim }],
  )
}

function keylessOf(cases: readonly NewCase[]): number[] {
  return cases.flatMap(({ change, claim }) => (claim === undefined ? [change.caseId] : []))
}

function eventRows(changes: readonly CaseChange[], given: Sql): Sql {
  const all = changes.flatMap(({ caseId, events }) => events.map((each) => ({ ...each, caseId })))
  return sql`insert into events (case_id, seq, at, type, v, body, hash)
    select new.* from unnest(${all.map((each) => each.caseId)}::bigint[], ${all.map((each) => each.seq)}::int[],
      ${all.map((each) => instant(each.at))}::timestamptz[], ${all.map((each) => each.type)}::text[],
      ${all.map((each) => each.v)}::smallint[], ${all.map((each) => each.body)}::text[],
      ${all.map((each) => each.hash)}::bytea[]) as new (case_id) where ${given}
    returning case_id, seq, type, at, hash`
}

// Other systems are told of what is in `chained`, but of nothing of a case whose import goes on.
function toldElsewhere(changes: readonly CaseChange[]): Sql {
  const silent = changes.filter((each) => isImporting(each.state)).map((each) => each.caseId)
  return sql`posted as (${deliveryRows(sql`chained`, silent)}), posting as (${deliveryJobs(sql`posted`)}),`
}

function contentRows(changes: readonly CaseChange[], given: Sql): Sql {
  const all = changes.flatMap(({ caseId, contents }) => contents.map((each) => ({ ...each, caseId })))
  return sql`insert into content (case_id, content_id, kind, person_id, origin_content_id, salt, bytes)
    select new.* from unnest(${all.map((each) => each.caseId)}::bigint[], ${all.map((each) => each.contentId)}::int[],
      ${all.map((each) => each.kind)}::text[], ${all.map((each) => each.personId)}::bigint[],
      ${all.map((each) => each.originContentId)}::int[], ${all.map((each) => each.salt)}::bytea[],
      ${all.map((each) => each.bytes)}::bytea[]) as new (case_id) where ${given}`
}

function clockRows(changes: readonly CaseChange[], given: Sql, onConflict: Sql): Sql {
  const all = changes.flatMap(({ caseId, clocks }) => clocks.map((each) => ({ ...each, caseId })))
  const optional = (at: number | null) => (at === null ? null : instant(at))
  return sql`insert into clocks (case_id, name, state, started_at, due_at, ended_at, next_at, charter_version)
    select new.* from unnest(${all.map((each) => each.caseId)}::bigint[], ${all.map((each) => each.name)}::text[],
      ${all.map((each) => each.state)}::text[], ${all.map((each) => instant(each.startedAt))}::timestamptz[],
      ${all.map((each) => optional(each.dueAt))}::timestamptz[], ${all.map((each) => optional(each.endedAt))}::timestamptz[],
      ${all.map((each) => instant(each.nextAt))}::timestamptz[], ${all.map((each) => each.charterVersion)}::int[]) as new (case_id)
    where ${given}${onConflict}`
}

// A number that the case has already is no second one.
function numberRows(changes: readonly CaseChange[], given: Sql): Sql {
  const all = changes.flatMap(({ caseId, numbers }) => numbers.map((backwards) => ({ caseId, backwards })))
  return sql`insert into case_numbers (case_id, backwards)
    select new.* from unnest(${all.map((each) => each.caseId)}::bigint[], ${all.map((each) => each.backwards)}::text[]) as new (case_id)
    where ${given} on conflict do nothing`
}

// The worker notes the words themselves: a verb is not kept waiting for it.
function noteRows(changes: readonly CaseChange[], given: Sql): Sql {
  const worded = changes.filter(({ words }) => words !== "")
  return sql`insert into words_to_note (case_id, seq)
    select new.* from unnest(${worded.map((each) => each.caseId)}::bigint[], ${worded.map((each) => each.state.seq)}::int[]) as new (case_id)
    where ${given} on conflict do nothing`
}

const replacingClocks = sql` on conflict (case_id, name) do update set state = excluded.state, started_at = excluded.started_at, due_at = excluded.due_at,
      ended_at = excluded.ended_at, next_at = excluded.next_at, charter_version = excluded.charter_version`

function headOf(change: CaseChange): Buffer | null {
  return change.events.at(-1)?.hash ?? null
}

function organisationIn({ organisation }: CaseState): number | null {
  return organisation ?? null
}

function dueOf(change: CaseChange): string {
  return instant(change.nextDue?.dueAt ?? Number.POSITIVE_INFINITY)
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
