// `charter migrate`: brings the schema up to date.

import type { Command } from "commander"
import { migrate, openPlace } from "../database/index.ts"
import { readSettings } from "../settings.ts"

export function register(program: Command): void {
  program
    .command("migrate")
    .description("brings the schema of the database up to date; safe to repeat, and beside a running desk")
    .option("--json", "as a JSON object")
    .action((options: { json?: boolean }) => migrateDatabase(options.json === true))
}

async function migrateDatabase(asJson: boolean): Promise<void> {
  const place = await openPlace(readSettings())
  try {
    const applied = await migrate(place)
    process.stdout.write(`${asJson ? JSON.stringify({ applied }) : sentenceOf(applied)}\n`)
  } finally {
    await place.leave()
  }
}

function sentenceOf(applied: readonly string[]): string {
  return applied.length === 0 ? "The schema is up to date." : `Applied ${applied.join(", ")}.`
}
