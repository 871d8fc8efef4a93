// `charter staff`: adds somebody who may sign in, grants and takes away roles, makes links to set up signing in, and lets somebody in no more.

import type { Command } from "commander"
import { livingDesk } from "../addresses.ts"
import { type Tx, transaction } from "../database/index.ts"
import { NotFound, Refused } from "../errors.ts"
import {
  addStaff,
  disablePerson,
  doneBy,
  findColleague,
  grantRole,
  invitationMinutes,
  invitationPath,
  inviteToSignIn,
  type OneRole,
  removeAuthenticator,
  revokeRole,
  roles,
  system,
} from "../people/index.ts"
import { readSettings, type Settings } from "../settings.ts"
import { realNow } from "../time/index.ts"
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
  onColleague(
    staff,
    "invite",
    `writes a link, good once for ${invitationMinutes} minutes, to set up how they sign in`,
    invite,
  )
  onColleague(staff, "forget-app", "takes away an authenticator app and its recovery codes that are lost", forgetApp)
  onColleague(staff, "disable", "lets somebody in no more, and ends what they are signed in to", disable)
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
  const { personId } = await withColleague(email, (tx, person, at) => change(tx, { ...person, role, by: system }, at))
  return personId
}

type Person = { readonly personId: number }
/** What is done to a colleague, and what is said of it. */
type Deed = (
  tx: Tx,
  person: Person,
  at: number,
  settings: Settings,
) => Promise<{ readonly says: (email: string) => string; link?: string }>

function onColleague(staff: Command, name: string, what: string, deed: Deed): void {
  staff
    .command(name)
    .description(what)
    .requiredOption("--email <address>", "what they sign in with")
    .option("--json", "as a JSON object")
    .action(async ({ email, json }: { email: string; json?: true }) => {
      const { personId, done } = await withColleague(email, deed)
      const { says, ...rest } = done
      process.stdout.write(json ? `${JSON.stringify({ person: personId, ...rest })}\n` : `${says(email)}\n`)
    })
}

async function withColleague<Done>(
  email: string,
  work: (tx: Tx, person: Person, at: number, settings: Settings) => Promise<Done>,
): Promise<{ personId: number; done: Done }> {
  const settings = readSettings()
  return await withDatabase(settings, async (db) => {
    const colleague = await findColleague(db, email)
    if (colleague === undefined) throw new NotFound(`Nobody with the address ${email} can sign in.`)
    const { personId } = colleague
    const at = await deskNow(settings, db)
    return { personId, done: await transaction(db, (tx) => work(tx, { personId }, at, settings)) }
  })
}

async function disable(tx: Tx, { personId }: Person, at: number) {
  await disablePerson(tx, personId, at)
  return { says: (email: string) => `${email} can sign in no more.` }
}

// Signing in goes by the machine's time, whatever the desk's is.
async function invite(tx: Tx, person: Person, _at: number, settings: Settings) {
  const secret = await inviteToSignIn(tx, { ...person, by: system }, realNow())
  const { publicUrl = livingDesk(settings.varDir)?.web ?? `http://${settings.host}:${settings.port}` } = settings
  const link = new URL(invitationPath(secret), publicUrl).href
  return { says: () => link, link }
}

async function forgetApp(tx: Tx, { personId }: Person) {
  if (!(await removeAuthenticator(tx, personId, doneBy(system), realNow())))
    throw new Refused("They have set up no authenticator app.")
  return { says: (email: string) => `${email} signs in with the password alone now.` }
}
