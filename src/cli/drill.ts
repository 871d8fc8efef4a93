// `charter drill`: proves that the newest backup can be restored, and measures how long it takes and how much would be lost.

import type { Command } from "commander"
import { type DrillRow, drill, tenGigabytesSeconds } from "../continuity/index.ts"
import { readSettings } from "../settings.ts"
import { folderFor } from "./backup.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"
import { exitCode } from "./outcome.ts"

export function register(program: Command): void {
  program
    .command("drill")
    .description("restores the youngest backup in DIR into a scratch place, measures it, and throws it away")
    .argument("[dir]", "where backups lie (BACKUP_DIR)")
    .option("--json", "as a JSON object")
    .action(run)
}

async function run(dir: string | undefined, { json }: { json?: true }): Promise<void> {
  const settings = readSettings()
  const backups = folderFor(dir, settings)
  const done = await withDatabase(settings, async (db) =>
    drill({ db, backups, key: settings.backupKey, varDir: settings.varDir, at: await deskNow(settings, db) }),
  )
  process.stdout.write(json ? `${JSON.stringify(done)}\n` : `${linesOf(done).join("\n")}\n`)
  if (done.isPassed) return
  process.stderr.write(`The drill failed. ${done.faults.join(" ")}\n`)
  process.exitCode = exitCode.failed
}

function linesOf(done: DrillRow): string[] {
  if (done.recoverySeconds === null || done.dataBytes === null) return ["Nothing was restored."]
  const minutes = Math.ceil((tenGigabytesSeconds(done) ?? 0) / 60)
  return [
    `Restored ${done.folder}: ${done.cases} cases, ${done.events} events, ${done.eventsMissing} events fewer than the desk has.`,
    `Recovery point: ${done.recoveryPointSeconds} s of work would be lost.`,
    `Recovery time: ${done.recoverySeconds} s for ${Math.round(done.dataBytes / 1_000_000)} MB; 10 GB at that rate take ${minutes} minutes.`,
  ]
}
