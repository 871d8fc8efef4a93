// `charter staff`: adds somebody who may sign in, and lets somebody in no more.

import type { Command } from "commander"
import { transaction } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import { addStaff, disablePerson, findColleague, roles } from "../people/index.ts"
import { readSettings } from "../settings.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"
import { givenPassword } from "./password.ts"

type Given = { name: string; email: string; role: string; json?: true }

export function register(program: Command): void {
  const staff = program.command("staff").description("the people who sign in at the desk")
  staff
    .command("add")
    .description("adds somebody who may sign in; the password is asked for, or read from standard input")
    .requiredOption("--name <name>", "as colleagues see it")
    .requiredOption("--email <address>", "what they sign in with")
    .requiredOption("--role <role>", roles.join(", "))
    .option("--json", "as a JSON object")
    .action(add)
  staff
    .command("disable")
    .description("lets somebody in no more, and ends what they are signed in to")
    .requiredOption("--email <address>", "what they sign in with")
    .option("--json", "as a JSON object")
    .action(disable)
}

async function add({ name, email, role, json }: Given): Promise<void> {
  const settings = readSettings()
  const password = await givenPassword()
  const id = await withDatabase(settings, async (db) => {
    const at = await deskNow(settings, db)
    return transaction(db, (tx) => addStaff(tx, { name, email, role, password }, at))
  })
  process.stdout.write(json ? `${JSON.stringify({ person: id })}\n` : `${email} can sign in now.\n`)
}

async function disable({ email, json }: { email: string; json?: true }): Promise<void> {
  const settings = readSettings()
  const id = await withDatabase(settings, async (db) => {
    const colleague = await findColleague(db, email)
    if (colleague === undefined) throw new NotFound(`Nobody with the address ${email} can sign in.`)
    const at = await deskNow(settings, db)
    await transaction(db, (tx) => disablePerson(tx, colleague.personId, at))
    return colleague.personId
  })
  process.stdout.write(json ? `${JSON.stringify({ person: id })}\n` : `${email} can sign in no more.\n`)
}
