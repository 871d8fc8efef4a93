// The archive of log: every segment that a server has finished, so that any moment after a backup can be restored. A folder for each
// database, because segments of two have the same names.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { open } from "node:fs/promises"
import { join } from "node:path"
import { Refused } from "../errors.ts"
import { syncFolder } from "./folder.ts"
import { readPart, writePart } from "./part.ts"
import { isHistory, isSegment, nextSegment } from "./wal-name.ts"

export type Archive = { readonly folder: string; readonly key: Buffer | undefined }

/** The archive of a database under the folder of its backups. */
export function archiveOf(into: string, systemIdentifier: string, key: Buffer | undefined): Archive {
  return { folder: join(into, "wal", systemIdentifier), key }
}

/** Whether a file belongs into an archive: a segment, a history, or the mark of a backup, which tells nothing that the backup does not. */
export function isArchived(name: string): boolean {
  return isSegment(name) || isHistory(name)
}

/** Copies a finished file of log into the archive; durable when this resolves. Doing it twice is harmless. Throws Refused where the name is taken by another. */
export async function archive({ folder, key }: Archive, name: string, path: string): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const present = await archived({ folder, key }, name)
  if (present !== undefined) return mustBeSame(name, present, readFileSync(path))
  const target = join(folder, fileName(name, key))
  const draft = `${target}.draft-${process.pid}`
  rmSync(draft, { force: true })
  try {
    await writePart(draft, name, bytesOf(path), key)
    const written = await whole(readPart(draft, name, key))
    if (!written.equals(readFileSync(path)))
      throw new Refused(`${name} was written into the archive and is not the same when it is read back.`)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
  syncFolder(folder)
}

function mustBeSame(name: string, present: Buffer, wanted: Buffer): void {
  if (present.equals(wanted)) return
  throw new Refused(
    `The archive has another ${name} already: two servers write into one archive, or one was restored beside the other.`,
  )
}

/** The bytes of an archived file; undefined where the archive has none of that name. Throws Refused where it is damaged, or needs another key. */
export async function archived({ folder, key }: Archive, name: string): Promise<Buffer | undefined> {
  const [plain, hidden] = [join(folder, fileName(name, undefined)), join(folder, fileName(name, Buffer.alloc(0)))]
  if (existsSync(plain)) return await whole(readPart(plain, name, undefined))
  if (!existsSync(hidden)) return undefined
  if (key === undefined)
    throw new Refused(`${name} of the archived log is encrypted, and there is no key: set BACKUP_KEY.`)
  return await whole(readPart(hidden, name, key))
}

/** The names that an archive has, in order. */
export function archivedNames({ folder }: Archive): string[] {
  return [...new Set(archivedFiles(folder).map((file) => file.replace(archiveEnding, "")))]
}

/** The files of an archive, in the order of their names. */
export function archivedFiles(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => archiveEnding.test(file) && isArchived(file.replace(archiveEnding, "")))
    .sort()
}

const archiveEnding = /\.zst(\.sealed)?$/

/** Removes the segments before one that nobody can need any more. */
export function forgetArchived({ folder }: Archive, before: string): void {
  const old = archivedFiles(folder).filter((file) => isSegment(file.replace(archiveEnding, "")) && file < before)
  for (const file of old) rmSync(join(folder, file))
}

/** Where the row of segments that begins after `stopSegment` has holes: the segments after which something is missing though later ones are there. */
export function gapsAfter(names: readonly string[], stopSegment: string, segmentBytes: number): string[] {
  const timeline = stopSegment.slice(0, 8)
  const later = names.filter((name) => isSegment(name) && name.startsWith(timeline) && name > stopSegment)
  return later.flatMap((name, index) => {
    const before = later[index - 1] ?? stopSegment
    const expected = nextSegment(before, segmentBytes)
    return expected === name ? [] : [expected]
  })
}

function fileName(name: string, key: Buffer | undefined): string {
  return key === undefined ? `${name}.zst` : `${name}.zst.sealed`
}

async function whole(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of bytes) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, "r")
  try {
    yield* file.createReadStream({ highWaterMark: 1024 * 1024, autoClose: false })
  } finally {
    await file.close()
  }
}
