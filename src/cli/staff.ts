// `charter staff`: adds somebody who may sign in, grants and takes away roles, and lets somebody in no more.

import type { Command } from "commander"
import { type Tx, transaction } from "../database/index.ts"
import { NotFound } from "../errors.ts"
import {
  addStaff,
  disablePerson,
  findColleague,
  grantRole,
  type OneRole,
  revokeRole,
  roles,
  system,
} from "../people/index.ts"
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
  changes(staff, "grant", "grants a role beside those that somebody holds", grantRole, "holds this role now")
  changes(staff, "revoke", "takes a role away", revokeRole, "holds this role no more")
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

type Change = (tx: Tx, change: OneRole, at: number) => Promise<void>

function changes(staff: Command, name: string, what: string, change: Change, done: string): void {
  staff
    .command(name)
    .description(`${what}; kept with when`)
    .requiredOption("--email <address>", "what they sign in with")
    .requiredOption("--role <role>", roles.join(", "))
    .option("--json", "as a JSON object")
    .action(async ({ email, role, json }: Omit<Given, "name">) => {
      const id = await changed(change, email, role)
      process.stdout.write(json ? `${JSON.stringify({ person: id, role })}\n` : `${email} ${done}.\n`)
    })
}

async function changed(change: Change, email: string, role: string): Promise<number> {
  const settings = readSettings()
  return await withDatabase(settings, async (db) => {
    const colleague = await findColleague(db, email)
    if (colleague === undefined) throw new NotFound(`Nobody with the address ${email} can sign in.`)
    const at = await deskNow(settings, db)
    await transaction(db, (tx) => change(tx, { personId: colleague.personId, role, by: system }, at))
    return colleague.personId
  })
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
