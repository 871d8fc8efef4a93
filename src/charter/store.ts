// Every statement on the published versions.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type VersionRow = {
  readonly number: number
  readonly text: string
  readonly sha256: string
  readonly inForceFrom: EpochMilliseconds
  readonly publishedAt: EpochMilliseconds
}

/** Waits until nobody else is publishing, to the end of the transaction. */
export async function lockVersions(tx: Tx): Promise<void> {
  // An advisory lock: the desk's role may add a version and may not lock the table against its readers.
  await rows(tx, sql`select pg_advisory_xact_lock(7243101)`)
}

/** All versions, oldest first. */
export async function versionRows(on: Reads): Promise<VersionRow[]> {
  return rows<VersionRow>(
    on,
    sql`
      select number, text, encode(sha256, 'hex') as sha256, in_force_from as "inForceFrom", published_at as "publishedAt"
      from charter_versions
      order by number`,
  )
}

/** The number of the latest version; 0 before the first. */
export async function latestNumber(on: Reads): Promise<number> {
  const found = await row<{ latest: number }>(on, sql`select coalesce(max(number), 0) as latest from charter_versions`)
  return found?.latest ?? 0
}

export type NewVersion = {
  readonly number: number
  readonly text: string
  readonly inForceFrom: EpochMilliseconds
  readonly publishedAt: EpochMilliseconds
  readonly publishedBy: number | null
}

export async function insertVersion(tx: Tx, version: NewVersion): Promise<void> {
  await run(
    tx,
    sql`
      insert into charter_versions (number, text, sha256, in_force_from, published_at, published_by)
      values (${version.number}, ${version.text}, sha256(convert_to(${version.text}, 'UTF8')),
        ${instant(version.inForceFrom)}, ${instant(version.publishedAt)}, ${version.publishedBy})`,
  )
}
