// A copy of a running server's data directory that a server can be started on: for a standby, or for a look at another moment.

import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from "node:fs"
import { type FileHandle, open, readdir, stat } from "node:fs/promises"
import { join } from "node:path"
import type pg from "pg"
import { Refused } from "../errors.ts"
import { controlFile, dataEntries } from "./data-files.ts"
import { beginOnlineBackup, type OnlineBackup } from "./online.ts"
import { isHistory, segmentsBetween } from "./wal-name.ts"

/**
 * Copies the data directory of a running server into `target`, which must not exist yet, with the log that makes the copy consistent. A server started on
 * it recovers to the moment at which the copy ended; with `standby.signal` and `primary_conninfo` beside it, it follows the other.
 * `owner` is a connection of the owner that nobody else uses meanwhile; whoever owns `directory` owns the copy.
 */
export async function baseCopy(owner: pg.ClientBase, directory: string, target: string): Promise<OnlineBackup> {
  const { uid, gid } = statSync(directory)
  const copy: Copy = { from: directory, to: target, uid, gid }
  makeFolder(copy, "")
  const underWay = await beginOnlineBackup(owner)
  try {
    for (const { path, isDirectory } of dataEntries(directory)) {
      if (isDirectory) makeFolder(copy, path)
      else await copyFile(copy, path)
    }
    const backup = await underWay.end()
    await finish(copy, backup)
    return backup
  } finally {
    await underWay.close()
  }
}

type Copy = { readonly from: string; readonly to: string; readonly uid: number; readonly gid: number }

async function finish(copy: Copy, backup: OnlineBackup): Promise<void> {
  writeText(copy, "backup_label", backup.label)
  if (backup.tablespaceMap !== "") writeText(copy, "tablespace_map", backup.tablespaceMap)
  for (const name of await logFiles(copy.from, backup)) {
    if (!(await copyFile(copy, `pg_wal/${name}`))) throw new Error(`PostgreSQL has not kept ${name} of its log`)
  }
}

/** The log of a backup, and the history of its timeline, as they lie in a data directory. */
export async function logFiles(directory: string, backup: OnlineBackup): Promise<string[]> {
  const histories = (await readdir(join(directory, "pg_wal"))).filter(isHistory)
  return [...histories, ...segmentsBetween(backup.startSegment, backup.stopSegment, backup.segmentBytes)]
}

// False where the file has gone.
async function copyFile(copy: Copy, path: string): Promise<boolean> {
  const source = await opened(join(copy.from, path))
  if (source === undefined) return false
  try {
    const target = await open(join(copy.to, path), "wx", 0o600)
    try {
      for await (const chunk of chunksOf(source, path, await sizeOf(source, path))) await target.writeFile(chunk)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
  owned(copy, path)
  return true
}

const chunkBytes = 1024 * 1024
// PG_CONTROL_FILE_SIZE: the same in every version that we know.
const controlBytes = 8192

/** How much of an open file is to be read, as it is now. */
export async function sizeOf(source: FileHandle, path: string): Promise<number> {
  return path === controlFile ? controlBytes : (await source.stat()).size
}

/**
 * So many bytes of an open file. It may grow while it is read, which the log repeats; or shrink, and then zeros take the place of what went. The file that tells a
 * server what it has is read until two readings agree: it may be written meanwhile.
 */
export async function* chunksOf(source: FileHandle, path: string, size: number): AsyncGenerator<Buffer> {
  if (path === controlFile) return yield await settled(source)
  for (let at = 0; at < size; at += chunkBytes) {
    const chunk = Buffer.alloc(Math.min(chunkBytes, size - at))
    await source.read(chunk, 0, chunk.length, at)
    yield chunk
  }
}

async function settled(source: FileHandle): Promise<Buffer> {
  let before = Buffer.alloc(0)
  for (let readings = 0; readings < 100; readings += 1) {
    const now = Buffer.alloc(controlBytes)
    await source.read(now, 0, controlBytes, 0)
    if (now.equals(before)) return now
    before = now
  }
  throw new Error(`${controlFile} does not keep still`)
}

/** Undefined where the file has gone meanwhile, which the log tells of. */
export async function opened(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT" && (await isThere(join(path, "..")))) {
      return undefined
    }
    throw error
  }
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  )
}

function makeFolder(copy: Copy, path: string): void {
  try {
    mkdirSync(join(copy.to, path), { mode: 0o700 })
  } catch (error) {
    if (path !== "" || !(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error
    throw new Refused(`${copy.to} is there already: a copy needs a place of its own.`)
  }
  // The umask has a say in the mode that a folder is made with, and PostgreSQL refuses one that is not 700.
  chmodSync(join(copy.to, path), 0o700)
  owned(copy, path)
}

function writeText(copy: Copy, path: string, text: string): void {
  writeFileSync(join(copy.to, path), text, { mode: 0o600, flag: "wx" })
  owned(copy, path)
}

function owned(copy: Copy, path: string): void {
  if (process.getuid?.() === 0) chownSync(join(copy.to, path), copy.uid, copy.gid)
}
