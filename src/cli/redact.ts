// `charter redact`: erases words, keeps the proof that they were there.

import { type Command, InvalidArgumentError } from "commander"
import { freshRules } from "../clocks/index.ts"
import { redactContent } from "../incidents/index.ts"
import { system } from "../people/index.ts"
import { readSettings } from "../settings.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"

type Given = { authority: string; reason: string; json?: true }

export function register(program: Command): void {
  program
    .command("redact")
    .description(
      "erases content of a case, with everything that holds the same words; the history keeps that it was there",
    )
    .argument("<reference>", "such as INC-2026-000123")
    .argument("<content>", "the number of the content, as the timeline shows it", contentNumber)
    .requiredOption("--authority <who>", "on whose authority")
    .requiredOption("--reason <why>", "why")
    .option("--json", "as a JSON object")
    .action(redact)
}

async function redact(reference: string, content: number, { authority, reason, json }: Given): Promise<void> {
  const settings = readSettings()
  await withDatabase(settings, async (db) => {
    const ask = { actor: system, reference, rules: await freshRules(db), at: await deskNow(settings, db) }
    await redactContent(db, ask, { content, authority, reason })
  })
  process.stdout.write(
    json ? `${JSON.stringify({ reference, content })}\n` : `Content ${content} of ${reference} is erased.\n`,
  )
}

function contentNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError("It is a whole number, such as 3.")
  return Number(text)
}
