import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { afterEach, beforeEach, test } from "node:test"
import { setTimeout as pause } from "node:timers/promises"
import pg from "pg"
import { getRollbackPlans } from "pg-boss"
import { bareDatabase, type EmptyDatabase, emptyDatabase } from "../../test/support/empty.ts"
import { until } from "../../test/support/until.ts"
import { Refused } from "../errors.ts"
import { bringUpToDate, migrate } from "./migrate.ts"
import { jobSchemaVersion } from "./migrate-jobs.ts"
import { type MigrationFile, migrationFiles } from "./migration-files.ts"

let database: EmptyDatabase
beforeEach(async () => {
  database = await emptyDatabase()
})
afterEach(() => database.drop())

const one = file("0001-one.sql", "create table one (x int)")
const two = file("0002-two.sql", "create table two (x int); alter table one add y int")

test("files are applied in the order of their numbers, each once", async () => {
  assert.deepEqual(await run([one, two]), ["0001-one.sql", "0002-two.sql"])
  assert.deepEqual(await run([one, two]), [])
  assert.deepEqual(await run([one, two, file("0003-three.sql", "create table three ()")]), ["0003-three.sql"])
})

test("a bare database gets the job tables as well", async () => {
  const bare = await bareDatabase()
  assert.deepEqual(await migrate({ ownerUrl: bare.ownerUrl, files: [one] }), ["0001-one.sql"])
  assert.deepEqual(await ask("select version from pgboss.version", bare.ownerUrl), [{ version: jobSchemaVersion }])
  await bare.drop()
})

test("F63: a file that fails half-way leaves nothing behind, and is applied whole once it is mended", async () => {
  await assert.rejects(
    run([one, file("0002-two.sql", "create table two (x int);\nalter table nowhere add y int")]),
    /0002-two.sql was not applied.*nowhere/,
  )
  assert.deepEqual(await tables(), ["migrations", "one"])
  assert.deepEqual(await run([one, two]), ["0002-two.sql"])
})

test("a fault is told with its file and its line", async () => {
  await assert.rejects(
    run([file("0001-one.sql", "create table one (\n  only int\n)")]),
    /0001-one.sql was not applied: syntax error at or near "only" at line 2/,
  )
})

test("F63: four migrations at once apply each file once", async () => {
  const slow = file("0001-slow.sql", "select pg_sleep(0.3); create table slow ()")
  const applied = await Promise.all(
    Array.from({ length: 4 }, () => run([slow, file("0002-next.sql", "create table next ()")])),
  )
  assert.deepEqual(applied.flat().toSorted(), ["0001-slow.sql", "0002-next.sql"])
})

test("F63: a migration killed half-way is taken up where it was", async () => {
  const files = [one, file("0002-slow.sql", "create table slow (); select pg_sleep(60)")]
  const script = `import { migrate } from ${JSON.stringify(new URL("./migrate.ts", import.meta.url).href)}
    await migrate(${JSON.stringify({ ownerUrl: database.ownerUrl, files })})`
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" })
  await until(
    async () =>
      (
        await ask(
          "select from pg_stat_activity where query like '%pg_sleep(60)%' and state = 'active' and pid <> pg_backend_pid()",
        )
      ).length > 0,
  )
  child.kill("SIGKILL")
  await ask(
    "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep(60)%' and pid <> pg_backend_pid()",
  )
  assert.deepEqual(await tables(), ["migrations", "one"])
  assert.deepEqual(await run([one, file("0002-slow.sql", "create table slow ()")]), ["0002-slow.sql"])
})

test("F63: the project's own migrations, ended after their first, a middle and their last statement, leave nothing of the file, and are applied whole after", async () => {
  const files = migrationFiles()
  for (const [index, each] of files.entries()) {
    // A file of indexes beside the writers is no one transaction.
    const isWhole = !/index concurrently/.test(each.text)
    const before = await schema()
    const statements = each.text.split(/;\s*$/m)
    for (const cut of isWhole ? new Set([1, Math.ceil(statements.length / 2), statements.length - 1]) : []) {
      const text = `${statements.slice(0, cut).join(";\n")};\nselect pg_terminate_backend(pg_backend_pid())`
      await assert.rejects(run([...files.slice(0, index), file(each.name, text)]), /terminat|closed/i)
      assert.equal(await schema(), before, `${each.name} after statement ${cut}`)
    }
    assert.deepEqual(await run(files.slice(0, index + 1)), [each.name])
  }
})

