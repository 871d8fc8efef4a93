// A file of a form, parked on the disk while the rest of the form comes: in a file that has no name any more, so that nothing is left of it
// whatever happens to the process, and of which no more than a piece is ever in memory.

import { randomBytes } from "node:crypto"
import { type FileHandle, open, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { PostedFile } from "../page.ts"

export type ParkedFile = PostedFile & { readonly close: () => Promise<void> }

const pieceBytes = 256 * 1024

/** Parks what comes, as far as `mayKeep` says of each piece. */
export async function parkedFile(
  name: string,
  stream: AsyncIterable<Buffer>,
  mayKeep: (piece: Buffer) => boolean,
): Promise<ParkedFile> {
  const handle = await unnamedFile()
  try {
    let size = 0
    for await (const piece of stream) if (mayKeep(piece)) size += await appended(handle, piece)
    return { name, size, pieces: () => piecesOf(handle, size), close: () => handle.close() }
  } catch (error) {
    await handle.close()
    throw error
  }
}

async function unnamedFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `charter-upload-${randomBytes(16).toString("hex")}`)
  const handle = await open(path, "wx+", 0o600)
  await rm(path)
  return handle
}

async function appended(handle: FileHandle, piece: Buffer): Promise<number> {
  let written = 0
  while (written < piece.length) written += (await handle.write(piece, written)).bytesWritten
  return written
}

async function* piecesOf(handle: FileHandle, size: number): AsyncGenerator<Buffer> {
  for (let from = 0; from < size; ) {
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.allocUnsafe(pieceBytes), position: from })
    if (bytesRead === 0) return
    from += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}
