// Every statement on imports: begun, their cases, ended.

import { type Db, instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"

/** What makes two runs the same import. */
export type Sameness = {
  readonly fileSha256: Buffer
  readonly mappingSha256: Buffer
  readonly charterVersion: number
}

export type ImportRow = {
  readonly importId: number
  readonly charterVersion: number
  readonly verdictClock: string | null
  readonly startedAt: number
  readonly endedAt: number | null
}

export type Counts = {
  readonly rows: number
  readonly used: number
  readonly nothingNew: number
  readonly refused: number
}

/** Begins an import, or finds the one that was begun before. */
export async function beginImport(db: Db, same: Sameness, verdictClock: string | null, at: number): Promise<ImportRow> {
  const found =
    (await sameImport(db, same)) ?? (await insertImport(db, same, verdictClock, at)) ?? (await sameImport(db, same))
  if (found === undefined) throw new Error("an import can be begun, or has been")
  return found
}

async function sameImport(
  db: Db,
  { fileSha256, mappingSha256, charterVersion }: Sameness,
): Promise<ImportRow | undefined> {
  return await row<ImportRow>(
    db,
    sql`select ${importColumns} from imports
    where file_sha256 = ${fileSha256} and mapping_sha256 = ${mappingSha256} and charter_version = ${charterVersion}`,
  )
}

/** Undefined where another run was quicker. */
async function insertImport(
  db: Db,
  { fileSha256, mappingSha256, charterVersion }: Sameness,
  verdictClock: string | null,
  at: number,
): Promise<ImportRow | undefined> {
  return await row<ImportRow>(
    db,
    sql`insert into imports (file_sha256, mapping_sha256, charter_version, verdict_clock, started_at)
    values (${fileSha256}, ${mappingSha256}, ${charterVersion}, ${verdictClock}, ${instant(at)})
    on conflict (file_sha256, mapping_sha256, charter_version) do nothing returning ${importColumns}`,
  )
}

/** Other imports of the same file: by another mapping, or another version of the charter. */
export async function otherImports(db: Db, importId: number, fileSha256: Buffer): Promise<number[]> {
  const found = await rows<{ importId: number }>(
    db,
    sql`select import_id as "importId" from imports where file_sha256 = ${fileSha256} and import_id <> ${importId}
      and exists (select from imported_cases where imported_cases.import_id = imports.import_id)
    order by import_id`,
  )
  return found.map((each) => each.importId)
}

export async function importOf(on: Reads, importId: number): Promise<ImportRow | undefined> {
  return await row<ImportRow>(on, sql`select ${importColumns} from imports where import_id = ${importId}`)
}

export async function lastImport(on: Reads): Promise<ImportRow | undefined> {
  return await row<ImportRow>(on, sql`select ${importColumns} from imports order by import_id desc limit 1`)
}

const importColumns = sql`import_id as "importId", charter_version as "charterVersion", verdict_clock as "verdictClock",
  started_at as "startedAt", ended_at as "endedAt"`

/** The keys of an import that are cases already, as keyed hashes in hexadecimal. */
export async function keysOf(db: Db, importId: number): Promise<Set<string>> {
  const found = await rows<{ key: string }>(
    db,
    sql`select encode(key_mac, 'hex') as key from imported_cases where import_id = ${importId}`,
  )
  return new Set(found.map((each) => each.key))
}

export type ClaimedKey = {
  readonly keyMac: Buffer
  readonly caseId: number
  readonly keptElsewhere: boolean | null
  readonly isEnded: boolean
}

/** Claims keys for new cases; gives the cases whose key nobody had claimed before. */
export async function claimKeys(tx: Tx, importId: number, keys: readonly ClaimedKey[]): Promise<Set<number>> {
  const found = await rows<{ caseId: number }>(
    tx,
    sql`insert into imported_cases (import_id, key_mac, case_id, kept_elsewhere, is_ended)
    select ${importId}, new.* from unnest(${keys.map((each) => each.keyMac)}::bytea[], ${keys.map((each) => each.caseId)}::bigint[],
      ${keys.map((each) => each.keptElsewhere)}::boolean[], ${keys.map((each) => each.isEnded)}::boolean[]) as new
    on conflict (import_id, key_mac) do nothing returning case_id as "caseId"`,
  )
  return new Set(found.map((each) => each.caseId))
}

/** Cases whose import has not ended, by number. */
export async function casesToEnd(
  db: Db,
  importId: number,
  limit: number,
): Promise<{ readonly cases: readonly number[]; readonly all: number }> {
  const found = await rows<{ caseId: number; all: number }>(
    db,
    sql`select case_id as "caseId", count(*) over () as all from imported_cases
    where import_id = ${importId} and not is_ended order by case_id limit ${limit}`,
  )
  return { cases: found.map((each) => each.caseId), all: found[0]?.all ?? 0 }
}

export async function markEnded(tx: Tx, importId: number, caseIds: readonly number[]): Promise<void> {
  await run(
    tx,
    sql`update imported_cases set is_ended = true where import_id = ${importId} and case_id = any(${caseIds}::bigint[])`,
  )
}

/** Ends an import; the first end stands. */
export async function endImport(db: Db, importId: number, counts: Counts, at: number): Promise<void> {
  await run(
    db,
    sql`update imports set ended_at = ${instant(at)}, row_count = ${counts.rows}, used_count = ${counts.used},
      nothing_new_count = ${counts.nothingNew}, refused_count = ${counts.refused}
    where import_id = ${importId} and ended_at is null`,
  )
}

/** How many cases and events an import has brought in. */
export async function broughtIn(db: Db, importId: number): Promise<{ cases: number; events: number }> {
  const found = await row<{ cases: number; events: number }>(
    db,
    sql`select count(*) as cases, coalesce(sum(cases.seq), 0) as events
    from imported_cases join cases using (case_id) where import_id = ${importId}`,
  )
  return { cases: Number(found?.cases ?? 0), events: Number(found?.events ?? 0) }
}