test("F64: an index beside the writers is built apart, and a half one from before is replaced", async () => {
  await run([one])
  await ask("insert into one select generate_series(1, 1000); create index one_x on one (x)")
  const writer = await client()
  await writer.query("begin; insert into one values (1)")
  const text =
    "-- Asked for by the list.\ndrop index concurrently if exists one_x;\ncreate index concurrently one_x on one (x);\n"
  const migrated = run([one, file("0002-index.sql", text)])
  await pause(300)
  await writer.query("insert into one values (2); commit")
  await writer.end()
  assert.deepEqual(await migrated, ["0002-index.sql"])
  assert.deepEqual(await ask("select indisvalid as valid from pg_index where indexrelid = 'one_x'::regclass"), [
    { valid: true },
  ])
})

test("F64: a migration gives way to a long transaction, and comes again", async () => {
  await run([one])
  const reader = await client()
  await reader.query("begin; select * from one")
  const migrated = run([one, file("0002-column.sql", "alter table one add z int")])
  await pause(2500)
  await reader.query("commit")
  await reader.end()
  assert.deepEqual(await migrated, ["0002-column.sql"])
})

test("a landed file that has been edited is refused, and nothing after it is applied", async () => {
  await run([one])
  await assert.rejects(
    run([file("0001-one.sql", "create table one (x bigint)"), two]),
    (error: Error) => error instanceof Refused && /0001-one.sql/.test(error.message),
  )
  assert.deepEqual(await tables(), ["migrations", "one"])
})

test("a file that comes too late for its number is refused", async () => {
  await run([one, file("0003-three.sql", "create table three ()")])
  await assert.rejects(run([one, two, file("0003-three.sql", "create table three ()")]), Refused)
})

test("F65: a database that is ahead of this release is left as it is", async () => {
  await run([one, two])
  assert.deepEqual(await run([one]), [])
})

test("the job tables are upgraded from an older release of them", async () => {
  await run([one])
  await ask(getRollbackPlans("pgboss", jobSchemaVersion))
  assert.deepEqual(await ask("select version from pgboss.version"), [{ version: jobSchemaVersion - 1 }])
  await run([one])
  assert.deepEqual(await ask("select version from pgboss.version"), [{ version: jobSchemaVersion }])
})

test("the desk's role may be the owner itself", async () => {
  await migrate({ ownerUrl: database.ownerUrl, deskRole: new URL(database.ownerUrl).username, files: migrationFiles() })
  await ask("create table still_may ()")
})

test("a desk's role that is not there is refused by name", async () => {
  await assert.rejects(
    migrate({ ownerUrl: database.ownerUrl, deskRole: "nobody_at_all", files: [one] }),
    /nobody_at_all/,
  )
})

test("a start whose role may not change the schema goes on when nothing is pending, and says what is when something is", async () => {
  const role = `charter_test_reader_${process.pid}`
  await ask(`create role ${role} login password 'reads'`)
  try {
    await migrate({ ownerUrl: database.ownerUrl, deskRole: role, files: [one] })
    const url = new URL(database.ownerUrl)
    url.username = role
    url.password = "reads"
    await bringUpToDate({ ownerUrl: url.href, files: [one] })
    await assert.rejects(
      bringUpToDate({ ownerUrl: url.href, files: [one, two] }),
      /lacks 0002-two.sql.*MIGRATE_DATABASE_URL/,
    )
  } finally {
    await ask(`drop owned by ${role}; drop role ${role}`)
  }
})

test("the files of the project are named and numbered as they should be", () => {
  assert.ok(migrationFiles().length > 0)
})

function run(files: readonly MigrationFile[]): Promise<string[]> {
  return migrate({ ownerUrl: database.ownerUrl, files })
}

function file(name: string, text: string): MigrationFile {
  return { name, text, sha256: createHash("sha256").update(text).digest("hex") }
}

async function schema(): Promise<string> {
  const found = await ask(
    `select c.relname, c.relkind::text, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     left join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
     where n.nspname = 'public' and c.relname not like 'migrations%' order by 1, 3`,
  )
  return JSON.stringify(found)
}

async function tables(): Promise<string[]> {
  const found = await ask<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' order by 1",
  )
  return found.map(({ name }) => name)
}

async function ask<Row extends object>(statement: string, url = database.ownerUrl): Promise<Row[]> {
  const asker = await client(url)
  try {
    return (await asker.query<Row>(statement)).rows
  } finally {
    await asker.end()
  }
}

async function client(url = database.ownerUrl): Promise<pg.Client> {
  const made = new pg.Client({ connectionString: url })
  await made.connect()
  return made
}
