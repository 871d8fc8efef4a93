// Which head has been put where: a queue that several processes may work on.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export async function queueExports(
  tx: Tx,
  number: number,
  places: readonly string[],
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    tx,
    sql`insert into head_exports (number, place, next_try_at)
    select ${number}, place, ${instant(at)} from unnest(${places}::text[]) as place`,
  )
}

export type DueExport = { readonly number: number; readonly tries: number }

/** Takes the exports to a place that are due, for as long as a lease: nobody else tries them meanwhile. */
export async function claimExports(
  on: Reads,
  place: string,
  at: EpochMilliseconds,
  { limit, leaseUntil }: { limit: number; leaseUntil: EpochMilliseconds },
): Promise<DueExport[]> {
  return await rows<DueExport>(
    on,
    sql`with claimed as (update head_exports set next_try_at = ${instant(leaseUntil)}
      where (number, place) in (
        select number, place from head_exports where place = ${place} and done_at is null and next_try_at <= ${instant(at)}
        order by number limit ${limit} for update skip locked)
      returning number, tries)
    select number, tries from claimed order by number`,
  )
}

export async function exportDone(on: Reads, place: string, number: number, at: EpochMilliseconds): Promise<void> {
  await run(
    on,
    sql`update head_exports set done_at = ${instant(at)} where place = ${place} and number = ${number} and done_at is null`,
  )
}

export async function exportFailed(
  on: Reads,
  place: string,
  number: number,
  nextTryAt: EpochMilliseconds,
): Promise<void> {
  await run(
    on,
    sql`update head_exports set tries = least(tries + 1, 30000), next_try_at = ${instant(nextTryAt)}
    where place = ${place} and number = ${number} and done_at is null`,
  )
}

export type ExportState = {
  /** When the last head was made; null before the first. */
  readonly lastAt: EpochMilliseconds | null
  /** Exports that have failed and are not there yet. */
  readonly failing: number
}

/** For the metrics. */
export async function exportState(on: Reads): Promise<ExportState> {
  const found = await row<ExportState>(
    on,
    sql`select (select at from heads order by number desc limit 1) as "lastAt",
      (select count(*) from head_exports where done_at is null and tries > 0) as failing`,
  )
  return found ?? { lastAt: null, failing: 0 }
}
