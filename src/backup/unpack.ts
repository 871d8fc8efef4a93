// Lays the files of a backup out again, each compared with the manifest on its way.

import { createHash } from "node:crypto"
import { chmodSync, chownSync, mkdirSync } from "node:fs"
import { open } from "node:fs/promises"
import { dirname, join } from "node:path"
import { Refused } from "../errors.ts"
import { dataFolder, deskFolder } from "./base-stream.ts"
import { keyFor, type Manifest } from "./manifest.ts"
import { readPart } from "./part.ts"
import { type ReadEntry, tarEntries } from "./tar.ts"
import { compare } from "./verify.ts"

export type Places = {
  /** Where the data goes: a folder that is there and empty. */
  readonly data: string
  /** Where what belongs into VAR_DIR goes: a folder that is there and empty. */
  readonly desk: string
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
}

/** Unpacks a backup. Throws Refused where a file is not what it was, or is missing. */
export async function unpackBackup(
  folder: string,
  manifest: Manifest,
  key: Buffer | undefined,
  places: Places,
): Promise<void> {
  const opens = keyFor(manifest, key)
  const wanted = new Map(manifest.files.map((each) => [each.path, each]))
  for (const part of manifest.parts.filter(({ name }) => name.includes(".tar."))) {
    const bytes = readPart(join(folder, part.name), part.name, opens, part)
    for await (const entry of tarEntries(bytes)) {
      const place = placeOf(entry.path, places)
      if (entry.isDirectory) makeFolder(place.path, place.owner)
      else {
        const facts = wanted.get(entry.path)
        if (facts === undefined) throw new Refused(`${entry.path} does not belong to the backup.`)
        compare(facts, await writtenTo(place, entry))
        wanted.delete(entry.path)
      }
    }
  }
  const [missing] = wanted.keys()
  if (missing !== undefined) throw new Refused(`${missing} is missing from the backup.`)
}

type PlaceOf = { readonly path: string; readonly owner: Places["owner"] }

function placeOf(path: string, { data, desk, owner }: Places): PlaceOf {
  if (path.startsWith(`${dataFolder}/`)) return { path: join(data, path.slice(dataFolder.length + 1)), owner }
  if (path.startsWith(`${deskFolder}/`))
    return { path: join(desk, path.slice(deskFolder.length + 1)), owner: undefined }
  throw new Refused(`${path} does not belong to the backup.`)
}

async function writtenTo({ path, owner }: PlaceOf, entry: ReadEntry) {
  makeParents(dirname(path))
  const digest = createHash("sha256")
  const file = await open(path, "wx", 0o600)
  try {
    for await (const chunk of entry.bytes) {
      digest.update(chunk)
      await file.writeFile(chunk)
    }
  } finally {
    await file.close()
  }
  if (owner) chownSync(path, owner.uid, owner.gid)
  return { path: entry.path, size: entry.size, sha256: digest.digest("hex") }
}

function makeParents(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

function makeFolder(path: string, owner: Places["owner"]): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  if (owner) chownSync(path, owner.uid, owner.gid)
}
