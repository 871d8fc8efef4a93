// Makes a backup: written beside its place, read back and found good, and only then given its name. What fails leaves nothing that looks whole.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statfsSync } from "node:fs"
import { join } from "node:path"
import { Refused } from "../errors.ts"
import { baseStream, type Origin, type Streamed } from "./base-stream.ts"
import { dumpParts } from "./dump.ts"
import { isAnother, syncFolder } from "./folder.ts"
import { type Manifest, writeManifest } from "./manifest.ts"
import type { OwnDatabase } from "./own-tools.ts"
import { writePart } from "./part.ts"
import { markOf } from "./sealing.ts"
import { verifyBackup } from "./verify.ts"

export type BackupFacts = Pick<Manifest, "charter" | "postgres" | "deskAt"> & {
  /** The desk's secret key; null where it does not lie in VAR_DIR. */
  readonly secretKey: { readonly key: Buffer; readonly isInVarDir: boolean }
}

export type BackupPlan = {
  /** Where backups lie: each gets a folder of its own in it. */
  readonly into: string
  readonly key: Buffer | undefined
  readonly facts: BackupFacts
} & ({ readonly origin: Omit<Origin, "isEncrypted"> } | { readonly dump: DumpOrigin })

type DumpOrigin = OwnDatabase & { readonly varDir: string; readonly startedAt: string }

export type MadeBackup = {
  readonly folder: string
  readonly name: string
  readonly bytes: number
  readonly manifest: Manifest
}

/** Makes a backup and verifies it. Throws Refused where it cannot be made, or is not good when it is read back. */
export async function makeBackup(plan: BackupPlan): Promise<MadeBackup> {
  mkdirSync(plan.into, { recursive: true, mode: 0o700 })
  removeDrafts(plan.into)
  const draft = join(plan.into, `${draftPrefix}${process.pid}`)
  mkdirSync(draft, { mode: 0o700 })
  try {
    const manifest = await written(draft, plan)
    const faults = await verifyBackup(draft, plan.key)
    if (faults.length > 0) throw new Refused(`The backup was written and is not good: ${faults.join(" ")}`)
    return named(draft, plan.into, manifest)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw inWords(error, plan.into)
  }
}

async function written(draft: string, plan: BackupPlan): Promise<Manifest> {
  const manifest = "dump" in plan ? await dumped(draft, plan, plan.dump) : await copied(draft, plan, plan.origin)
  writeManifest(draft, manifest, plan.key)
  syncFolder(draft)
  return manifest
}

async function copied(draft: string, plan: BackupPlan, origin: Omit<Origin, "isEncrypted">): Promise<Manifest> {
  const name = partName("base.tar.zst", plan.key)
  const streamed: Streamed = { files: [] }
  const stream = baseStream({ ...origin, isEncrypted: plan.key !== undefined }, streamed)
  const part = await writePart(join(draft, name), name, stream, plan.key)
  if (streamed.backup === undefined) throw new Error("the backup has not ended")
  const { startedAt, stoppedAt, systemIdentifier, timeline, segmentBytes, ...ends } = streamed.backup
  const { startLsn, stopLsn, startSegment, stopSegment } = ends
  return {
    ...manifestHead(plan),
    kind: "embedded",
    startedAt,
    stoppedAt,
    log: { systemIdentifier, timeline, startLsn, stopLsn, startSegment, stopSegment, segmentBytes },
    parts: [{ name, ...part }],
    files: streamed.files,
  }
}

async function dumped(draft: string, plan: BackupPlan, { startedAt, ...from }: DumpOrigin): Promise<Manifest> {
  const parts = await dumpParts(draft, from, plan.key, (name) => partName(name, plan.key))
  return { ...manifestHead(plan), kind: "dump", startedAt, stoppedAt: startedAt, ...parts }
}

function manifestHead({ key, facts }: BackupPlan) {
  const { charter, postgres, deskAt, secretKey } = facts
  return {
    format: 1 as const,
    charter,
    postgres,
    deskAt,
    encryptedWith: key === undefined ? null : markOf(key),
    secretKey: { mark: markOf(secretKey.key), isIncluded: key !== undefined && secretKey.isInVarDir },
  }
}

/** A part's name says whether it is encrypted. */
function partName(name: string, key: Buffer | undefined): string {
  return key === undefined ? name : `${name}.sealed`
}

function named(draft: string, into: string, manifest: Manifest): MadeBackup {
  const plain = manifest.stoppedAt.replace(/\.\d+/, "").replaceAll(":", "")
  const name = existsSync(join(into, plain)) ? `${plain}-${process.pid}` : plain
  const folder = join(into, name)
  renameSync(draft, folder)
  syncFolder(into)
  return { folder, name, bytes: manifest.parts.reduce((sum, { size }) => sum + size, 0), manifest }
}

const draftPrefix = ".being-made-"

// What a killed backup left; that of a living one is its own.
function removeDrafts(into: string): void {
  for (const name of readdirSync(into).filter((each) => each.startsWith(draftPrefix))) {
    if (!isAnother(Number(name.slice(draftPrefix.length)))) rmSync(join(into, name), { recursive: true, force: true })
  }
}

function inWords(error: unknown, into: string): unknown {
  if (!(error instanceof Error && "code" in error)) return error
  if (error.code === "ENOSPC" || error.code === "EDQUOT") {
    const { bavail, bsize } = statfsSync(into)
    const left = Math.round((bavail * bsize) / 1_000_000)
    return new Refused(`There is no room in ${into} for the backup (${left} MB are left). Nothing of it was kept.`)
  }
  if (error.code === "57P01" || error.code === "57P03")
    return new Refused("PostgreSQL stopped during the backup. Nothing of it was kept.")
  return error
}
