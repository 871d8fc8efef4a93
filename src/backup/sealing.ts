// Encryption of a stream in pieces, so that any length takes the same memory, and so that a piece that is changed, moved, or missing at the end is noticed.
// AES-256-GCM as in the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015): the nonce is the number of the piece and whether it is the last.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto"
import { Refused } from "../errors.ts"

const magic = Buffer.from("CHARTER1")
const saltBytes = 16
const pieceBytes = 1024 * 1024
const tagBytes = 16

type Bytes = AsyncIterable<Buffer>

/** Seals a stream under a name: it opens under that name alone, so that no file passes for another. */
export async function* sealed(plain: Bytes, key: Buffer, name: string): AsyncGenerator<Buffer> {
  const salt = randomBytes(saltBytes)
  yield Buffer.concat([magic, salt])
  const fileKey = keyOf(key, salt, name)
  let number = 0
  let before: Buffer | undefined
  for await (const piece of pieces(plain, pieceBytes)) {
    if (before !== undefined) yield sealedPiece(fileKey, number++, false, before)
    before = piece
  }
  yield sealedPiece(fileKey, number, true, before ?? Buffer.alloc(0))
}

/** Opens what `sealed` made. Throws Refused where it was changed or cut short, or was sealed with another key or under another name. */
export async function* opened(bytes: Bytes, key: Buffer, name: string): AsyncGenerator<Buffer> {
  const taken = taker(bytes)
  const head = await taken(magic.length + saltBytes)
  if (head === undefined || !head.subarray(0, magic.length).equals(magic)) throw cutShort(name)
  const fileKey = keyOf(key, head.subarray(magic.length), name)
  for (let number = 0, isLast = false; !isLast; number += 1) {
    const prefix = await taken(5)
    const length = prefix?.readUInt32BE(0) ?? 0
    if (prefix === undefined || length > pieceBytes + tagBytes || length < tagBytes) throw cutShort(name)
    const piece = await taken(length)
    if (piece === undefined) throw cutShort(name)
    isLast = prefix[4] === 1
    yield openedPiece(fileKey, number, isLast, piece, name)
  }
  if ((await taken(1)) !== undefined) throw new Refused(`${name} goes on after its end: it has been changed.`)
}

/** A mark of a key by which one sees that another is the wrong one. It tells nothing of the key. */
export function markOf(key: Buffer): string {
  return Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), "charter backup: mark of the key", 8)).toString("hex")
}

/** The key by which a manifest is signed. */
export function manifestKey(key: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", key, Buffer.alloc(0), "charter backup: manifest", 32))
}

function keyOf(key: Buffer, salt: Buffer, name: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, salt, `charter backup: ${name}`, 32))
}

function nonceOf(number: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(BigInt(number), 0)
  nonce[8] = isLast ? 1 : 0
  return nonce
}

function sealedPiece(key: Buffer, number: number, isLast: boolean, piece: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-gcm", key, nonceOf(number, isLast))
  const hidden = Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()])
  const prefix = Buffer.alloc(5)
  prefix.writeUInt32BE(hidden.length, 0)
  prefix[4] = isLast ? 1 : 0
  return Buffer.concat([prefix, hidden])
}

function openedPiece(key: Buffer, number: number, isLast: boolean, piece: Buffer, name: string): Buffer {
  const decipher = createDecipheriv("aes-256-gcm", key, nonceOf(number, isLast), { authTagLength: tagBytes })
  decipher.setAuthTag(piece.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(piece.subarray(0, -tagBytes)), decipher.final()])
  } catch {
    throw new Refused(`${name} does not open: it has been changed, or was encrypted with another key.`)
  }
}

function cutShort(name: string): Refused {
  return new Refused(`${name} is cut short, or is not a file of a backup.`)
}

/** A stream in pieces of one size, the last one shorter. */
async function* pieces(bytes: Bytes, size: number): AsyncGenerator<Buffer> {
  const taken = taker(bytes)
  for (;;) {
    const piece = await taken(size, true)
    if (piece === undefined || piece.length === 0) return
    yield piece
  }
}

/** Takes a number of bytes off a stream; undefined where there are not so many left, unless fewer will do. */
export function taker(bytes: Bytes): (count: number, orFewer?: boolean) => Promise<Buffer | undefined> {
  const source = bytes[Symbol.asyncIterator]()
  let left: Buffer[] = []
  let length = 0
  return async (count, orFewer = false) => {
    while (length < count) {
      const next = await source.next()
      if (next.done) break
      left.push(next.value)
      length += next.value.length
    }
    if (length < count && !orFewer) return undefined
    const all = left.length === 1 ? (left[0] ?? Buffer.alloc(0)) : Buffer.concat(left)
    const piece = all.subarray(0, count)
    left = all.length > count ? [all.subarray(count)] : []
    length = all.length - piece.length
    return piece
  }
}
