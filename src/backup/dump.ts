// A backup of a database that is the operator's own: what the operator's pg_dump writes, compressed, encrypted and verified like any other.

import { join } from "node:path"
import { deskStream } from "./base-stream.ts"
import type { FileFacts, Manifest } from "./manifest.ts"
import { type OwnDatabase, runTool } from "./own-tools.ts"
import { writePart } from "./part.ts"
import { tarEnd } from "./tar.ts"

type Dumped = Pick<Manifest, "parts" | "files">

/** Writes the parts of a dump into a folder. Throws Refused where pg_dump is not there, or says no. */
export async function dumpParts(
  folder: string,
  from: OwnDatabase & { readonly varDir: string },
  key: Buffer | undefined,
  named: (name: string) => string,
): Promise<Dumped> {
  const files: FileFacts[] = []
  async function* desk() {
    yield* deskStream({ varDir: from.varDir, isEncrypted: key !== undefined }, files)
    yield tarEnd
  }
  // The spool first: a letter that leaves it meanwhile is in the database when the dump begins.
  const kept = await partOf("desk.tar.zst", desk())
  const dump = await partOf("database.dump.zst", dumpOf(from))
  return { parts: [dump, kept], files }

  async function partOf(plainName: string, bytes: AsyncIterable<Buffer>) {
    const name = named(plainName)
    return { name, ...(await writePart(join(folder, name), name, bytes, key)) }
  }
}

// A dump sees one moment, the one at which it begins. Owners and rights are left out: the database that it goes into has its own.
async function* dumpOf(from: OwnDatabase): AsyncGenerator<Buffer> {
  const tool = runTool(from, "pg_dump", ["--format=custom", "--compress=0", "--no-owner", "--no-privileges"])
  tool.input.end()
  yield* tool.output
  await tool.ended
}
