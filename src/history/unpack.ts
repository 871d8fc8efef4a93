// The bytes of a log: of a plain file, or of one packed with gzip or xz, which its first bytes tell.

import { createReadStream } from "node:fs"
import { open, stat } from "node:fs/promises"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createGunzip } from "node:zlib"
import xz from "xz-decompress"
import { Refused } from "../errors.ts"

/** A log is unpacked into memory column by column: this much text is a few million rows. */
export const logLimitBytes = 1024 * 1024 * 1024

/** Told how much of the file has been read. */
export type TellRead = (bytes: number, of: number) => void

/** The unpacked bytes, a piece at a time. Throws Refused, in words, for what is no such file. */
export async function* unpacked(path: string, tell: TellRead = () => {}): AsyncGenerator<Uint8Array> {
  const { size } = await fileStat(path)
  const packing = packingOf(await firstBytes(path), path)
  const packed = countedStream(path, size, tell)
  let total = 0
  try {
    for await (const piece of opened[packing](packed)) {
      total += piece.length
      if (total > logLimitBytes) throw tooLarge(path)
      yield piece
    }
  } catch (error) {
    if (error instanceof Refused || packing === "plain") throw error
    throw new Refused(
      `${path} is packed with ${packing}, and cannot be unpacked: it is damaged, or its end is missing.`,
    )
  } finally {
    packed.destroy()
  }
}

type Packing = "plain" | "gzip" | "xz"

const opened: Record<Packing, (packed: Readable) => AsyncIterable<Uint8Array>> = {
  plain: (packed) => packed,
  gzip: (packed) => {
    const unzipped = createGunzip()
    // What goes wrong comes out of the other end.
    pipeline(packed, unzipped).catch(() => {})
    return unzipped
  },
  xz: (packed) => pieces(new xz.XzReadableStream(Readable.toWeb(packed) as ReadableStream<Uint8Array>)),
}

async function* pieces(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

async function fileStat(path: string): Promise<{ size: number }> {
  const found = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw new Refused(`${path} cannot be read (${cause.code ?? cause.message}).`)
  })
  if (found.isDirectory()) throw new Refused(`${path} is a folder: name the file of the log.`)
  if (!found.isFile()) throw new Refused(`${path} is not a file: a log is read more than once, so it must be one.`)
  if (found.size === 0) throw new Refused(`${path} is empty.`)
  return found
}

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(6), 0, 6, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function packingOf(first: Buffer, path: string): Packing {
  const begins = first.toString("hex")
  if (begins.startsWith("1f8b")) return "gzip"
  if (begins.startsWith("fd377a585a00")) return "xz"
  if (begins.startsWith("504b0304"))
    throw new Refused(`${path} is a ZIP archive or a spreadsheet: save what is in it as CSV, or pack that with gzip.`)
  return "plain"
}

function countedStream(path: string, size: number, tell: TellRead): Readable {
  let read = 0
  return createReadStream(path).on("data", (piece) => {
    read += piece.length
    tell(read, size)
  })
}

function tooLarge(path: string): Refused {
  return new Refused(`${path} holds more than ${logLimitBytes / 1024 / 1024} MB of text: split it by case.`)
}
