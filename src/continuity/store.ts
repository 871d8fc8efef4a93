// Every statement on backups, drills and the archive of log.

import { instant, type Reads, row, rows, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type BackupRow = {
  readonly folder: string
  readonly state: "good" | "damaged" | "removed"
  readonly madeAt: EpochMilliseconds
  readonly verifiedAt: EpochMilliseconds
  readonly bytes: number
  readonly isEncrypted: boolean
  readonly seconds: number
  readonly faults: readonly string[]
}

export async function insertBackup(on: Reads, made: Omit<BackupRow, "state" | "faults">): Promise<void> {
  await run(
    on,
    sql`insert into backups (folder, state, made_at, verified_at, bytes, is_encrypted, seconds)
    values (${made.folder}, 'good', ${instant(made.madeAt)}, ${instant(made.verifiedAt)}, ${made.bytes}, ${made.isEncrypted}, ${made.seconds})
    on conflict (folder) do update set state = 'good', verified_at = excluded.verified_at, faults = '{}'`,
  )
}

/** What a verification found; a backup that this database never heard of is left to the folder that it lies in. */
export async function noteVerified(
  on: Reads,
  folder: string,
  faults: readonly string[],
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    on,
    sql`update backups set state = ${faults.length === 0 ? "good" : "damaged"}, faults = ${faults}::text[], verified_at = ${instant(at)}
    where folder = ${folder} and state <> 'removed'`,
  )
}

export async function noteRemoved(on: Reads, folder: string): Promise<void> {
  await run(on, sql`update backups set state = 'removed' where folder = ${folder}`)
}

/** The backups that are there, youngest first. */
export function presentBackups(on: Reads, limit: number): Promise<BackupRow[]> {
  return rows<BackupRow>(
    on,
    sql`select folder, state, made_at as "madeAt", verified_at as "verifiedAt", bytes, is_encrypted as "isEncrypted", seconds, faults
    from backups where state <> 'removed' order by made_at desc, backup_id desc limit ${limit}`,
  )
}

export type DrillRow = {
  readonly folder: string | null
  readonly isPassed: boolean
  readonly begunAt: EpochMilliseconds
  readonly recoveryPointSeconds: number | null
  readonly recoverySeconds: number | null
  readonly checkingSeconds: number | null
  readonly dataBytes: number | null
  readonly cases: number | null
  readonly events: number | null
  readonly eventsMissing: number | null
  readonly faults: readonly string[]
}

export async function insertDrill(on: Reads, drill: DrillRow): Promise<void> {
  await run(
    on,
    sql`insert into drills (folder, is_passed, begun_at, recovery_point_seconds, recovery_seconds, checking_seconds, data_bytes, cases,
      events, events_missing, faults)
    values (${drill.folder}, ${drill.isPassed}, ${instant(drill.begunAt)}, ${drill.recoveryPointSeconds}, ${drill.recoverySeconds},
      ${drill.checkingSeconds}, ${drill.dataBytes}, ${drill.cases}, ${drill.events}, ${drill.eventsMissing}, ${drill.faults}::text[])`,
  )
}

export function latestDrills(on: Reads, limit: number): Promise<DrillRow[]> {
  return rows<DrillRow>(
    on,
    sql`select folder, is_passed as "isPassed", begun_at as "begunAt", recovery_point_seconds as "recoveryPointSeconds",
      recovery_seconds as "recoverySeconds", checking_seconds as "checkingSeconds", data_bytes as "dataBytes", cases, events,
      events_missing as "eventsMissing", faults
    from drills order by begun_at desc, drill_id desc limit ${limit}`,
  )
}

/** What a database holds, for a drill to compare: by the server's own clock. */
export type Holdings = {
  readonly now: EpochMilliseconds
  readonly cases: number
  readonly events: number
  readonly bytes: number
  /** When the archive last beat; null where none ever ran. */
  readonly beatAt: EpochMilliseconds | null
}

export async function holdingsOf(on: Reads): Promise<Holdings> {
  const found = await row<Holdings>(
    on,
    sql`select clock_timestamp() as now, (select count(*) from cases) as cases, (select count(*) from events) as events,
      pg_database_size(current_database()) as bytes, (select beat_at from log_archive) as "beatAt"`,
  )
  if (found === undefined) throw new Error("the database does not say what it holds")
  return found
}

export type ArchiveState = {
  readonly beatAt: EpochMilliseconds
  readonly shippedFile: string | null
  readonly shippedAt: EpochMilliseconds | null
  readonly failingSince: EpochMilliseconds | null
  readonly reason: string | null
  readonly dropped: number
  /** The server's clock. */
  readonly now: EpochMilliseconds
}

export function archiveState(on: Reads): Promise<ArchiveState | undefined> {
  return row<ArchiveState>(
    on,
    sql`select beat_at as "beatAt", shipped_file as "shippedFile", shipped_at as "shippedAt", failing_since as "failingSince", reason, dropped,
      clock_timestamp() as now from log_archive`,
  )
}

export async function beat(on: Reads): Promise<void> {
  await run(
    on,
    sql`insert into log_archive (beat_at) values (clock_timestamp())
    on conflict (is_only) do update set beat_at = excluded.beat_at`,
  )
}

export async function noteShipped(on: Reads, file: string): Promise<void> {
  await run(
    on,
    sql`update log_archive set shipped_file = ${file}, shipped_at = clock_timestamp(), failing_since = null, reason = null`,
  )
}

export async function noteNotShipped(on: Reads, reason: string, dropped: number): Promise<void> {
  await run(
    on,
    sql`update log_archive set failing_since = coalesce(failing_since, clock_timestamp()), reason = ${reason}, dropped = dropped + ${dropped}`,
  )
}

/** Whether the server puts finished log aside. */
export async function archivesLog(on: Reads): Promise<boolean> {
  const found = await row<{ mode: string }>(on, sql`select current_setting('archive_mode') as mode`)
  return found?.mode === "on"
}

/** What names a database among all, as its log does. Asked as the owner. */
export async function systemIdentifier(on: Reads): Promise<string> {
  const found = await row<{ name: string }>(on, sql`select system_identifier::text as name from pg_control_system()`)
  if (found === undefined) throw new Error("PostgreSQL does not tell its identifier")
  return found.name
}
