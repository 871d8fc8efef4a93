// Brings a database up to date: our files in order, then the job tables, then what the desk's lesser role may touch.

import { setTimeout as pause } from "node:timers/promises"
import pg from "pg"
import { z } from "zod"
import { Refused } from "../errors.ts"
import { type Reads, row, rows } from "./database.ts"
import { grantDesk } from "./grants.ts"
import { installJobTables } from "./migrate-jobs.ts"
import { type MigrationFile, migrationFiles } from "./migration-files.ts"
import { sql } from "./sql.ts"

export type MigrateOptions = {
  /** The address of a role that may change the schema. */
  readonly ownerUrl: string
  /** The role that the desk works as; granted what it needs and no more. Absent where the desk works as the owner. */
  readonly deskRole?: string
  readonly files?: readonly MigrationFile[]
}

/** Applies what is missing. Safe to repeat, to run twice at once, and to kill: a file is applied whole or not at all. Gives the names applied. */
export function migrate(options: MigrateOptions): Promise<string[]> {
  return connected(options.ownerUrl, async (client) => {
    await lock(client)
    const applied = await applyFiles(client, options.files ?? migrationFiles())
    await installJobTables(client)
    if (options.deskRole !== undefined) await grantDesk(client, options.deskRole)
    return applied
  })
}

/** What a start does: migrates, or, where the role may not, makes sure that there is nothing to migrate. Throws Refused. */
export async function bringUpToDate(options: MigrateOptions): Promise<void> {
  if (await connected(options.ownerUrl, mayChangeSchema)) await migrate(options)
  else await connected(options.ownerUrl, (client) => refusePending(client, options.files ?? migrationFiles()))
}

/** Whether the database has ever been migrated. */
export async function isMigrated(on: Reads): Promise<boolean> {
  const found = await row<{ there: boolean }>(on, sql`select to_regclass('migrations') is not null as there`)
  return found?.there === true
}

/** The files that a database has had and this release does not know: a newer release has been here. */
export async function unknownMigrations(
  on: Reads,
  files: readonly MigrationFile[] = migrationFiles(),
): Promise<string[]> {
  const known = files.map((file) => file.name)
  const found = await rows<{ name: string }>(
    on,
    sql`select name from migrations where name <> all(${known}::text[]) order by name`,
  )
  return found.map((each) => each.name)
}

/** The names of the files that a database lacks. Throws Refused where a landed file has been edited. */
export async function pendingMigrations(
  client: pg.ClientBase,
  files: readonly MigrationFile[] = migrationFiles(),
): Promise<MigrationFile[]> {
  const landed = await landedFiles(client)
  refuseEdited(files, landed)
  const pending = files.filter((file) => !landed.has(file.name))
  refuseOutOfOrder(pending, [...landed.keys()])
  return pending
}

async function connected<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "charter migrate",
    connectionTimeoutMillis: 10_000,
  })
  // A connection that dies fails its statement; without a listener it would end the process before anybody reads why.
  client.on("error", () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => {})
  }
}

async function mayChangeSchema(client: pg.Client): Promise<boolean> {
  const result = await client.query<{ may: boolean }>("select has_schema_privilege(current_schema(), 'create') as may")
  return result.rows[0]?.may === true
}

async function refusePending(client: pg.Client, files: readonly MigrationFile[]): Promise<void> {
  const pending = await pendingMigrations(client, files)
  if (pending.length === 0) return
  throw new Refused(
    `The schema lacks ${pending.map((file) => file.name).join(", ")}, and this role may not change it: run charter migrate with MIGRATE_DATABASE_URL.`,
  )
}

// The lock belongs to the session, so a killed migration lets go of it. Asked for rather than waited for: a waiting statement
// would hold a snapshot that a concurrent index build waits for in turn.
async function lock(client: pg.Client): Promise<void> {
  const patienceMs = 300_000
  for (const started = performance.now(); performance.now() - started < patienceMs; await pause(200)) {
    const result = await client.query<{ held: boolean }>("select pg_try_advisory_lock(7243003) as held")
    if (result.rows[0]?.held) return
  }
  throw new Refused(
    "Another process has been changing the schema of this database for five minutes: look at it, then try again.",
  )
}

