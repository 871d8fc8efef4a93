// `charter backup`: a copy of the desk that can be restored, made beside a running desk or without one, and verified after it was written.

import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Command } from "commander"
import { z } from "zod"
import { secretKeyFileIn } from "../backup/index.ts"
import { backUp, removeOldBackups, type Verified, verifyBackups } from "../continuity/index.ts"
import { Invalid, Refused } from "../errors.ts"
import { readSettings, type Settings } from "../settings.ts"
import { secretKeyOf } from "../settings-secret.ts"
import { deskNow, verbNow } from "./calendars.ts"
import { withExistingDatabase, withPlace } from "./desk.ts"
import { exitCode } from "./outcome.ts"

type Given = { verify?: true; tidy?: true; json?: true }

export function register(program: Command): void {
  program
    .command("backup")
    .description("makes a backup into a folder of its own under DIR, and reads it back before it counts")
    .argument("[dir]", "where backups lie (BACKUP_DIR)")
    .option("--verify", "makes none: reads those that are there to their end, and names what is wrong with each")
    .option("--tidy", "afterwards removes all but the youngest BACKUP_KEEP")
    .option("--json", "as a JSON object")
    .action((dir: string | undefined, given: Given) => (given.verify ? verify(dir, given) : make(dir, given)))
}

async function make(dir: string | undefined, { tidy, json }: Given): Promise<void> {
  const settings = readSettings()
  const into = folderFor(dir, settings)
  const { made, removed } = await withPlace(settings, async (db, place) => {
    const secretKey = { key: secretKeyOf(settings), isInVarDir: settings.secretKey === undefined }
    const asked = { ...settings, secretKey, charterVersion: charterVersion() }
    const made = await backUp(db, place, into, asked, await deskNow(settings, db))
    const removed = tidy ? await removeOldBackups(db, into, settings.backupKey, settings.backupKeep) : []
    return { made, removed }
  })
  const { manifest, folder, bytes } = made
  const keyKept = manifest.secretKey.isIncluded
  if (json)
    process.stdout.write(
      `${JSON.stringify({ folder, bytes, stoppedAt: manifest.stoppedAt, isEncrypted: manifest.encryptedWith !== null, holdsSecretKey: keyKept, removed })}\n`,
    )
  else
    process.stdout.write(
      `${[`${folder} is made and verified: ${sizeInWords(bytes)}.`, ...(keyKept ? [] : [keyRemark(settings)]), ...removed.map((name) => `Removed ${name}.`)].join("\n")}\n`,
    )
}

// Whoever reads this must know before the day on which the key is needed.
function keyRemark({ secretKey, varDir, backupKey }: Settings): string {
  const where = secretKey === undefined ? secretKeyFileIn(varDir) : "SECRET_KEY"
  const why = backupKey === undefined ? ", because the backup is not encrypted (BACKUP_KEY is not set)" : ""
  return `The desk's secret key (${where}) is not in it${why}. Keep a copy of the key somewhere else: without it every link and reply address handed out is dead after a restore.`
}

async function verify(dir: string | undefined, { json }: Given): Promise<void> {
  const settings = readSettings()
  const folder = folderFor(dir, settings)
  const verified = await withExistingDatabase(settings, async (db) =>
    verifyBackups(db, folder, settings.backupKey, db === undefined ? verbNow(settings) : await deskNow(settings, db)),
  )
  if (verified.length === 0) throw new Refused(`There is no backup in ${folder}.`)
  if (json)
    process.stdout.write(
      `${JSON.stringify({ backups: verified.map(({ name, faults, gaps }) => ({ name, faults, gaps })) })}\n`,
    )
  else process.stdout.write(verified.map(lineOf).join(""))
  const wrong = verified.flatMap(({ name, faults, gaps }) => [...faults, ...gaps].map((each) => `${name}: ${each}\n`))
  if (wrong.length === 0) return
  process.stderr.write(wrong.join(""))
  process.exitCode = exitCode.failed
}

function lineOf({ name, faults }: Verified): string {
  return faults.length === 0 ? `${name} is good.\n` : ""
}

/** The folder that a verb was given, or BACKUP_DIR. */
export function folderFor(dir: string | undefined, { backupDir }: Settings): string {
  const folder = dir === undefined ? backupDir : resolve(dir)
  if (folder !== undefined) return folder
  throw new Invalid([{ field: "dir", message: "Say where backups lie: charter backup DIR, or set BACKUP_DIR." }])
}

function sizeInWords(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${Math.round(bytes / 1_000_000)} MB`
}

function charterVersion(): string {
  const text = readFileSync(join(import.meta.dirname, "../../package.json"), "utf8")
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
