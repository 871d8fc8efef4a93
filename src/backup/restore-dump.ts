// A dump goes back into an empty database of the operator's own, by the operator's own pg_restore.

import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { pipeline } from "node:stream/promises"
import { ownerClient } from "../database/index.ts"
import { Refused } from "../errors.ts"
import { keyFor, type Manifest } from "./manifest.ts"
import { type OwnDatabase, runTool } from "./own-tools.ts"
import { readPart } from "./part.ts"
import { unpackBackup } from "./unpack.ts"
import { verifyBackup } from "./verify.ts"

export type DumpRestore = OwnDatabase & {
  readonly folder: string
  readonly manifest: Manifest
  readonly key: Buffer | undefined
  readonly varDir: string
}

/** Fills an empty database, in one transaction: whole or not at all. Throws Refused where it is not empty, or the backup is not good. */
export async function restoreDump(plan: DumpRestore): Promise<void> {
  const { folder, manifest, key, varDir, ...own } = plan
  await mustBeEmpty(own.url)
  const faults = await verifyBackup(folder, key)
  if (faults.length > 0) throw new Refused(`The backup is not good: ${faults.join(" ")}`)
  mkdirSync(varDir, { recursive: true })
  const desk = mkdtempSync(join(varDir, ".being-restored-"))
  try {
    await unpackBackup(folder, manifest, key, { data: desk, desk, owner: undefined })
    await fill(plan)
    for (const name of readdirSync(desk)) cpSync(join(desk, name), join(varDir, name), { recursive: true })
  } finally {
    rmSync(desk, { recursive: true, force: true })
  }
}

async function fill({ folder, manifest, key, url, tools }: DumpRestore): Promise<void> {
  const part = manifest.parts.find(({ name }) => name.startsWith("database.dump"))
  if (part === undefined) throw new Refused("The backup holds no dump of a database.")
  const tool = runTool({ url, tools }, "pg_restore", [
    "--no-owner",
    "--no-privileges",
    "--exit-on-error",
    "--single-transaction",
  ])
  const fed = pipeline(readPart(join(folder, part.name), part.name, keyFor(manifest, key), part), tool.input)
  tool.output.resume()
  // Where it ends early, its own words say more than that it no longer listens.
  fed.catch(() => undefined)
  await tool.ended
  await fed
}

async function mustBeEmpty(url: string): Promise<void> {
  const count = await ownerClient(url, (client) =>
    client.query<{ count: number }>(
      "select count(*)::int as count from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('public', 'pgboss') and c.relkind in ('r', 'p')",
    ),
  )
  if (count.rows[0]?.count === 0) return
  throw new Refused("The database that DATABASE_URL names is not empty: restore into a new one.")
}
