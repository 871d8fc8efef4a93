// The two roles of the embedded database: the owner, who may change the schema, and the desk, which may not.

import type pg from "pg"
import { ownerClient } from "./owner.ts"

export const deskRole = "charter_desk"
const databaseName = "charter"

/** Makes the desk's role and the database where they are missing. Safe when two processes do it at once. */
export async function prepareRoles(maintenanceUrl: string, deskPassword: string): Promise<void> {
  await ownerClient(maintenanceUrl, async (client) => {
    // Held by the session, because `create database` runs in no transaction.
    await client.query("select pg_advisory_lock(7243002)")
    await makeRole(client, deskPassword)
    await makeDatabase(client)
  })
}

async function makeRole(client: pg.Client, password: string): Promise<void> {
  const found = await client.query("select from pg_roles where rolname = $1", [deskRole])
  const verb = found.rowCount === 0 ? "create" : "alter"
  const role = client.escapeIdentifier(deskRole)
  await client.query(`${verb} role ${role} login nosuperuser nocreatedb password ${client.escapeLiteral(password)}`)
}

async function makeDatabase(client: pg.Client): Promise<void> {
  const found = await client.query("select from pg_database where datname = $1", [databaseName])
  if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(databaseName)}`)
}