async function applyFiles(client: pg.Client, files: readonly MigrationFile[]): Promise<string[]> {
  await client.query(migrationsTable)
  const pending = await pendingMigrations(client, files)
  for (const file of pending) await applyPatiently(client, file)
  return pending.map((file) => file.name)
}

const migrationsTable = `
create table if not exists migrations (
  name text primary key,
  sha256 text not null,
  applied_at timestamptz not null default now()
);
comment on table migrations is 'The files of db/migrations that this database has had, each once.';
comment on column migrations.name is 'The name of the file.';
comment on column migrations.sha256 is 'SHA-256 of its text when it was applied: a landed file is never edited.';
comment on column migrations.applied_at is 'When it was applied.';
`

// A change that waits behind a long reader makes everybody after it wait too: it gives up after two seconds, and comes again.
async function applyPatiently(client: pg.Client, file: MigrationFile): Promise<void> {
  const tries = 15
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await apply(client, file)
    } catch (error) {
      await client.query("rollback").catch(() => {})
      if (attempt === tries || !isLockTimeout(error)) throw notApplied(file, error)
      await pause(200 * attempt)
    }
  }
}

async function apply(client: pg.Client, file: MigrationFile): Promise<void> {
  if (/\bindex concurrently\b/i.test(file.text)) return applyApart(client, file)
  await client.query("begin")
  await client.query("set local lock_timeout = '2s'")
  await client.query(file.text)
  await recordApplied(client, file)
  await client.query("commit")
}

// An index that is built beside the writers cannot be in a transaction. Such a file can be run from its start however far it came:
// it drops the index if it is there, which may be half of one, and builds it.
async function applyApart(client: pg.Client, file: MigrationFile): Promise<void> {
  const statements = file.text.split(/;[ \t]*$/m).filter((each) => each.trim() !== "")
  for (const statement of statements) await client.query(statement)
  await recordApplied(client, file)
}

async function recordApplied(client: pg.Client, { name, sha256 }: MigrationFile): Promise<void> {
  await client.query("insert into migrations (name, sha256) values ($1, $2)", [name, sha256])
}

async function landedFiles(client: pg.ClientBase): Promise<Map<string, string>> {
  const found = await client.query("select to_regclass('migrations') as name")
  if (found.rows[0]?.name === null) return new Map()
  const result = await client.query<{ name: string; sha256: string }>(
    "select name, sha256 from migrations order by name",
  )
  return new Map(result.rows.map((each) => [each.name, each.sha256]))
}

function refuseEdited(files: readonly MigrationFile[], landed: Map<string, string>): void {
  const edited = files.filter((file) => landed.has(file.name) && landed.get(file.name) !== file.sha256)
  if (edited.length === 0) return
  throw new Refused(
    `${edited.map((file) => file.name).join(", ")}: this database had another version of the file. A landed migration is never edited: undo the edit and add a new file.`,
  )
}

function refuseOutOfOrder(pending: readonly MigrationFile[], landed: readonly string[]): void {
  const last = landed.at(-1)
  const late = last === undefined ? undefined : pending.find((file) => file.name < last)
  if (late === undefined) return
  throw new Refused(
    `${late.name} comes before ${last}, which this database has had already: give it the next free number.`,
  )
}

function isLockTimeout(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "55P03"
}

// PostgreSQL names the character; a person looks for the line.
function notApplied(file: MigrationFile, error: unknown): Error {
  const { message, position } = z.object({ message: z.string(), position: z.coerce.number().optional() }).parse(error)
  const line = position === undefined ? "" : ` at line ${file.text.slice(0, position).split("\n").length}`
  return new Error(`${file.name} was not applied: ${message}${line}`, { cause: error })
}
