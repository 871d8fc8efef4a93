// What the desk's lesser role may touch: rows, never the schema. Applied after every migration, so that new tables are covered.

import pg from "pg"
import { Refused } from "../errors.ts"
import { jobSchema } from "./migrate-jobs.ts"

/** Tables that only grow: not even a fault in our own code can rewrite them. */
const appendOnly = [
  "events",
  "audit",
  "charter_versions",
  "head_keys",
  "heads",
  "audit_leaves",
  "redaction_ledger",
  "role_changes",
  "privilege_changes",
]
const readOnly = ["migrations"]

/** Grants `role` its work. Does nothing where the role is the owner itself, who may do all of it anyway. */
export async function grantDesk(client: pg.ClientBase, role: string): Promise<void> {
  if (await isOurselves(client, role)) return
  await mustExist(client, role)
  const present = await presentTables(client)
  await client.query(["begin", ...grantsFor(pg.escapeIdentifier(role), present), "commit"].join(";\n"))
}

function grantsFor(role: string, present: ReadonlySet<string>): string[] {
  return [
    ...["public", jobSchema].flatMap((schema) => [
      `grant usage on schema ${schema} to ${role}`,
      `grant select, insert, update, delete on all tables in schema ${schema} to ${role}`,
      `grant usage, select on all sequences in schema ${schema} to ${role}`,
    ]),
    ...appendOnly.filter((name) => present.has(name)).map((name) => `revoke update, delete on ${name} from ${role}`),
    ...readOnly
      .filter((name) => present.has(name))
      .map((name) => `revoke insert, update, delete on ${name} from ${role}`),
  ]
}

async function isOurselves(client: pg.ClientBase, role: string): Promise<boolean> {
  const result = await client.query<{ same: boolean }>("select current_user = $1 as same", [role])
  return result.rows[0]?.same === true
}

async function mustExist(client: pg.ClientBase, role: string): Promise<void> {
  const found = await client.query("select from pg_roles where rolname = $1", [role])
  if (found.rowCount === 0)
    throw new Refused(`The database has no role ${role}, which DATABASE_URL names: create it first.`)
}

async function presentTables(client: pg.ClientBase): Promise<Set<string>> {
  const result = await client.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public'",
  )
  return new Set(result.rows.map((each) => each.name))
}
