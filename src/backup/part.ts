// One file of a backup: a stream, compressed and, where there is a key, encrypted; synced before it counts.

import { createHash } from "node:crypto"
import { createReadStream, createWriteStream } from "node:fs"
import { compose } from "node:stream"
import { pipeline } from "node:stream/promises"
import { constants, createZstdCompress, createZstdDecompress } from "node:zlib"
import { Refused } from "../errors.ts"
import { opened, sealed } from "./sealing.ts"

/** A part as it lies on the disk. */
export type PartFacts = { readonly size: number; readonly sha256: string }

const zstd = { params: { [constants.ZSTD_c_compressionLevel]: 3, [constants.ZSTD_c_checksumFlag]: 1 } }

/** Writes a new file; it is durable when this resolves. `name` is what it is sealed under. */
export async function writePart(
  path: string,
  name: string,
  plain: AsyncIterable<Buffer>,
  key: Buffer | undefined,
): Promise<PartFacts> {
  const digest = createHash("sha256")
  let size = 0
  await pipeline(
    plain,
    createZstdCompress(zstd),
    async function* (compressed: AsyncIterable<Buffer>) {
      for await (const chunk of key === undefined ? compressed : sealed(compressed, key, name)) {
        digest.update(chunk)
        size += chunk.length
        yield chunk
      }
    },
    createWriteStream(path, { flags: "wx", mode: 0o600, flush: true }),
  )
  return { size, sha256: digest.digest("hex") }
}

/** What a part holds. Throws Refused where it is not what was written, or, once it is read to its end, not as `facts` have it. */
export async function* readPart(
  path: string,
  name: string,
  key: Buffer | undefined,
  facts?: PartFacts,
): AsyncGenerator<Buffer> {
  const digest = createHash("sha256")
  let size = 0
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      digest.update(chunk)
      size += chunk.length
      yield chunk
    }
  }
  const compressed = key === undefined ? counted() : opened(counted(), key, name)
  try {
    yield* compose(compressed, createZstdDecompress()) as AsyncIterable<Buffer>
  } catch (error) {
    throw inWords(error, name)
  }
  if (facts === undefined) return
  if (size !== facts.size) throw new Refused(`${name} should have ${facts.size} bytes and has ${size}.`)
  if (digest.digest("hex") !== facts.sha256) throw new Refused(`${name} has been changed since it was written.`)
}

function inWords(error: unknown, name: string): unknown {
  if (!(error instanceof Error) || !("code" in error)) return error
  if (error.code === "ENOENT") return new Refused(`${name} is missing.`)
  if (/^(ZSTD_|Z_|ERR_BUFFER)/.test(String(error.code)) || error.code === "ERR_STREAM_PREMATURE_CLOSE")
    return new Refused(`${name} is cut short or has been changed: it cannot be decompressed.`)
  return error
}
