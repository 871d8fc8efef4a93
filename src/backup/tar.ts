// The oldest format for many files in one stream (POSIX ustar), so that a backup that is not encrypted can be unpacked without us.

import { Refused } from "../errors.ts"
import { taker } from "./sealing.ts"

export type TarEntry = { readonly path: string; readonly isDirectory: boolean; readonly size: number }
export type ReadEntry = TarEntry & { readonly bytes: AsyncIterable<Buffer> }

const block = 512
const chunkBytes = 1024 * 1024

/** The header that goes before the bytes of a file. Throws where the path is too long for the format: ours never are. */
export function tarHeader({ path, isDirectory, size }: TarEntry): Buffer {
  const name = isDirectory ? `${path}/` : path
  const prefix = name.length <= 100 ? "" : name.slice(0, name.lastIndexOf("/", 154))
  const rest = prefix === "" ? name : name.slice(prefix.length + 1)
  if (Buffer.byteLength(rest) > 100 || Buffer.byteLength(prefix) > 155)
    throw new Error(`${path} is too long a name for a backup`)
  const header = Buffer.alloc(block)
  header.write(rest, 0)
  header.write(octal(isDirectory ? 0o700 : 0o600, 8), 100)
  header.write(octal(0, 8) + octal(0, 8) + sizeField(isDirectory ? 0 : size) + octal(0, 12), 108, "latin1")
  header.write("        ", 148)
  header.write(isDirectory ? "5" : "0", 156)
  header.write("ustar\u000000", 257)
  header.write(prefix, 345)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, "0")}\u0000 `, 148)
  return header
}

/** The zeros that fill a file's last block. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((block - (size % block)) % block)
}

export const tarEnd = Buffer.alloc(2 * block)

/** The files of a stream, in order. The bytes of each must be read before the next one is asked for. Throws Refused where the stream is none of ours. */
export async function* tarEntries(stream: AsyncIterable<Buffer>): AsyncGenerator<ReadEntry> {
  const taken = taker(stream)
  for (;;) {
    const header = await taken(block)
    if (header === undefined) throw new Refused("The files of the backup end too soon: it is cut short.")
    if (header.every((byte) => byte === 0)) break
    const entry = entryIn(header)
    yield { ...entry, bytes: bytesOf(taken, entry.size) }
  }
  // What follows is filling; it is read so that whoever checks the stream sees all of it.
  while (((await taken(chunkBytes, true))?.length ?? 0) > 0);
}

async function* bytesOf(taken: ReturnType<typeof taker>, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < size; at += chunkBytes) {
    const chunk = await taken(Math.min(chunkBytes, size - at))
    if (chunk === undefined) throw new Refused("The files of the backup end too soon: it is cut short.")
    yield chunk
  }
  await taken((block - (size % block)) % block)
}

function entryIn(header: Buffer): TarEntry {
  const given = Number.parseInt(textIn(header, 148, 8), 8)
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0)
  if (sum !== given) throw new Refused("The files of the backup are not in order: it has been changed.")
  const prefix = textIn(header, 345, 155)
  const name = prefix === "" ? textIn(header, 0, 100) : `${prefix}/${textIn(header, 0, 100)}`
  const isDirectory = header[156] === "5".charCodeAt(0)
  return { path: safePath(name.replace(/\/$/, "")), isDirectory, size: sizeIn(header) }
}

// The names come from a file that somebody may have made up: none may lead out of the folder that it is unpacked into.
function safePath(path: string): string {
  const parts = path.split("/")
  if (path.startsWith("/") || parts.some((part) => part === ".." || part === "." || part === ""))
    throw new Refused("The backup names a file outside its own folder: it is not one of ours.")
  return path
}

// Beyond 8 GiB the size is written in binary, as GNU tar does.
function sizeField(size: number): string {
  if (size < 8 ** 11) return octal(size, 12)
  const field = Buffer.alloc(12)
  field[0] = 0x80
  field.writeBigUInt64BE(BigInt(size), 4)
  return field.toString("latin1")
}

function sizeIn(header: Buffer): number {
  return header[124] === 0x80 ? Number(header.readBigUInt64BE(128)) : Number.parseInt(textIn(header, 124, 12), 8) || 0
}

function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\u0000`
}

function textIn(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length)
  const end = field.indexOf(0)
  return field
    .subarray(0, end === -1 ? length : end)
    .toString("utf8")
    .trim()
}
