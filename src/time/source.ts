// Where a published list comes from: a file, or an address on the web. Bounded in size and time, because either may never end.

import { createReadStream } from "node:fs"
import { Invalid, Refused } from "../errors.ts"

const limitBytes = 2_000_000
const patienceMs = 20_000

/** The text of a file, or of an http(s) address. Throws Invalid or Refused, in words. */
export async function sourceText(source: string): Promise<string> {
  const protocol = /^([a-z][a-z0-9+.-]*):\/\//i.exec(source)?.[1]?.toLowerCase()
  if (protocol === undefined) return textOf(await fileBytes(source), source)
  if (protocol !== "http" && protocol !== "https") throw wrong(source, "only http and https addresses are read")
  return textOf(await addressBytes(source), source)
}

// A pipe or a device is as good as a file: what is read of it is bounded.
async function fileBytes(path: string): Promise<Uint8Array[]> {
  try {
    return await bounded(createReadStream(path), path)
  } catch (cause) {
    if (cause instanceof Error && "code" in cause) throw wrong(path, `it cannot be read (${cause.code})`)
    throw cause
  }
}

async function addressBytes(address: string): Promise<Uint8Array[]> {
  if (URL.parse(address) === null) throw wrong(address, "it is not an address")
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(patienceMs) })
    if (!response.ok) throw new Refused(`${address} answered ${response.status}: nothing was imported.`)
    return response.body === null ? [] : await bounded(response.body, address)
  } catch (cause) {
    if (cause instanceof Refused || cause instanceof Invalid) throw cause
    throw new Refused(`${address} could not be read (${reasonOf(cause)}): nothing was imported.`, { cause })
  }
}

async function bounded(chunks: AsyncIterable<Uint8Array>, source: string): Promise<Uint8Array[]> {
  const kept: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    bytes += chunk.length
    if (bytes > limitBytes) throw wrong(source, `it is larger than ${limitBytes / 1_000_000} MB`)
    kept.push(chunk)
  }
  return kept
}

function textOf(chunks: readonly Uint8Array[], source: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw wrong(source, "it is not text in UTF-8")
  }
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause)
  if (cause.name === "TimeoutError") return `no whole answer within ${patienceMs / 1000} seconds`
  return cause.cause instanceof Error ? cause.cause.message : cause.message
}

function wrong(source: string, reason: string): Invalid {
  return new Invalid([{ field: "file", message: `${source.slice(0, 200)}: ${reason}.` }])
}
