// What the report on an import asks the database.

import { type CaseRow, caseColumns } from "../cases/index.ts"
import { type Db, instant, rows, sql } from "../database/index.ts"

export type Kept = {
  readonly clock: string
  readonly priority: number | null
  readonly kept: number
  readonly missed: number
}

/** Every promise that was judged in the import, by clock and priority; an outcome that was withdrawn, because its case was reopened, is none. */
export async function keptPromises(db: Db, importId: number): Promise<Kept[]> {
  return await rows<Kept>(
    db,
    sql`with told as (
      select events.case_id, events.seq, events.type, events.body::jsonb -> 'data' as data
      from imported_cases join events using (case_id)
      where imported_cases.import_id = ${importId} and events.type in ('clock-met', 'clock-missed', 'clock-withdrawn')
    ), judged as (
      select data ->> 'clock' as clock, (data ->> 'priority')::int as priority, type, data ? 'imported' as is_imported,
        lead(type) over (partition by case_id, data ->> 'clock' order by seq) as next
      from told
    )
    select clock, priority, count(*) filter (where type = 'clock-met') as kept, count(*) filter (where type = 'clock-missed') as missed
    from judged
    where type <> 'clock-withdrawn' and is_imported and next is distinct from 'clock-withdrawn'
    group by clock, priority order by clock, priority`,
  )
}

/** The promises that were missed by the longest time, or still wait since the longest time. */
export async function longestMisses(
  db: Db,
  importId: number,
  at: number,
  limit: number,
): Promise<{ caseId: number; clock: string }[]> {
  return await rows(
    db,
    sql`select clocks.case_id as "caseId", clocks.name as clock
    from imported_cases join clocks using (case_id)
    where imported_cases.import_id = ${importId} and clocks.state = 'missed'
    order by coalesce(clocks.ended_at, ${instant(at)}::timestamptz) - clocks.due_at desc, clocks.case_id, clocks.name limit ${limit}`,
  )
}

export type CaseFold = CaseRow

export async function casesOf(db: Db, caseIds: readonly number[]): Promise<CaseFold[]> {
  return await rows<CaseFold>(
    db,
    sql`select ${caseColumns}, true as claimed from cases where case_id = any(${caseIds}::bigint[])`,
  )
}

export type VerdictCount = {
  readonly keptElsewhere: boolean | null
  readonly state: string | null
  readonly count: number
}

/** How many cases there are of each verdict of the other system and each state of one clock. */
export async function verdictCounts(db: Db, importId: number, clock: string): Promise<VerdictCount[]> {
  return await rows<VerdictCount>(
    db,
    sql`select imported_cases.kept_elsewhere as "keptElsewhere", clocks.state, count(*) as count
    from imported_cases left join clocks on clocks.case_id = imported_cases.case_id and clocks.name = ${clock}
    where imported_cases.import_id = ${importId} group by 1, 2`,
  )
}

export type DisagreementRow = {
  readonly reference: string
  readonly priority: number | null
  readonly dueAt: number
  readonly endedAt: number | null
}

/** Cases on which the other system's verdict and this clock differ, the plainest first. */
export async function disagreements(
  db: Db,
  importId: number,
  clock: string,
  keptElsewhere: boolean,
  limit: number,
): Promise<DisagreementRow[]> {
  return await rows<DisagreementRow>(
    db,
    sql`select cases.reference, cases.priority, clocks.due_at as "dueAt", clocks.ended_at as "endedAt"
    from imported_cases join clocks using (case_id) join cases using (case_id)
    where imported_cases.import_id = ${importId} and clocks.name = ${clock} and imported_cases.kept_elsewhere = ${keptElsewhere}
      and clocks.state = ${keptElsewhere ? "missed" : "met"}
    order by abs(extract(epoch from clocks.ended_at - clocks.due_at)) desc nulls last, cases.case_id limit ${limit}`,
  )
}
