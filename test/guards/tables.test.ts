// Everything of a case lies together: its tables begin their primary key with its number and point at nothing outside it, so that they
// can be spread over machines by that number (docs/scale.md).

import assert from "node:assert/strict"
import { after, test } from "node:test"
import { testDatabase } from "../support/database.ts"

const database = await testDatabase()
after(() => database.close())

// Each is there before there is a case, or beside it, and is found by a key of its own.
const foundOtherwise: Readonly<Record<string, string>> = {
  letters: "a delivery, which most often is on no case yet",
  reports: "a report that is being written",
  idempotency: "a key that somebody sent",
  imported_cases: "a case of another system, found by what it was called there",
  calls: "a telephone call, which most often is on no case yet",
  caught_mail: "the mailbox page of a desk without a relay, in the order of sending",
  webhook_deliveries: "what an endpoint is told, found by the endpoint; a trial message is of no case",
}

async function named(text: string): Promise<string[]> {
  return (await database.db.pool.query<{ name: string }>(text)).rows.map((each) => each.name)
}

const ofCases = () =>
  named(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'case_id' order by 1",
  )

test("each table of cases begins its primary key with the case", async () => {
  const first = await named(
    `select c.relname as name from pg_index i join pg_class c on c.oid = i.indrelid
     join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
     where i.indisprimary and a.attname = 'case_id' and c.relnamespace = 'public'::regnamespace`,
  )
  const stray = (await ofCases()).filter((name) => !first.includes(name) && !(name in foundOtherwise))
  assert.deepEqual(stray, [])
  assert.ok(first.length >= 6)
})

test("each exception is still there, and still one", async () => {
  const tables = await ofCases()
  assert.deepEqual(
    Object.keys(foundOtherwise).filter((name) => !tables.includes(name)),
    [],
  )
})

test("no foreign key leads out of a case or into one", async () => {
  const crossing = await named(
    `select format('%s -> %s', conrelid::regclass, confrelid::regclass) as name from pg_constraint
     where contype = 'f' and connamespace = 'public'::regnamespace
       and exists (select from pg_attribute a where a.attrelid in (conrelid, confrelid) and a.attname = 'case_id')`,
  )
  assert.deepEqual(crossing, [])
})

test("no unique index holds across cases but the primary key's", async () => {
  const across = await named(
    `select c.relname as name from pg_index i join pg_class t on t.oid = i.indrelid join pg_class c on c.oid = i.indexrelid
     where i.indisunique and t.relnamespace = 'public'::regnamespace
       and exists (select from pg_attribute a where a.attrelid = t.oid and a.attname = 'case_id')
       and not exists (select from pg_attribute a where a.attrelid = t.oid and a.attnum = any(i.indkey::int2[]) and a.attname = 'case_id')`,
  )
  const known = [
    "letters_pkey",
    "letters_once",
    "reports_pkey",
    "idempotency_pkey",
    "calls_pkey",
    "calls_once",
    "caught_mail_pkey",
    "webhook_deliveries_pkey",
    "imported_cases_pkey",
    "redaction_ledger_line_key",
  ]
  assert.deepEqual(
    across.filter((name) => !known.includes(name)),
    [],
  )
})
