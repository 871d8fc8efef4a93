// `charter restore`: lays a backup out, brings it to a moment, holds it, erases again what had been erased, and gives it its place.

import {
  type Archive,
  archiveOf,
  type FoundBackup,
  type Manifest,
  type OwnDatabase,
  restoreBackup,
  restoreDump,
} from "../backup/index.ts"
import { closeDatabase, type Db, deskRole, migrate, openDatabase } from "../database/index.ts"
import { Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { holdRestored } from "./hold.ts"
import { type KnownRedactions, redactionsIn } from "./redactions.ts"

export type RestoreAsked = {
  readonly varDir: string
  readonly databaseUrl: string | undefined
  readonly migrateDatabaseUrl: string | undefined
  readonly postgresTools: string | undefined
  readonly backupKey: Buffer | undefined
  readonly backup: FoundBackup & { readonly manifest: Manifest }
  /** Where archived log lies. */
  readonly archives: string
  readonly to: EpochMilliseconds | undefined
  /** A list of redactions. */
  readonly redactions: string | undefined
  readonly at: EpochMilliseconds
}

export type RestoredDesk = {
  readonly backup: string
  readonly lastEventAt: EpochMilliseconds | null
  /** Redactions made again; null where no list was given. */
  readonly redactions: number | null
  readonly holdsSecretKey: boolean
}

/** Restores a desk. Nothing is left of it where it fails. */
export async function restoreDesk(asked: RestoreAsked): Promise<RestoredDesk> {
  const known = asked.redactions === undefined ? undefined : await redactionsIn(asked.redactions)
  return asked.backup.manifest.kind === "dump" ? await intoOwn(asked, known) : await intoEmbedded(asked, known)
}

async function intoEmbedded(asked: RestoreAsked, known: KnownRedactions | undefined): Promise<RestoredDesk> {
  const { varDir, backup, backupKey: key, to } = asked
  if (asked.databaseUrl !== undefined)
    throw new Refused(
      "The backup is of an embedded PostgreSQL, and DATABASE_URL names another: restore it without DATABASE_URL.",
    )
  const { folder, manifest } = backup
  const restored = await restoreBackup({ folder, manifest, key, varDir, archives: archivesOf(asked), to })
  try {
    const done = await held(restored.server.urlOf("charter"), deskRole, asked, known)
    await restored.finish()
    return done
  } catch (error) {
    await restored.abandon()
    throw error
  }
}

function archivesOf({ archives, backup, backupKey }: RestoreAsked): Archive[] {
  const { log } = backup.manifest
  return log === undefined ? [] : [archiveOf(archives, log.systemIdentifier, backupKey)]
}

// The operator's own database is filled again by the operator's own programs, and is held like any other.
async function intoOwn(asked: RestoreAsked, known: KnownRedactions | undefined): Promise<RestoredDesk> {
  const { databaseUrl, migrateDatabaseUrl, postgresTools: tools, varDir, backup, backupKey: key, to } = asked
  if (databaseUrl === undefined)
    throw new Refused(
      "The backup is of a database of your own: set DATABASE_URL to an empty one, into which it is restored.",
    )
  if (to !== undefined)
    throw new Refused(
      "--to needs archived log, which the server of your own database keeps, not the desk: recover that server to the moment itself.",
    )
  const url = migrateDatabaseUrl ?? databaseUrl
  const own: OwnDatabase = { url, tools }
  await restoreDump({ ...own, folder: backup.folder, manifest: backup.manifest, key, varDir })
  const role = migrateDatabaseUrl === undefined ? undefined : decodeURIComponent(new URL(databaseUrl).username)
  return await held(url, role, asked, known)
}

async function held(
  url: string,
  role: string | undefined,
  { backup, at }: RestoreAsked,
  known: KnownRedactions | undefined,
): Promise<RestoredDesk> {
  // A backup of an older version: what is written below needs the tables of this one.
  await migrate({ ownerUrl: url, ...(role === undefined ? {} : { deskRole: role }) })
  const begun = await withOwner(url, (db) => holdRestored(db, backup.name, known ?? [], at))
  return {
    backup: backup.name,
    lastEventAt: begun.lastEventAt ?? null,
    redactions: known === undefined ? null : begun.redactions,
    holdsSecretKey: backup.manifest.secretKey.isIncluded,
  }
}

async function withOwner<T>(url: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase({ url, connections: 2, name: "charter restore" })
  try {
    return await work(db)
  } finally {
    await closeDatabase(db)
  }
}
