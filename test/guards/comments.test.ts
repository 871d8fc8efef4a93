import assert from "node:assert/strict"
import { after, test } from "node:test"
import { rows, sql } from "../../src/database/index.ts"
import { testDatabase } from "../support/database.ts"

const database = await testDatabase()
after(() => database.close())

test("every table and column says what it is for", async () => {
  const silent = await rows<{ name: string }>(
    database.db,
    sql`select case when a.attnum = 0 then c.relname else c.relname || '.' || a.attname end as name
        from pg_class c
        cross join lateral (
          select 0::int2 as attnum, ''::name as attname
          union all
          select attnum, attname from pg_attribute where attrelid = c.oid and attnum > 0 and not attisdropped
        ) a
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
          and coalesce(col_description(c.oid, a.attnum), case when a.attnum = 0 then obj_description(c.oid, 'pg_class') end, '') = ''
        order by 1`,
  )
  assert.deepEqual(
    silent.map(({ name }) => name),
    [],
  )
})

test("there are tables to look at", async () => {
  const tables = await rows(
    database.db,
    sql`select from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  )
  assert.ok(tables.length > 5)
})
