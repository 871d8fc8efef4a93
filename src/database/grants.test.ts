import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../../test/support/database.ts"
import { rows } from "./database.ts"
import { sql } from "./sql.ts"

const database = await testDatabase()
after(() => database.close())

const forbidden = [
  "update events set at = at",
  "delete from events",
  "truncate events",
  "update audit set at = at",
  "delete from audit",
  "delete from charter_versions",
  "insert into migrations (name, sha256) values ('0000-mine.sql', '')",
  "update migrations set sha256 = ''",
  "delete from migrations",
  "alter table events disable trigger all",
  "create table mine ()",
  "create function mine() returns int language sql as 'select 1'",
  "drop table events",
  "truncate pgboss.job",
  "create table pgboss.mine ()",
]
for (const statement of forbidden) {
  test(`A47: the desk's role may not: ${statement}`, async () => {
    await assert.rejects(database.db.pool.query(statement), { code: "42501" })
  })
}

test("the desk's role works on every other table", async () => {
  const lacking = await rows<{ name: string; privilege: string }>(
    database.db,
    sql`select c.relname as name, p.privilege
        from pg_class c cross join unnest(array['select', 'insert', 'update', 'delete']) as p (privilege)
        where c.relnamespace in ('public'::regnamespace, 'pgboss'::regnamespace) and c.relkind in ('r', 'p')
          and not has_table_privilege(c.oid, p.privilege)
        order by 1, 2`,
  )
  const allowed = new Set([
    "events",
    "audit",
    "charter_versions",
    "migrations",
    "head_keys",
    "heads",
    "audit_leaves",
    "redaction_ledger",
    "role_changes",
    "privilege_changes",
  ])
  assert.deepEqual(
    lacking.filter(({ name }) => !allowed.has(name)),
    [],
  )
})
