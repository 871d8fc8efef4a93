// A backup of a server that works meanwhile: what is read between its start and its end becomes consistent by the log from one to the
// other, which the server is made to keep.

import type pg from "pg"
import { z } from "zod"

/** What has to lie beside the files that were read, and which log makes them consistent. */
export type OnlineBackup = {
  /** The contents of the files `backup_label` and `tablespace_map`. */
  readonly label: string
  readonly tablespaceMap: string
  readonly startLsn: string
  readonly stopLsn: string
  readonly startSegment: string
  readonly stopSegment: string
  readonly segmentBytes: number
  readonly timeline: number
  readonly systemIdentifier: string
  /** By the server's clock, which is what a recovery to an instant goes by. */
  readonly startedAt: string
  readonly stoppedAt: string
}

export type UnderWay = {
  /** Ends the reading of files. The log is kept until `close`. */
  readonly end: () => Promise<OnlineBackup>
  readonly close: () => Promise<void>
}

/** Begins a backup. The connection must be the owner's, and nobody else's meanwhile: if its session ends, so does the backup. Call `close` at the end. */
export async function beginOnlineBackup(client: pg.ClientBase): Promise<UnderWay> {
  const slot = await keepLog(client)
  // Where the session has died, the server has dropped it already.
  const close = async () => {
    await client.query("select pg_drop_replication_slot($1)", [slot]).catch(() => undefined)
  }
  try {
    const start = await started(client)
    return { close, end: async () => ({ ...start, ...(await stopped(client)), ...(await identity(client)) }) }
  } catch (error) {
    await close()
    throw error
  }
}

// A temporary slot keeps the server from recycling log that we have not read yet, and goes with the session.
async function keepLog(client: pg.ClientBase): Promise<string> {
  const found = await client.query(
    "select slot_name as name from pg_create_physical_replication_slot('charter_backup_' || pg_backend_pid(), true, true)",
  )
  return z.object({ name: z.string() }).parse(found.rows[0]).name
}

const instantText = `to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

// Fast: a checkpoint at once, instead of one spread over minutes.
async function started(client: pg.ClientBase) {
  const found = await client.query(
    `select pg_backup_start('charter ' || clock_timestamp(), true)::text as "startLsn", ${instantText} as "startedAt"`,
  )
  return z.object({ startLsn: z.string(), startedAt: z.string() }).parse(found.rows[0])
}

async function stopped(client: pg.ClientBase) {
  const found = await client.query(
    `select lsn::text as "stopLsn", labelfile as label, coalesce(spcmapfile, '') as "tablespaceMap", ${instantText} as "stoppedAt",
      pg_walfile_name(lsn - 1) as "stopSegment" from pg_backup_stop(false)`,
  )
  const stop = z
    .object({
      stopLsn: z.string(),
      label: z.string(),
      tablespaceMap: z.string(),
      stoppedAt: z.string(),
      stopSegment: z.string(),
    })
    .parse(found.rows[0])
  // Ends the segment, so that it is whole.
  await client.query("select pg_switch_wal()")
  const startSegment = /^START WAL LOCATION: .* \(file ([0-9A-F]{24})\)$/m.exec(stop.label)?.[1]
  if (startSegment === undefined) throw new Error("PostgreSQL's backup label does not say where its log starts")
  return { ...stop, startSegment }
}

async function identity(client: pg.ClientBase) {
  const found = await client.query(
    `select system_identifier::text as "systemIdentifier", (pg_control_checkpoint()).timeline_id as timeline,
      (select setting::bigint::float8 * (case unit when '8kB' then 8192 else 1 end) from pg_settings where name = 'wal_segment_size') as "segmentBytes"
      from pg_control_system()`,
  )
  return z
    .object({ systemIdentifier: z.string(), timeline: z.number(), segmentBytes: z.coerce.number() })
    .parse(found.rows[0])
}
