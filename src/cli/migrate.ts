// `charter migrate`: brings the schema up to date.

import type { Command } from "commander"
import { migrate, openPlace, transaction } from "../database/index.ts"
import { acceptSecretKey } from "../secret-mark.ts"
import { readSettings, type Settings } from "../settings.ts"
import { secretKeyOf } from "../settings-secret.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"

type Given = { json?: true; acceptNewSecretKey?: true }

export function register(program: Command): void {
  program
    .command("migrate")
    .description("brings the schema of the database up to date; safe to repeat, and beside a running desk")
    .option(
      "--accept-new-secret-key",
      "takes the present secret key in place of a lost one: links and reply addresses handed out before stop working",
    )
    .option("--json", "as a JSON object")
    .action(migrateDatabase)
}

async function migrateDatabase({ json, acceptNewSecretKey }: Given): Promise<void> {
  const settings = readSettings()
  const applied = await migrated(settings)
  if (acceptNewSecretKey) await accept(settings)
  const remark = acceptNewSecretKey ? "\nThe present secret key is the desk's from now on." : ""
  process.stdout.write(`${json ? JSON.stringify({ applied }) : `${sentenceOf(applied)}${remark}`}\n`)
}

async function migrated(settings: Settings): Promise<string[]> {
  const place = await openPlace(settings)
  try {
    return await migrate(place)
  } finally {
    await place.leave()
  }
}

async function accept(settings: Settings): Promise<void> {
  await withDatabase(settings, async (db) => {
    const at = await deskNow(settings, db)
    await transaction(db, (tx) => acceptSecretKey(tx, secretKeyOf(settings), at))
  })
}

function sentenceOf(applied: readonly string[]): string {
  return applied.length === 0 ? "The schema is up to date." : `Applied ${applied.join(", ")}.`
}
