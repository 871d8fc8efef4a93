// The schema's history as files: db/migrations/NNNN-name.sql, forward only.

import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

export type MigrationFile = { readonly name: string; readonly text: string; readonly sha256: string }

export const migrationsDirectory = join(import.meta.dirname, "../../db/migrations")

/** The files in the order of their numbers. Throws where a name is not NNNN-name.sql or a number is used twice. */
export function migrationFiles(directory = migrationsDirectory): MigrationFile[] {
  const names = readdirSync(directory)
    .filter((name) => !name.startsWith("."))
    .sort()
  const odd = names.find((name) => !/^\d{4}-[a-z0-9-]+\.sql$/.test(name))
  if (odd !== undefined) throw new Error(`${odd} is not named like a migration: 0001-what-it-does.sql.`)
  const twice = names.find((name, index) => name.slice(0, 4) === names[index + 1]?.slice(0, 4))
  if (twice !== undefined) throw new Error(`Two migrations have the number of ${twice}.`)
  return names.map((name) => fileOf(directory, name))
}

function fileOf(directory: string, name: string): MigrationFile {
  const text = readFileSync(join(directory, name), "utf8")
  return { name, text, sha256: createHash("sha256").update(text).digest("hex") }
}
