// Every statement on bulk actions: one thing that is done to several cases.

import { type Db, instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type ChosenCase = { readonly caseId: number; readonly seenVersion: number }

export type NewBulk = {
  readonly personId: number
  readonly verb: string
  readonly facts: object
  readonly words: string | null
  readonly once: string
  readonly state: "waiting" | "running"
  readonly runsAt: EpochMilliseconds
  readonly cases: readonly ChosenCase[]
}

export type BulkRow = {
  readonly bulkId: number
  readonly personId: number
  readonly facts: unknown
  readonly words: string | null
  readonly state: "waiting" | "running" | "done" | "stopped"
  readonly createdAt: EpochMilliseconds
  readonly runsAt: EpochMilliseconds
  readonly undoneAt: EpochMilliseconds | null
}

export type BulkCaseState = "waiting" | "done" | "stale" | "refused" | "stopped" | "undone" | "not-undone"

export type BulkCaseRow = ChosenCase & {
  readonly state: BulkCaseState
  readonly reason: string | null
  readonly doneVersion: number | null
  /** As stored: to be parsed. */
  readonly before: unknown
}

/** Keeps an order with its cases; gives its number, the first one's where the same form was sent before. */
export async function insertBulk(db: Db, bulk: NewBulk, at: EpochMilliseconds): Promise<number> {
  const { personId, verb, facts, words, once, state, runsAt, cases } = bulk
  const found = await row<{ bulkId: number }>(
    db,
    sql`with added as (
      insert into bulk_actions (person_id, verb, facts, words, once, state, created_at, runs_at)
      values (${personId}, ${verb}, ${JSON.stringify(facts)}::jsonb, ${words}, ${once}, ${state}, ${instant(at)}, ${instant(runsAt)})
      on conflict (once) do nothing returning bulk_id
    ), listed as (
      insert into bulk_cases (case_id, bulk_id, place, seen_version, state)
      select case_id, bulk_id, place, seen_version, 'waiting' from added,
        unnest(${cases.map((each) => each.caseId)}::bigint[], ${cases.map((each) => each.seenVersion)}::int[])
        with ordinality as chosen (case_id, seen_version, place)
    )
    select bulk_id as "bulkId" from added
    union all select bulk_id from bulk_actions where once = ${once} and person_id = ${personId} limit 1`,
  )
  if (found === undefined) throw new Error("a form of somebody else's has this number")
  return found.bulkId
}

const bulkColumns = sql`bulk_id as "bulkId", person_id as "personId", facts, words, state, created_at as "createdAt", runs_at as "runsAt",
  undone_at as "undoneAt"`

/** Somebody's own order. */
export async function bulkOf(on: Reads, personId: number, bulkId: number): Promise<BulkRow | undefined> {
  return await row<BulkRow>(
    on,
    sql`select ${bulkColumns} from bulk_actions where bulk_id = ${bulkId} and person_id = ${personId}`,
  )
}

/** Orders whose time has come, and those whose process has died over them. */
export async function dueBulks(on: Reads, at: EpochMilliseconds, abandoned: EpochMilliseconds): Promise<BulkRow[]> {
  return await rows<BulkRow>(
    on,
    sql`select ${bulkColumns} from bulk_actions
    where state in ('waiting', 'running') and runs_at <= case state when 'waiting' then ${instant(at)}::timestamptz else ${instant(abandoned)}::timestamptz end
    order by runs_at limit 20`,
  )
}

/** Begins an order whose time has come. False: it was stopped before. */
export async function beginBulk(db: Db, bulkId: number, at: EpochMilliseconds): Promise<boolean> {
  const begun = await run(
    db,
    sql`update bulk_actions set state = 'running', runs_at = ${instant(at)}
    where bulk_id = ${bulkId} and state in ('waiting', 'running') and (state = 'running' or runs_at <= ${instant(at)})`,
  )
  return begun > 0
}

/** Ends an order: its words are content of the cases now. */
export async function endBulk(db: Db, bulkId: number, at: EpochMilliseconds): Promise<void> {
  await run(
    db,
    sql`update bulk_actions set state = 'done', words = null, ended_at = ${instant(at)} where bulk_id = ${bulkId} and state = 'running'`,
  )
}

/** Stops an order that waits: nothing of it is done. False: it has begun. */
export async function stopBulk(db: Db, personId: number, bulkId: number, at: EpochMilliseconds): Promise<boolean> {
  const stopped = await run(
    db,
    sql`with stopped as (
      update bulk_actions set state = 'stopped', words = null, ended_at = ${instant(at)}
      where bulk_id = ${bulkId} and person_id = ${personId} and state = 'waiting' returning bulk_id
    ) update bulk_cases set state = 'stopped' from stopped where bulk_cases.bulk_id = stopped.bulk_id`,
  )
  return stopped > 0
}

/** Lets an order that waits be done at once. */
export async function hurryBulk(db: Db, personId: number, bulkId: number, at: EpochMilliseconds): Promise<void> {
  await run(
    db,
    sql`update bulk_actions set runs_at = least(runs_at, ${instant(at)})
    where bulk_id = ${bulkId} and person_id = ${personId} and state = 'waiting'`,
  )
}

export async function casesOfBulk(on: Reads, bulkId: number): Promise<BulkCaseRow[]> {
  return await rows<BulkCaseRow>(
    on,
    sql`select case_id as "caseId", seen_version as "seenVersion", state, reason, done_version as "doneVersion", before
    from bulk_cases where bulk_id = ${bulkId} order by place`,
  )
}

/** Locks a case of an order that still has the state that it is asked for in: whoever gets it is the only one. */
export async function lockBulkCase(
  tx: Tx,
  bulkId: number,
  caseId: number,
  state: BulkCaseState,
): Promise<BulkCaseRow | undefined> {
  return await row<BulkCaseRow>(
    tx,
    sql`select case_id as "caseId", seen_version as "seenVersion", state, reason, done_version as "doneVersion", before
    from bulk_cases where case_id = ${caseId} and bulk_id = ${bulkId} and state = ${state} for update`,
  )
}

export type BulkResult = {
  readonly state: BulkCaseState
  readonly reason?: string
  readonly doneVersion?: number
  readonly before?: object
}

/** What came of one case, if it has not been said yet. */
export async function setBulkResult(
  on: Reads,
  { bulkId, caseId, from }: { bulkId: number; caseId: number; from: BulkCaseState },
  { state, reason, doneVersion, before }: BulkResult,
): Promise<void> {
  await run(
    on,
    sql`update bulk_cases set state = ${state}, reason = ${reason ?? null}, done_version = coalesce(${doneVersion ?? null}::int, done_version),
      before = coalesce(${before === undefined ? null : JSON.stringify(before)}::jsonb, before)
    where case_id = ${caseId} and bulk_id = ${bulkId} and state = ${from}`,
  )
}

/** Marks an order as undone. False: it was before, or has not been done. */
export async function markUndone(db: Db, personId: number, bulkId: number, at: EpochMilliseconds): Promise<boolean> {
  const marked = await run(
    db,
    sql`update bulk_actions set undone_at = ${instant(at)}
    where bulk_id = ${bulkId} and person_id = ${personId} and state = 'done' and undone_at is null`,
  )
  return marked > 0
}

/** Forgets orders of before an instant, some at a time. */
export async function forgetBulks(db: Db, before: EpochMilliseconds): Promise<void> {
  await run(
    db,
    sql`with old as (delete from bulk_actions where bulk_id in (select bulk_id from bulk_actions
      where created_at < ${instant(before)} and state in ('done', 'stopped') limit 500) returning bulk_id)
    delete from bulk_cases where bulk_id in (select bulk_id from old)`,
  )
}
