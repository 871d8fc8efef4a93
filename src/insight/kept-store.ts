// Every statement on what the what-if pages keep: proposals, replays, and the promises that would have come out differently.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import { type Actor, visibleTo } from "../people/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import type { Change } from "./change.ts"
import type { Told } from "./replay-range.ts"
import type { Report } from "./report.ts"

export type NewProposal = {
  readonly charter: string
  /** A list of holidays as GOV.UK publishes it; null: the known ones. */
  readonly holidays: string | null
  readonly from: EpochMilliseconds | null
  readonly before: EpochMilliseconds | null
  readonly kind: string | null
  readonly by: number | null
  readonly at: EpochMilliseconds
}
export type Proposal = NewProposal & { readonly proposalId: number }

/** What a replay came to, as it is kept. */
export type Result = {
  /** The moment up to which it judged. */
  readonly at: EpochMilliseconds
  readonly report: Report
  /** The first of them; `counted` has how many there are. */
  readonly differences: Told["differences"]
  readonly corrected: Told["corrected"]
  readonly counted: { readonly differences: number; readonly corrected: number }
}

export type Replay = {
  readonly replayId: number
  readonly proposalId: number
  readonly state: "waiting" | "running" | "done" | "failed"
  readonly askedAt: EpochMilliseconds
  readonly askedBy: string | null
  readonly done: number
  readonly ranges: number
  readonly result: Result | null
}

export async function insertProposal(
  tx: Tx,
  { charter, holidays, from, before, kind, by, at }: NewProposal,
): Promise<number> {
  const found = await row<{ proposalId: number }>(
    tx,
    sql`insert into what_if_proposals (charter, holidays, received_from, received_before, kind, proposed_by, proposed_at)
    values (${charter}, ${holidays}, ${optional(from)}::timestamptz, ${optional(before)}::timestamptz, ${kind}, ${by}, ${instant(at)})
    returning proposal_id as "proposalId"`,
  )
  if (found === undefined) throw new Error("a proposal has a number")
  return found.proposalId
}

export async function findProposal(on: Reads, proposalId: number): Promise<Proposal | undefined> {
  return await row<Proposal>(
    on,
    sql`select proposal_id as "proposalId", charter, holidays, received_from as "from", received_before as "before", kind,
      proposed_by as "by", proposed_at as "at"
    from what_if_proposals where proposal_id = ${proposalId}`,
  )
}

/** How much there is, for the limits. Waits until nobody else is adding, to the end of the transaction. */
export async function lockedCounts(
  tx: Tx,
  since: EpochMilliseconds,
): Promise<{ proposals: number; unfinished: number }> {
  await rows(tx, sql`select pg_advisory_xact_lock(7243118)`)
  const found = await row<{ proposals: number; unfinished: number }>(
    tx,
    sql`select (select count(*) from what_if_proposals) as proposals,
      (select count(*) from what_if_replays where state in ('waiting', 'running') and asked_at > ${instant(since)}) as unfinished`,
  )
  return found ?? { proposals: 0, unfinished: 0 }
}

export async function insertReplay(tx: Tx, proposalId: number, by: number | null, at: EpochMilliseconds) {
  const found = await row<{ replayId: number }>(
    tx,
    sql`insert into what_if_replays (proposal_id, state, asked_by, asked_at)
    values (${proposalId}, 'waiting', ${by}, ${instant(at)}) returning replay_id as "replayId"`,
  )
  if (found === undefined) throw new Error("a replay has a number")
  return found.replayId
}

const replayColumns = sql`replay_id as "replayId", proposal_id as "proposalId", state, asked_at as "askedAt",
  (select name from people where person_id = asked_by) as "askedBy", ranges_done as done, ranges`

export async function findReplay(on: Reads, replayId: number): Promise<Replay | undefined> {
  return await row<Replay>(on, sql`select ${replayColumns}, result from what_if_replays where replay_id = ${replayId}`)
}

/** The newest first, without their results. */
export async function latestReplays(on: Reads, limit: number): Promise<Replay[]> {
  return await rows<Replay>(
    on,
    sql`select ${replayColumns}, null as result from what_if_replays order by replay_id desc limit ${limit}`,
  )
}

