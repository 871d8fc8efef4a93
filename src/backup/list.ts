// The backups in a folder.

import { existsSync, readdirSync } from "node:fs"
import { basename, join } from "node:path"
import { isRefusal, Refused } from "../errors.ts"
import { isBackup, type Manifest, readManifest } from "./manifest.ts"

export type FoundBackup = {
  readonly name: string
  readonly folder: string
  /** Undefined where it cannot be read; `fault` says why. */
  readonly manifest: Manifest | undefined
  readonly fault: string | undefined
}

/** What lies in a folder that is one backup, or holds several: oldest first. What is being made is not there yet. */
export function backupsIn(folder: string, key: Buffer | undefined): FoundBackup[] {
  if (!existsSync(folder)) return []
  if (isBackup(folder)) return [foundAt(folder, key)]
  const names = readdirSync(folder, { withFileTypes: true }).filter((each) => each.isDirectory())
  const backups = names.filter(({ name }) => /^\d{4}-\d\d-\d\dT\d{6}Z(-\d+)?$/.test(name))
  return backups.map(({ name }) => foundAt(join(folder, name), key)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}

/** The youngest backup that ended by an instant, or of all. Throws Refused where there is none. */
export function backupFor(
  folder: string,
  key: Buffer | undefined,
  to: number | undefined,
): FoundBackup & { manifest: Manifest } {
  const all = backupsIn(folder, key)
  if (all.length === 0) throw new Refused(`There is no backup in ${folder}.`)
  const early = all.filter(({ manifest }) => manifest === undefined || to === undefined || stoppedAt(manifest) <= to)
  const last = early.at(-1)
  if (last === undefined)
    throw new Refused(
      `The oldest backup in ${folder} is younger than that: it was made at ${all[0]?.manifest?.stoppedAt}.`,
    )
  if (last.manifest === undefined) throw new Refused(`${last.name} cannot be restored. ${last.fault}`)
  return { ...last, manifest: last.manifest }
}

/** When a backup ended, to the millisecond after it: only from then on is it whole. */
export function stoppedAt(manifest: Manifest): number {
  return Temporal.Instant.from(manifest.stoppedAt).epochMilliseconds + 1
}

function foundAt(folder: string, key: Buffer | undefined): FoundBackup {
  const name = basename(folder)
  try {
    return { name, folder, manifest: readManifest(folder, key), fault: undefined }
  } catch (error) {
    if (!isRefusal(error)) throw error
    return { name, folder, manifest: undefined, fault: error.message }
  }
}
