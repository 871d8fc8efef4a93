// What a backup holds, and what proves that it still does: manifest.json, and beside it a signature (with a key) or a hash of it.

import { createHash, createHmac, timingSafeEqual } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"
import { Refused } from "../errors.ts"
import { manifestKey, markOf } from "./sealing.ts"

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const segment = z.string().regex(/^[0-9A-F]{24}$/)

const shape = z.strictObject({
  format: z.literal(1),
  /** embedded: a base copy with its log. dump: what the operator's own pg_dump wrote. */
  kind: z.enum(["embedded", "dump"]),
  /** By the server's clock, in full. */
  startedAt: z.string(),
  stoppedAt: z.string(),
  /** The desk's own time when the backup was made, in milliseconds since 1970. */
  deskAt: z.int(),
  charter: z.string(),
  postgres: z.string(),
  /** The log that belongs to it; absent from a dump. */
  log: z
    .strictObject({
      systemIdentifier: z.string().regex(/^\d+$/),
      timeline: z.int(),
      startLsn: z.string(),
      stopLsn: z.string(),
      startSegment: segment,
      stopSegment: segment,
      segmentBytes: z.int().positive(),
    })
    .optional(),
  /** The mark of the key that it is encrypted with. */
  encryptedWith: z.string().nullable(),
  /** The mark of the desk's secret key, and whether the key is in the backup. */
  secretKey: z.strictObject({ mark: z.string().nullable(), isIncluded: z.boolean() }),
  parts: z.array(z.strictObject({ name: z.string().regex(/^[a-z.]+$/), size: z.int(), sha256 })).min(1),
  files: z.array(z.strictObject({ path: z.string(), size: z.int(), sha256 })),
})

export type Manifest = z.infer<typeof shape>
export type FileFacts = Manifest["files"][number]

const manifestFile = "manifest.json"
const signatureFile = "manifest.signature"

export function writeManifest(folder: string, manifest: Manifest, key: Buffer | undefined): void {
  const text = `${JSON.stringify(shape.parse(manifest), null, 1)}\n`
  writeFileSync(join(folder, manifestFile), text, { mode: 0o600, flag: "wx", flush: true })
  writeFileSync(join(folder, signatureFile), `${signatureOf(text, key)}\n`, { mode: 0o600, flag: "wx", flush: true })
}

/** Whether a folder is one backup. */
export function isBackup(folder: string): boolean {
  return existsSync(join(folder, manifestFile))
}

/** Reads a manifest and proves it. Throws Refused where it is not whole, not unchanged, or needs another key. */
export function readManifest(folder: string, key: Buffer | undefined): Manifest {
  const text = textOf(folder, manifestFile)
  const manifest = parsed(folder, text)
  const proof = keyFor(manifest, key)
  const given = Buffer.from(textOf(folder, signatureFile).trim())
  const ours = Buffer.from(signatureOf(text, proof))
  if (given.length !== ours.length || !timingSafeEqual(given, ours))
    throw new Refused(`${manifestFile} has been changed since it was written, or is not whole.`)
  return manifest
}

/** The key that a backup opens with: none where it is not encrypted. Throws Refused where the given one is not it. */
export function keyFor(
  { encryptedWith }: Pick<Manifest, "encryptedWith">,
  key: Buffer | undefined,
): Buffer | undefined {
  if (encryptedWith === null) return undefined
  if (key === undefined)
    throw new Refused(`It is encrypted, and there is no key: set BACKUP_KEY to the key with the mark ${encryptedWith}.`)
  if (markOf(key) !== encryptedWith)
    throw new Refused(
      `BACKUP_KEY is the wrong key: the backup was encrypted with the key that has the mark ${encryptedWith}, and this one has ${markOf(key)}.`,
    )
  return key
}

function parsed(folder: string, text: string): Manifest {
  try {
    return shape.parse(JSON.parse(text))
  } catch (error) {
    throw new Refused(`The manifest in ${folder} is not whole, or is of another format.`, { cause: error })
  }
}

function textOf(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8")
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT")
      throw new Refused(`${name} is missing, so ${folder} is no whole backup.`)
    throw error
  }
}

function signatureOf(text: string, key: Buffer | undefined): string {
  if (key === undefined) return createHash("sha256").update(text).digest("hex")
  return createHmac("sha256", manifestKey(key)).update(text).digest("hex")
}
