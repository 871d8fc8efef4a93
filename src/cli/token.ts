// `charter token`: API tokens, for other systems that work with the desk.

import type { Command } from "commander"
import { transaction } from "../database/index.ts"
import { addToken, disableTokens, roles } from "../people/index.ts"
import { readSettings } from "../settings.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"

type Given = { name: string; role: string; json?: true }

export function register(program: Command): void {
  const token = program.command("token").description("API tokens: colleagues who cannot sign in")
  token
    .command("add")
    .description("makes a token and writes it, alone, on standard output: once, because only its hash is kept")
    .requiredOption("--name <name>", "as colleagues see it")
    .requiredOption("--role <role>", roles.join(", "))
    .option("--json", "as a JSON object")
    .action(add)
  token
    .command("disable")
    .description("ends every token of a name, within a second")
    .requiredOption("--name <name>", "as it was given")
    .option("--json", "as a JSON object")
    .action(disable)
}

async function add({ name, role, json }: Given): Promise<void> {
  const settings = readSettings()
  const made = await withDatabase(settings, async (db) => {
    const at = await deskNow(settings, db)
    return transaction(db, (tx) => addToken(tx, { name, role }, at))
  })
  process.stdout.write(`${json ? JSON.stringify({ token: made.token, person: made.personId }) : made.token}\n`)
}

async function disable({ name, json }: { name: string; json?: true }): Promise<void> {
  const settings = readSettings()
  const count = await withDatabase(settings, async (db) => {
    const at = await deskNow(settings, db)
    return transaction(db, (tx) => disableTokens(tx, name, at))
  })
  process.stdout.write(json ? `${JSON.stringify({ disabled: count })}\n` : `Tokens that are good no more: ${count}.\n`)
}
