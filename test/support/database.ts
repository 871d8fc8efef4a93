// A freshly migrated database for a test file, cloned from a template in about a tenth of a second.

import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import type pg from "pg"
import { closeDatabase, type Db, migrate, openDatabase } from "../../src/database/index.ts"
import { jobSchemaVersion } from "../../src/database/migrate-jobs.ts"
import { migrationFiles } from "../../src/database/migration-files.ts"
import { jobQueues } from "../../src/jobs/queues.ts"
import { clusterUrl } from "./cluster.ts"
import { addressed, dropDatabase, maintenance } from "./maintenance.ts"

export type TestDatabase = {
  /** Opened as the lesser role that the desk works as. */
  readonly db: Db
  readonly url: string
  /** The owner's address, for what only a test does: breaking things, looking where the desk may not. */
  readonly ownerUrl: string
  readonly close: () => Promise<void>
}

const deskRole = "charter_test_desk"
const databaseCode = join(import.meta.dirname, "../../src/database")
let made = 0

/** A database of your own. Close it when the file is done (`after(() => database.close())`). */
export async function testDatabase(): Promise<TestDatabase> {
  const cluster = await clusterUrl()
  const name = `test_${process.pid}_${made++}`
  await maintenance(cluster, async (client) => {
    const template = await preparedTemplate(client, cluster)
    await client.query(`create database ${name} template ${template}`)
  })
  const url = asDesk(cluster, name)
  const db = openDatabase({ url, connections: 10, name: "charter test" })
  return { db, url, ownerUrl: addressed(cluster, name), close: () => closed(db, cluster, name) }
}

// The template is named after everything that it is made from, so that a stale one is never used.
async function preparedTemplate(client: pg.Client, cluster: string): Promise<string> {
  const template = `template_${fingerprint()}`
  const draft = `${template}_draft`
  await client.query("select pg_advisory_lock(7243004)")
  if (await exists(client, "pg_database where datname = $1", template)) return template
  await removeLeftovers(client)
  await makeRole(client, cluster)
  await client.query(`drop database if exists ${draft} with (force)`)
  await client.query(`create database ${draft}`)
  await migrate({ ownerUrl: addressed(cluster, draft), deskRole })
  await client.query(`alter database ${draft} rename to ${template}`)
  return template
}

function fingerprint(): string {
  const hash = createHash("sha256").update(`${jobSchemaVersion} ${deskRole} ${JSON.stringify(jobQueues)}`)
  for (const name of ["grants.ts", "migrate.ts", "migrate-jobs.ts"]) hash.update(readFileSync(join(databaseCode, name)))
  for (const file of migrationFiles()) hash.update(file.name).update(file.sha256)
  return hash.digest("hex").slice(0, 16)
}

async function makeRole(client: pg.Client, cluster: string): Promise<void> {
  if (await exists(client, "pg_roles where rolname = $1", deskRole)) return
  await client.query(`create role ${deskRole} login password '${passwordFrom(cluster)}'`)
}

// Databases of test processes that were killed, and templates of migrations that have changed since.
async function removeLeftovers(client: pg.Client): Promise<void> {
  const result = await client.query<{ name: string }>(
    "select datname as name from pg_database where datname ~ '^(test|template)_[0-9a-f]+' order by datname",
  )
  for (const { name } of result.rows) {
    if (!belongsToSomebody(name)) await client.query(`drop database if exists ${name} with (force)`)
  }
}

function belongsToSomebody(name: string): boolean {
  const pid = /^test_(\d+)_/.exec(name)?.[1]
  if (pid === undefined) return false
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

async function closed(db: Db, cluster: string, name: string): Promise<void> {
  await closeDatabase(db)
  await maintenance(cluster, (client) => dropDatabase(client, name))
}

async function exists(client: pg.Client, what: string, name: string): Promise<boolean> {
  return (await client.query(`select from ${what}`, [name])).rowCount === 1
}

function asDesk(cluster: string, database: string): string {
  const url = new URL(addressed(cluster, database))
  url.username = deskRole
  url.password = passwordFrom(cluster)
  return url.href
}

// Every test process must know the lesser role's password, and all that they share is the owner's.
function passwordFrom(cluster: string): string {
  return createHash("sha256")
    .update(`desk ${new URL(cluster).password}`)
    .digest("hex")
}
