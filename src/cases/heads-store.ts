// The ends of the cases' histories, for the signed head. What a head has seen is told by the transactions that it saw, never by numbers:
// rows are not committed in the order of their numbers.

import { type Reads, rows, sql } from "../database/index.ts"
import type { CaseHead, HeadSource, Redaction, SeenEvent, Snapshot } from "../proof/index.ts"
import { caseEventFrom } from "./events.ts"
import { recordedFrom } from "./history.ts"

export const caseHeads: HeadSource = {
  after,
  changedSince,
  changedAfter,
  between,
  at: headsAt,
  redactionsSince,
  seen,
}

async function after(on: Reads, caseId: number, limit: number): Promise<CaseHead[]> {
  return await rows<CaseHead>(
    on,
    sql`select case_id as "caseId", seq, chain_head as hash from cases where case_id > ${caseId} order by case_id limit ${limit}`,
  )
}

// Whatever wrote before the oldest transaction of that moment was over, and seen.
async function changedSince(on: Reads, moment: Snapshot, limit: number): Promise<CaseHead[]> {
  return await rows<CaseHead>(
    on,
    sql`select case_id as "caseId", seq, chain_head as hash from cases
    join (select distinct case_id from events where xid >= pg_snapshot_xmin(${moment}::pg_snapshot)::text::bigint limit ${limit}) as changed
      using (case_id)`,
  )
}

async function changedAfter(on: Reads, moment: Snapshot, first: number, last: number): Promise<number[]> {
  const found = await rows<{ caseId: number }>(
    on,
    sql`select distinct case_id as "caseId" from events
    where xid >= pg_snapshot_xmin(${moment}::pg_snapshot)::text::bigint
      and not pg_visible_in_snapshot(xid::text::xid8, ${moment}::pg_snapshot) and case_id > ${first} and case_id <= ${last}`,
  )
  return found.map((each) => each.caseId)
}

async function between(on: Reads, before: Snapshot, moment: Snapshot): Promise<CaseHead[]> {
  return await rows<CaseHead>(
    on,
    sql`select distinct on (case_id) case_id as "caseId", seq, hash from events
    where xid >= pg_snapshot_xmin(${before}::pg_snapshot)::text::bigint
      and not pg_visible_in_snapshot(xid::text::xid8, ${before}::pg_snapshot)
      and pg_visible_in_snapshot(xid::text::xid8, ${moment}::pg_snapshot)
    order by case_id, seq desc`,
  )
}

async function headsAt(on: Reads, moment: Snapshot, caseIds: readonly number[]): Promise<CaseHead[]> {
  if (caseIds.length === 0) return []
  return await rows<CaseHead>(
    on,
    sql`select distinct on (case_id) case_id as "caseId", seq, hash from events
    where case_id = any(${caseIds}::bigint[]) and pg_visible_in_snapshot(xid::text::xid8, ${moment}::pg_snapshot)
    order by case_id, seq desc`,
  )
}

async function redactionsSince(on: Reads, moment: Snapshot | undefined): Promise<Redaction[]> {
  const found = await rows<{ caseId: number; body: string }>(
    on,
    sql`select case_id as "caseId", body from events
    where type = 'redacted' and xid >= coalesce(pg_snapshot_xmin(${moment ?? null}::pg_snapshot)::text::bigint, 0)
      and not exists (select from redaction_ledger known where known.case_id = events.case_id and known.seq = events.seq)
    order by at, case_id, seq`,
  )
  return found.flatMap(({ caseId, body }) => redactionIn(caseId, body))
}

// One row for each case asked of: also where the case has fewer events, or none.
async function seen(on: Reads, places: readonly CaseHead[]): Promise<SeenEvent[]> {
  return await rows<SeenEvent>(
    on,
    sql`select asked.case_id as "caseId", asked.seq, events.hash,
      coalesce((select max(seq) from events where events.case_id = asked.case_id), 0) as last
    from unnest(${places.map((each) => each.caseId)}::bigint[], ${places.map((each) => each.seq)}::int[]) as asked (case_id, seq)
    left join events using (case_id, seq)`,
  )
}

function redactionIn(caseId: number, body: string): Redaction[] {
  const event = caseEventFrom(recordedFrom(body))
  if (event.type !== "redacted") return []
  const contents = [event.data.content, ...event.data.also].toSorted((a, b) => a - b)
  return [{ caseId, seq: event.seq, at: event.at, contents }]
}
