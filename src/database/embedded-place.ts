// Where the embedded PostgreSQL of a VAR_DIR lives, ready to be started: its data, its account, its programs, its parameters.

import { chownSync, existsSync, mkdirSync, realpathSync } from "node:fs"
import { join } from "node:path"
import { Refused } from "../errors.ts"
import { type Account, accountFor } from "./embedded-account.ts"
import { findBinaries } from "./embedded-binaries.ts"
import { checkDataVersion, initialiseCluster, ownerRole } from "./embedded-cluster.ts"
import { sharedBuffers } from "./embedded-memory.ts"
import { type PostmasterStart, startPostmaster } from "./embedded-postmaster.ts"
import { dataDirectory, type EmbeddedRecord, logFolder, recordOf, saveRecord } from "./embedded-record.ts"

export type Place = {
  readonly varDir: string
  readonly directory: string
  /** As it was last saved. */
  record: EmbeddedRecord
  readonly start: () => { ended: Promise<number | null> }
}

/** Finds the data of a VAR_DIR, and makes it where there never was any. Throws Refused where it was and is no more. */
export async function preparedPlace(given: string, durable: boolean, archivesLog: boolean | undefined): Promise<Place> {
  mkdirSync(given, { recursive: true })
  const varDir = realpathSync(given)
  const found = await recordOf(varDir)
  const record = { ...found, archivesLog: archivesLog ?? found.archivesLog }
  const directory = dataDirectory(varDir, record)
  const account = accountFor(directory)
  const binaries = findBinaries(account)
  if (record.initialised && !existsSync(directory)) throw new Refused(missing(directory, varDir))
  await initialiseCluster({ binaries, account, directory, ownerPassword: record.ownerPassword, durable })
  checkDataVersion(directory, binaries)
  if (record.archivesLog) makeLogFolder(directory, account)
  const server = {
    program: binaries.postgres,
    account,
    directory,
    logFile: startLog(varDir),
    parameters: { ...parametersFor(durable), ...(record.archivesLog ? archiveParameters(directory) : {}) },
  }
  const place = placeOf(varDir, found, server)
  remember(place, { ...record, initialised: true })
  return place
}

/** Changes the record, on disk as well. */
export function remember(place: Place, change: Partial<EmbeddedRecord>): void {
  const next = { ...place.record, ...change }
  if (JSON.stringify(next) === JSON.stringify(place.record)) return
  place.record = next
  saveRecord(place.varDir, next)
}

/** The address of a database as one of the two roles. */
export function urlOf({ record }: Place, role: string, database: string): string {
  const password = role === ownerRole ? record.ownerPassword : record.deskPassword
  return `postgres://${role}:${password}@127.0.0.1:${record.port}/${database}`
}

/** Where a starting server speaks to. */
export function startLog(varDir: string): string {
  return join(varDir, "postgresql-start.log")
}

function placeOf(varDir: string, record: EmbeddedRecord, server: Omit<PostmasterStart, "port">): Place {
  const place: Place = {
    varDir,
    directory: server.directory,
    record,
    start: () => startPostmaster({ ...server, port: place.record.port }),
  }
  return place
}

// Durability is left at PostgreSQL's own safe defaults rather than forced here, so that a start can see, and refuse, that
// somebody has turned it off.
function parametersFor(durable: boolean): Record<string, string> {
  return {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    // A database of tests is small, and others stand beside it.
    shared_buffers: durable ? sharedBuffers() : "128MB",
    max_connections: "100",
    timezone: "UTC",
    log_timezone: "UTC",
    logging_collector: "on",
    log_filename: "postgresql-%a.log",
    log_truncate_on_rotation: "on",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  }
}

// A finished piece of log lies there whole and synced, whoever takes it on; a piece is finished after half a minute at the latest, so
// that no more than a minute of work is ever on this disk alone.
function archiveParameters(directory: string): Record<string, string> {
  return {
    archive_mode: "on",
    archive_library: "basic_archive",
    "basic_archive.archive_directory": logFolder(directory),
    archive_timeout: "30",
  }
}

function makeLogFolder(directory: string, account: Account): void {
  mkdirSync(logFolder(directory), { recursive: true, mode: 0o700 })
  if (account) chownSync(logFolder(directory), account.uid, account.gid)
}

function missing(directory: string, varDir: string): string {
  return `The data of the embedded PostgreSQL should be in ${directory} and is not there: restore it, or start with another VAR_DIR than ${varDir}.`
}
