// Data that comes from elsewhere, a restored backup, becomes that of a VAR_DIR: whole in one step, or not at all.

import { chownSync, existsSync, mkdirSync, renameSync, rmSync } from "node:fs"
import { dirname } from "node:path"
import { Refused } from "../errors.ts"
import { accountFor } from "./embedded-account.ts"
import { sharedDirectory } from "./embedded-binaries.ts"
import { ownerRole } from "./embedded-cluster.ts"
import { endPostmaster, livingPostmaster } from "./embedded-postmaster.ts"
import { dataDirectory, recordOf, saveRecord } from "./embedded-record.ts"
import { ownerClient } from "./owner.ts"

export type Adoption = {
  /** Where the data is to be made, empty and of the account that PostgreSQL will run as. */
  readonly draft: string
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  /** Makes the passwords of the restored roles those that VAR_DIR knows. */
  readonly setPassword: (ownerUrl: string) => Promise<void>
  /** Gives the data, whose server has ended, its place. */
  readonly finish: () => void
  /** Removes what was made. */
  readonly abandon: () => void
}

/** Prepares a VAR_DIR for data from elsewhere. Throws Refused where it has data already. A start before `finish` is refused, too. */
export async function beginAdoption(varDir: string): Promise<Adoption> {
  mkdirSync(varDir, { recursive: true })
  const record = await recordOf(varDir)
  const directory = dataDirectory(varDir, record)
  if (existsSync(directory))
    throw new Refused(
      `There is a desk's data in ${directory} already: restore into an empty VAR_DIR, or move that data away.`,
    )
  // From now on a missing directory is a loss to report, not an empty place to fill.
  saveRecord(varDir, { ...record, initialised: true })
  const draft = draftOf(directory)
  rmSync(draft, { recursive: true, force: true })
  mkdirSync(draft, { recursive: true, mode: 0o700 })
  const owner = accountFor(undefined)
  if (owner) chownSync(draft, owner.uid, owner.gid)
  return {
    draft,
    owner,
    setPassword: (url) => setPassword(url, record.ownerPassword),
    finish: () => renameSync(draft, directory),
    abandon: () => {
      rmSync(draft, { recursive: true, force: true })
      saveRecord(varDir, record)
    },
  }
}

async function setPassword(url: string, password: string): Promise<void> {
  await ownerClient(url, (client) =>
    client.query(`alter role ${client.escapeIdentifier(ownerRole)} password ${client.escapeLiteral(password)}`),
  )
}

/** Removes a VAR_DIR that was made for a trial, with the data that may lie elsewhere for it. */
export async function discardScratch(varDir: string): Promise<void> {
  if (!existsSync(varDir)) return
  const directory = dataDirectory(varDir, await recordOf(varDir))
  const living = livingPostmaster(directory) ?? livingPostmaster(draftOf(directory))
  if (living !== undefined) await endPostmaster(living.pid)
  for (const path of [directory, draftOf(directory)]) rmSync(path, { recursive: true, force: true })
  if (directory.startsWith(`${sharedDirectory}/`)) rmSync(dirname(directory), { recursive: true, force: true })
  rmSync(varDir, { recursive: true, force: true })
}

function draftOf(directory: string): string {
  return `${directory}.being-restored`
}
