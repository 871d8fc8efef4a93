// `charter verify`: proves that what is stored is what the events give, or names each difference.

import type { Command } from "commander"
import { verifyCases } from "../cases/index.ts"
import { freshRules } from "../clocks/index.ts"
import { readSettings } from "../settings.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"
import { exitCode } from "./outcome.ts"

export function register(program: Command): void {
  program
    .command("verify")
    .description("rebuilds every projection and clock from the events and compares; checks the audit chains")
    .option("--json", "as a JSON object")
    .action((options: { json?: true }) => verify(options.json === true))
}

async function verify(asJson: boolean): Promise<void> {
  const settings = readSettings()
  const differences: { reference: string; what: string }[] = []
  const seen = await withDatabase(settings, async (db) =>
    verifyCases(db, await freshRules(db), await deskNow(settings, db), (difference) => {
      differences.push(difference)
      if (!asJson) process.stdout.write(`${difference.reference}: ${difference.what}\n`)
    }),
  )
  if (asJson) process.stdout.write(`${JSON.stringify({ ...seen, differences })}\n`)
  else process.stdout.write(`${seen.cases} cases, ${seen.events} events, ${differences.length} differences\n`)
  if (differences.length > 0) process.exitCode = exitCode.failed
}
