// `charter register`: which roles, and how many people, hold administrator privileges, on any day; nobody is named.

import type { Command } from "commander"
import { type Register, registerAt, registerMoment, registerSentences } from "../people/index.ts"
import { readSettings } from "../settings.ts"
import { deskZone, zoned } from "../time/index.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"

export function register(program: Command): void {
  program
    .command("register")
    .description("which roles, and how many people, hold which privileges on a day, ready to disclose: nobody is named")
    .option("--at <date>", "the day, such as 2026-03-27, as it ended; now, unless given")
    .option("--json", "as a JSON object, with every role and what it allows")
    .action(show)
}

async function show({ at, json }: { at?: string; json?: true }): Promise<void> {
  const settings = readSettings()
  const found = await withDatabase(settings, async (db) => {
    const now = await deskNow(settings, db)
    return await registerAt(db, at === undefined ? now : registerMoment(at, now))
  })
  process.stdout.write(`${json ? JSON.stringify(machineReadable(found)) : registerSentences(found).join("\n")}\n`)
}

function machineReadable({ at, recordedFrom, privilegesRecordedFrom, ...rest }: Register) {
  const moment = (when: number | undefined) => (when === undefined ? null : zoned(deskZone, when))
  const from = { recordedFrom: moment(recordedFrom), privilegesRecordedFrom: moment(privilegesRecordedFrom) }
  return { at: zoned(deskZone, at), ...from, ...rest }
}
