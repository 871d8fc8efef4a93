// `charter correct`: a signed correction of a recorded outcome, where the rules give another one.

import { type Command, InvalidArgumentError } from "commander"
import { correctOutcome } from "../cases/index.ts"
import { freshRules } from "../clocks/index.ts"
import { neededHeadKey } from "../head-key.ts"
import { system } from "../people/index.ts"
import { readSettings } from "../settings.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"

type Given = { event: number; authority: string; reason: string; json?: true }

export function register(program: Command): void {
  program
    .command("correct")
    .description("corrects, signed, an outcome that charter verify reports as differing from its derivation")
    .argument("<reference>", "such as INC-2026-000123")
    .requiredOption("--event <number>", "the number of the outcome's event, as charter verify names it", eventNumber)
    .requiredOption("--authority <who>", "on whose authority")
    .requiredOption("--reason <why>", "why")
    .option("--json", "as a JSON object")
    .action(correct)
}

async function correct(reference: string, { event, authority, reason, json }: Given): Promise<void> {
  const settings = readSettings()
  const { state } = await withDatabase(settings, async (db) => {
    const key = await neededHeadKey(db, settings)
    const ask = { actor: system, reference, rules: await freshRules(db), at: await deskNow(settings, db) }
    return await correctOutcome(db, ask, { event, authority, reason }, key)
  })
  const done = json
    ? JSON.stringify({ reference, event, correction: state.seq })
    : `The outcome in event ${event} of ${reference} is corrected; "charter verify" checks the signature.`
  process.stdout.write(`${done}\n`)
}

function eventNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It is a whole number, such as 7.")
  return Number(text)
}
