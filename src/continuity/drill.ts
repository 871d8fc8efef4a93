// A restore drill: the newest backup is restored into a scratch place, looked at, measured and thrown away. The living desk is not touched.

import { mkdirSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { archiveOf, backupFor, isAnother, type Manifest, type Restored, restoreBackup } from "../backup/index.ts"
import { verifyCases } from "../cases/index.ts"
import { publishedBook } from "../charter/index.ts"
import { freshRules } from "../clocks/index.ts"
import { closeDatabase, type Db, discardScratch, openDatabase } from "../database/index.ts"
import { isRefusal, Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/index.ts"
import { type DrillRow, type Holdings, holdingsOf, insertDrill } from "./store.ts"

export type DrillPlan = {
  /** The living desk's database. */
  readonly db: Db
  readonly backups: string
  readonly key: Buffer | undefined
  /** Scratch data goes into a folder of its own beside the desk's. */
  readonly varDir: string
  readonly at: EpochMilliseconds
}

/** Does a drill and writes down what it found, whether it passed or not. */
export async function drill(plan: DrillPlan): Promise<DrillRow> {
  const found = await drilled(plan)
  await insertDrill(plan.db, found)
  return found
}

async function drilled(plan: DrillPlan): Promise<DrillRow> {
  await discardLeftovers(plan.varDir)
  const living = await holdingsOf(plan.db)
  const nothing = emptyDrill(plan.at)
  let folder: string | null = null
  try {
    const { manifest, ...backup } = backupFor(plan.backups, plan.key, undefined)
    folder = backup.folder
    if (manifest.kind === "dump")
      throw new Refused(
        "A dump of a database of your own goes into a database of your own: a drill needs a backup of an embedded PostgreSQL.",
      )
    return await inScratch(plan, backup.folder, manifest, living)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ...nothing, folder, faults: [isRefusal(error) ? reason : `The restore failed: ${reason}`] }
  }
}

async function inScratch(plan: DrillPlan, folder: string, manifest: Manifest, living: Holdings): Promise<DrillRow> {
  const scratch = join(plan.varDir, `${scratchPrefix}${process.pid}`)
  mkdirSync(scratch, { mode: 0o711 })
  let restored: Restored | undefined
  try {
    const archives =
      manifest.log === undefined ? [] : [archiveOf(plan.backups, manifest.log.systemIdentifier, plan.key)]
    const began = performance.now()
    restored = await restoreBackup({ folder, manifest, key: plan.key, varDir: scratch, archives, to: undefined })
    const recoverySeconds = secondsSince(began)
    return { ...(await looked(plan, restored, manifest, living)), folder, recoverySeconds }
  } finally {
    await restored?.abandon()
    await discardScratch(scratch)
  }
}

const scratchPrefix = "drill-"

// Of drills that were killed.
async function discardLeftovers(varDir: string): Promise<void> {
  const names = readdirSync(varDir).filter((name) => /^drill-\d+$/.test(name))
  for (const name of names.filter((each) => !isAnother(Number(each.slice(scratchPrefix.length)))))
    await discardScratch(join(varDir, name))
}

async function looked(plan: DrillPlan, restored: Restored, manifest: Manifest, living: Holdings): Promise<DrillRow> {
  const copy = openDatabase({ url: restored.server.urlOf("charter"), connections: 2, name: "charter drill" })
  try {
    const began = performance.now()
    const faults: string[] = []
    const tell = (difference: { reference: string; what: string }) => {
      if (faults.length < faultsLimit) faults.push(`${difference.reference} ${difference.what}`)
    }
    // Before the first charter there are no cases.
    const isCharterless = (await publishedBook(copy)) === undefined
    const seen = isCharterless ? { cases: 0 } : await verifyCases(copy, await freshRules(copy), plan.at, tell)
    const holds = await holdingsOf(copy)
    return {
      ...emptyDrill(plan.at),
      isPassed: faults.length === 0,
      recoveryPointSeconds: pointOf(manifest, holds, living),
      checkingSeconds: secondsSince(began),
      dataBytes: holds.bytes,
      cases: seen.cases,
      events: holds.events,
      eventsMissing: Math.max(0, living.events - holds.events),
      faults,
    }
  } finally {
    await closeDatabase(copy)
  }
}

const faultsLimit = 20

// The copy holds everything up to its last beat, or to the end of the backup where no archive beats.
function pointOf(manifest: Manifest, holds: Holdings, living: Holdings): number {
  const stoppedAt = Temporal.Instant.from(manifest.stoppedAt).epochMilliseconds
  return Math.max(0, living.now - Math.max(stoppedAt, holds.beatAt ?? 0)) / 1000
}

function emptyDrill(begunAt: EpochMilliseconds): DrillRow {
  return {
    folder: null,
    isPassed: false,
    begunAt,
    recoveryPointSeconds: null,
    recoverySeconds: null,
    checkingSeconds: null,
    dataBytes: null,
    cases: null,
    events: null,
    eventsMissing: null,
    faults: [],
  }
}

function secondsSince(began: number): number {
  return Math.round(performance.now() - began) / 1000
}
