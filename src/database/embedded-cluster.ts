// The data directory of the embedded PostgreSQL: made once, whole or not at all.

import { execFile } from "node:child_process"
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { Refused } from "../errors.ts"
import type { Account } from "./embedded-account.ts"
import type { Binaries } from "./embedded-binaries.ts"

export const ownerRole = "charter"

export type ClusterPlan = {
  readonly binaries: Binaries
  readonly account: Account
  readonly directory: string
  readonly ownerPassword: string
  readonly durable: boolean
}

/** Makes the data directory unless it is there. Of several processes that make it at once, one's stays. */
export async function initialiseCluster(plan: ClusterPlan): Promise<void> {
  if (existsSync(plan.directory)) return
  const draft = `${plan.directory}.new-${process.pid}`
  rmSync(draft, { recursive: true, force: true })
  makeFor(plan.account, draft)
  try {
    await runInitdb(plan, draft)
    renameSync(draft, plan.directory)
  } catch (error) {
    if (!existsSync(plan.directory)) throw error
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

/** Refuses data that another major version of PostgreSQL wrote: its server would only say that it cannot read it. */
export function checkDataVersion(directory: string, binaries: Binaries): void {
  const written = readFileSync(join(directory, "PG_VERSION"), "utf8").trim()
  if (written === binaries.majorVersion) return
  throw new Refused(
    `The data in ${directory} was written by PostgreSQL ${written}, and this release brings PostgreSQL ${binaries.majorVersion}: restore a backup into a new VAR_DIR.`,
  )
}

// Locale builtin C.UTF-8: order and upper case never change with the operating system under an index.
async function runInitdb(plan: ClusterPlan, draft: string): Promise<void> {
  const passwordFile = `${draft}.password`
  writeFileSync(passwordFile, plan.ownerPassword, { mode: 0o600 })
  if (plan.account) chownSync(passwordFile, plan.account.uid, plan.account.gid)
  try {
    await promisify(execFile)(
      plan.binaries.initdb,
      [
        `--pgdata=${draft}`,
        `--username=${ownerRole}`,
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--data-checksums",
        ...(plan.durable ? [] : ["--no-sync"]),
      ],
      { ...plan.account, cwd: "/", env: { LC_ALL: "C", TZ: "UTC" } },
    )
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

function makeFor(account: Account, directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  if (account) chownSync(directory, account.uid, account.gid)
}
