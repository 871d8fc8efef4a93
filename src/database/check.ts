// Refuses a database that would lose what it has acknowledged, or that lacks what we use.

import { Refused } from "../errors.ts"
import { type Reads, row } from "./database.ts"
import { sql } from "./sql.ts"

export type ServerFacts = {
  readonly version: number
  readonly fsync: string
  readonly synchronousCommit: string
  readonly fullPageWrites: string
}

const oldestVersion = 15

/** Throws Refused, naming each fault, where the server is too old or is set to lose acknowledged work in a crash. */
export async function checkDatabase(on: Reads): Promise<void> {
  const facts = await serverFacts(on)
  const faults = facts === undefined ? ["PostgreSQL does not tell its settings."] : faultsOf(facts)
  if (faults.length > 0) throw new Refused(faults.join(" "))
}

/** Whether a page that the disk has spoilt is noticed when it is read. Without checksums it is believed. */
export async function hasChecksums(on: Reads): Promise<boolean> {
  const found = await row<{ checksums: string }>(on, sql`select current_setting('data_checksums') as checksums`)
  return found?.checksums === "on"
}

/** What is wrong with a server, in sentences; nothing when it is sound. */
export function faultsOf(facts: ServerFacts): string[] {
  const major = Math.floor(facts.version / 10_000)
  return [
    ...(major < oldestVersion ? [`PostgreSQL ${oldestVersion} or later is needed, and this is ${major}.`] : []),
    ...turnedOff("fsync", facts.fsync),
    ...turnedOff("synchronous_commit", facts.synchronousCommit),
    ...turnedOff("full_page_writes", facts.fullPageWrites),
  ]
}

function turnedOff(name: string, value: string): string[] {
  return value === "off"
    ? [`PostgreSQL's setting ${name} is off, so a crash could lose what the desk has promised to keep: turn it on.`]
    : []
}

function serverFacts(on: Reads): Promise<ServerFacts | undefined> {
  return row<ServerFacts>(
    on,
    sql`select current_setting('server_version_num')::int as version,
               current_setting('fsync') as fsync,
               current_setting('synchronous_commit') as "synchronousCommit",
               current_setting('full_page_writes') as "fullPageWrites"`,
  )
}
