// Which files of a data directory a base copy holds. What PostgreSQL makes anew at its start, or may lose, is left out, as pg_basebackup
// leaves it out (its documentation lists them).

import { readdirSync, statSync } from "node:fs"
import { join } from "node:path"
import { Refused } from "../errors.ts"

export type DataEntry = { readonly path: string; readonly isDirectory: boolean }

const emptied = [
  "pg_wal",
  "pg_replslot",
  "pg_stat_tmp",
  "pg_dynshmem",
  "pg_notify",
  "pg_serial",
  "pg_snapshots",
  "pg_subtrans",
  "log",
]

const leftOut =
  /^(postmaster\.(pid|opts)|backup_label(\.old)?|tablespace_map(\.old)?|backup_manifest|current_logfiles(\.tmp)?|postgresql\.auto\.conf\.tmp|(recovery|standby)\.signal|pg_internal\.init.*|pgsql_tmp.*|t\d+_\d+.*|\.s\.PGSQL.*)$/

/** Read last: it tells a server what the other files are. */
export const controlFile = "global/pg_control"

/** The entries of a data directory in the order in which they are to be copied, each folder before what is in it. Throws Refused where data lies outside it. */
export function* dataEntries(directory: string): Generator<DataEntry> {
  if (readdirSync(join(directory, "pg_tblspc")).length > 0)
    throw new Refused(
      `The data in ${directory} has tablespaces elsewhere, which this backup does not follow: use your own tools.`,
    )
  yield* entriesOf(directory, "")
  yield { path: controlFile, isDirectory: false }
}

function* entriesOf(directory: string, folder: string): Generator<DataEntry> {
  const entries = entriesIn(join(directory, folder))
  const names = new Set(entries.map((each) => each.name))
  for (const { name, isDirectory } of entries) {
    const path = folder === "" ? name : `${folder}/${name}`
    if (leftOut.test(name) || path === controlFile || isUnlogged(name, names)) continue
    yield { path, isDirectory }
    if (!isDirectory) continue
    if (emptied.includes(path)) yield* emptiedFolder(path)
    else yield* entriesOf(directory, path)
  }
}

function* emptiedFolder(path: string): Generator<DataEntry> {
  if (path === "pg_wal") yield { path: "pg_wal/archive_status", isDirectory: true }
}

// A file can go while we look: a table is dropped, a temporary file is done with. The log tells the rest.
function entriesIn(folder: string): { name: string; isDirectory: boolean }[] {
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false })
      if (stat === undefined || !(stat.isFile() || stat.isDirectory())) return []
      return [{ name, isDirectory: stat.isDirectory() }]
    })
}

// An unlogged table starts anew from its initial fork after a recovery.
function isUnlogged(name: string, beside: ReadonlySet<string>): boolean {
  const relation = /^(\d+)(_(fsm|vm))?(\.\d+)?$/.exec(name)?.[1]
  return relation !== undefined && beside.has(`${relation}_init`)
}
