// `charter backup`: makes a backup, notes it, and removes the ones that are too old.

import { rmSync } from "node:fs"
import { z } from "zod"
import {
  archivedNames,
  archiveOf,
  backupsIn,
  forgetArchived,
  gapsAfter,
  type MadeBackup,
  type Manifest,
  makeBackup,
  verifyBackup,
} from "../backup/index.ts"
import { type DatabasePlace, type Db, ownerClient, row, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { insertBackup, noteRemoved, noteVerified } from "./store.ts"

export type BackupSettings = {
  readonly varDir: string
  readonly backupKey: Buffer | undefined
  readonly postgresTools: string | undefined
  /** The desk's secret key, and whether it lies in VAR_DIR. */
  readonly secretKey: { readonly key: Buffer; readonly isInVarDir: boolean }
  readonly charterVersion: string
}

/** Makes a backup of the database at a place into a folder; it is good when this resolves. */
export async function backUp(
  db: Db,
  place: DatabasePlace,
  into: string,
  settings: BackupSettings,
  at: EpochMilliseconds,
): Promise<MadeBackup> {
  const began = performance.now()
  const made = await madeAt(db, place, into, settings, at)
  const facts = { folder: made.folder, madeAt: at, verifiedAt: at, bytes: made.bytes }
  const seconds = Math.round(performance.now() - began) / 1000
  await insertBackup(db, { ...facts, isEncrypted: settings.backupKey !== undefined, seconds })
  return made
}

async function madeAt(db: Db, place: DatabasePlace, into: string, settings: BackupSettings, at: EpochMilliseconds) {
  const { varDir, backupKey: key, postgresTools: tools, secretKey, charterVersion: charter } = settings
  const server = await serverFacts(db)
  const plan = { into, key, facts: { charter, postgres: server.version, deskAt: at, secretKey } }
  if (place.embedded === undefined)
    return await makeBackup({ ...plan, dump: { url: place.ownerUrl, tools, varDir, startedAt: server.now } })
  const { dataDirectory } = place.embedded
  return await ownerClient(place.ownerUrl, (owner) => makeBackup({ ...plan, origin: { owner, dataDirectory, varDir } }))
}

async function serverFacts(db: Db): Promise<{ version: string; now: string }> {
  const found = await row(
    db,
    sql`select current_setting('server_version') as version, to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
  )
  return z.object({ version: z.string(), now: z.string() }).parse(found)
}

export type Verified = {
  readonly name: string
  readonly folder: string
  readonly faults: readonly string[]
  /** Holes in the log archived since: the backup itself is as good as its faults say, and moments after it cannot be restored. */
  readonly gaps: readonly string[]
}

/** Reads every backup in a folder to its end, and notes what it found where there is a database to note it in. */
export async function verifyBackups(
  db: Db | undefined,
  folder: string,
  key: Buffer | undefined,
  at: EpochMilliseconds,
): Promise<Verified[]> {
  const verified: Verified[] = []
  for (const { name, folder: place, fault, manifest } of backupsIn(folder, key)) {
    const faults = fault === undefined ? await verifyBackup(place, key) : [fault]
    if (db !== undefined) await noteVerified(db, place, faults, at)
    verified.push({ name, folder: place, faults, gaps: gapsIn(folder, key, manifest) })
  }
  return verified
}

function gapsIn(folder: string, key: Buffer | undefined, manifest: Manifest | undefined): string[] {
  const log = manifest?.log
  if (log === undefined) return []
  const names = archivedNames(archiveOf(folder, log.systemIdentifier, key))
  return gapsAfter(names, log.stopSegment, log.segmentBytes).map(
    (segment) =>
      `${segment} of the archived log is missing, and later pieces are there: no moment from it to the next backup can be restored.`,
  )
}

/** Removes all but the youngest backups, and the log that none of those needs. Damaged ones do not count as kept. */
export async function removeOldBackups(
  db: Db,
  folder: string,
  key: Buffer | undefined,
  keep: number,
): Promise<string[]> {
  const all = backupsIn(folder, key)
  const readable = all.filter((each) => each.manifest !== undefined)
  const oldestKept = readable.at(-keep)
  if (oldestKept === undefined || oldestKept === readable[0]) return []
  const old = all.filter((each) => each.name < oldestKept.name)
  for (const { folder: place } of old) {
    rmSync(place, { recursive: true })
    await noteRemoved(db, place)
  }
  const log = oldestKept.manifest?.log
  if (log !== undefined) forgetArchived(archiveOf(folder, log.systemIdentifier, key), log.startSegment)
  return old.map((each) => each.name)
}
