// A base backup as one stream of files: the data, what of VAR_DIR must last, and the log that makes it consistent; each hashed on its way.

import { createHash } from "node:crypto"
import { join } from "node:path"
import type pg from "pg"
import { chunksOf, logFiles, opened, sizeOf } from "./base-copy.ts"
import { dataEntries } from "./data-files.ts"
import { deskFiles } from "./desk-files.ts"
import type { FileFacts } from "./manifest.ts"
import { beginOnlineBackup, type OnlineBackup } from "./online.ts"
import { tarEnd, tarHeader, tarPadding } from "./tar.ts"

/** The folders of the stream. */
export const dataFolder = "data"
export const deskFolder = "desk"

export type Origin = {
  readonly owner: pg.ClientBase
  readonly dataDirectory: string
  readonly varDir: string
  readonly isEncrypted: boolean
}

/** What a stream held: whole once it has been read to its end. */
export type Streamed = { readonly files: FileFacts[]; backup?: OnlineBackup }

/** The stream of a backup, which begins when it is first read. */
export async function* baseStream(origin: Origin, streamed: Streamed): AsyncGenerator<Buffer> {
  const underWay = await beginOnlineBackup(origin.owner)
  try {
    yield* dataStream(origin.dataDirectory, streamed.files)
    // Before the end: a letter that leaves the spool meanwhile is in the database by then, and so in the backup.
    yield* deskStream(origin, streamed.files)
    streamed.backup = await underWay.end()
    yield* logStream(origin.dataDirectory, streamed.backup, streamed.files)
  } finally {
    await underWay.close()
  }
  yield tarEnd
}

/** What of VAR_DIR must last. */
export async function* deskStream(
  { varDir, isEncrypted }: Pick<Origin, "varDir" | "isEncrypted">,
  files: FileFacts[],
): AsyncGenerator<Buffer> {
  for (const path of deskFiles(varDir, isEncrypted)) yield* fileEntry(varDir, path, deskFolder, files)
}

async function* dataStream(directory: string, files: FileFacts[]): AsyncGenerator<Buffer> {
  for (const { path, isDirectory } of dataEntries(directory)) {
    if (isDirectory) yield tarHeader({ path: `${dataFolder}/${path}`, isDirectory: true, size: 0 })
    else yield* fileEntry(directory, path, dataFolder, files)
  }
}

async function* logStream(directory: string, backup: OnlineBackup, files: FileFacts[]): AsyncGenerator<Buffer> {
  yield* textEntry(`${dataFolder}/backup_label`, backup.label, files)
  if (backup.tablespaceMap !== "") yield* textEntry(`${dataFolder}/tablespace_map`, backup.tablespaceMap, files)
  for (const name of await logFiles(directory, backup)) {
    const before = files.length
    yield* fileEntry(directory, `pg_wal/${name}`, dataFolder, files)
    if (files.length === before) throw new Error(`PostgreSQL has not kept ${name} of its log`)
  }
}

// Nothing where the file has gone.
async function* fileEntry(from: string, path: string, folder: string, files: FileFacts[]): AsyncGenerator<Buffer> {
  const source = await opened(join(from, path))
  if (source === undefined) return
  try {
    const size = await sizeOf(source, path)
    const digest = createHash("sha256")
    yield tarHeader({ path: `${folder}/${path}`, isDirectory: false, size })
    for await (const chunk of chunksOf(source, path, size)) {
      digest.update(chunk)
      yield chunk
    }
    yield tarPadding(size)
    files.push({ path: `${folder}/${path}`, size, sha256: digest.digest("hex") })
  } finally {
    await source.close()
  }
}

async function* textEntry(path: string, text: string, files: FileFacts[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text)
  yield tarHeader({ path, isDirectory: false, size: bytes.length })
  yield bytes
  yield tarPadding(bytes.length)
  files.push({ path, size: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") })
}