/** Begins, or begins again after a crash; false where it is finished already, or forgotten. */
export async function beginReplay(tx: Tx, replayId: number): Promise<boolean> {
  const begun = await run(
    tx,
    sql`update what_if_replays set state = 'running', ranges_done = 0, ranges = 0
    where replay_id = ${replayId} and state in ('waiting', 'running')`,
  )
  if (begun === 1) await run(tx, sql`delete from what_if_changes where replay_id = ${replayId}`)
  return begun === 1
}

export async function noteProgress(on: Reads, replayId: number, done: number, ranges: number): Promise<void> {
  await run(
    on,
    sql`update what_if_replays set ranges_done = ${done}, ranges = ${ranges} where replay_id = ${replayId} and state = 'running'`,
  )
}

export async function endReplay(on: Reads, replayId: number, result: Result | null, at: number): Promise<void> {
  await run(
    on,
    sql`update what_if_replays set state = ${result === null ? "failed" : "done"}, ended_at = ${instant(at)},
      result = ${result === null ? null : JSON.stringify(result)}::jsonb
    where replay_id = ${replayId} and state = 'running'`,
  )
}

export async function insertChanges(on: Reads, replayId: number, first: number, changes: readonly Change[]) {
  if (changes.length === 0) return
  await run(
    on,
    sql`insert into what_if_changes (replay_id, place, case_id, clock, started_at, actual, proposed, because)
    select ${replayId}::bigint, ${first}::int + place::int - 1, case_id, clock, started_at, actual, proposed,
      string_to_array(because, ' ')
    from unnest(${changes.map((each) => each.caseId)}::bigint[], ${changes.map((each) => each.clock)}::text[],
      ${changes.map((each) => instant(each.startedAt))}::timestamptz[],
      ${changes.map((each) => JSON.stringify(each.actual))}::jsonb[],
      ${changes.map((each) => JSON.stringify(each.proposed))}::jsonb[],
      ${changes.map((each) => each.because.join(" "))}::text[])
      with ordinality as new (case_id, clock, started_at, actual, proposed, because, place)`,
  )
}

export type ListedChange = Change & {
  readonly place: number
  readonly reference: string
  readonly subject: string | null
}

/** The changes of cases that a person may see, after a place. */
export async function visibleChanges(
  on: Reads,
  actor: Actor,
  replayId: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<ListedChange[]> {
  return await rows<ListedChange>(
    on,
    sql`select place, what_if_changes.case_id as "caseId", clock, started_at as "startedAt", actual, proposed, because,
      reference, subject
    from what_if_changes join cases on cases.case_id = what_if_changes.case_id and ${visibleTo(actor)}
    where replay_id = ${replayId} and place > ${after} order by place limit ${limit}`,
  )
}

/** Of the changes that are kept, how many there are and how many of them a person may see. */
export async function changeCounts(on: Reads, actor: Actor, replayId: number) {
  const found = await row<{ kept: number; visible: number }>(
    on,
    sql`select count(*) as kept, count(*) filter (where exists (select from cases
      where cases.case_id = what_if_changes.case_id and ${visibleTo(actor)})) as visible
    from what_if_changes where replay_id = ${replayId}`,
  )
  return found ?? { kept: 0, visible: 0 }
}

/** References of the cases, of some, that a person may see. */
export async function visibleReferences(on: Reads, actor: Actor, caseIds: readonly number[]) {
  const found = await rows<{ caseId: number; reference: string }>(
    on,
    sql`select case_id as "caseId", reference from cases
    where case_id = any(${caseIds}::bigint[]) and ${visibleTo(actor)}`,
  )
  return new Map(found.map((each) => [each.caseId, each.reference]))
}

/** With their replays; gives how many. */
export async function deleteProposalsBefore(on: Reads, at: EpochMilliseconds): Promise<number> {
  return await run(
    on,
    sql`with old as (select proposal_id from what_if_proposals where proposed_at < ${instant(at)}),
    unlisted as (delete from what_if_changes
      where replay_id in (select replay_id from what_if_replays where proposal_id in (select proposal_id from old)))
    delete from what_if_proposals where proposal_id in (select proposal_id from old)`,
  )
}

function optional(at: EpochMilliseconds | null): string | null {
  return at === null ? null : instant(at)
}
