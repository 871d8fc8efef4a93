// Reads a backup as a restore would, without restoring it, and names what is wrong with it.

import { createHash } from "node:crypto"
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { isRefusal, Refused } from "../errors.ts"
import { dataFolder } from "./base-stream.ts"
import { type FileFacts, keyFor, type Manifest, readManifest } from "./manifest.ts"
import { readPart } from "./part.ts"
import { type ReadEntry, tarEntries } from "./tar.ts"
import { segmentsBetween } from "./wal-name.ts"

/** What is wrong with a backup, in sentences; nothing where it is good. */
export async function verifyBackup(folder: string, key: Buffer | undefined): Promise<string[]> {
  try {
    const manifest = readManifest(folder, key)
    const opens = keyFor(manifest, key)
    for (const part of manifest.parts) await verifyPart(folder, part, manifest, opens)
    return [...missingLog(manifest), ...strangers(folder, manifest)]
  } catch (error) {
    if (isRefusal(error)) return [error.message]
    throw error
  }
}

async function verifyPart(
  folder: string,
  part: Manifest["parts"][number],
  manifest: Manifest,
  key: Buffer | undefined,
) {
  const bytes = readPart(join(folder, part.name), part.name, key, part)
  if (!part.name.includes(".tar.")) return await drained(bytes)
  const found = new Map<string, FileFacts>()
  for await (const entry of tarEntries(bytes)) {
    if (!entry.isDirectory) found.set(entry.path, await factsOf(entry))
  }
  for (const wanted of manifest.files) compare(wanted, found.get(wanted.path))
}

/** Reads a file and says what it is. */
async function factsOf({ path, size, bytes }: ReadEntry): Promise<FileFacts> {
  const digest = createHash("sha256")
  for await (const chunk of bytes) digest.update(chunk)
  return { path, size, sha256: digest.digest("hex") }
}

/** Throws Refused where a file is not what the manifest says. */
export function compare(wanted: FileFacts, found: FileFacts | undefined): void {
  if (found === undefined) throw new Refused(`${wanted.path} is missing from the backup.`)
  if (found.size !== wanted.size || found.sha256 !== wanted.sha256)
    throw new Refused(`${wanted.path} is not what it was when the backup was made.`)
}

function missingLog({ log, files }: Manifest): string[] {
  if (log === undefined) return []
  const there = new Set(files.map((each) => each.path))
  return segmentsBetween(log.startSegment, log.stopSegment, log.segmentBytes)
    .filter((name) => !there.has(`${dataFolder}/pg_wal/${name}`))
    .map((name) => `${name} of the log is missing, and without it the copy is not consistent.`)
}

function strangers(folder: string, manifest: Manifest): string[] {
  const known = new Set([...manifest.parts.map((each) => each.name), "manifest.json", "manifest.signature"])
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => !known.has(name))
        .map((name) => `${name} does not belong to the backup.`)
    : []
}

async function drained(bytes: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of bytes);
}
