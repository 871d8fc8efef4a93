// `charter line`: the telephone lines that tell the desk of calls.

import type { Command } from "commander"
import { system } from "../people/index.ts"
import { readSettings } from "../settings.ts"
import { secretKeyOf } from "../settings-secret.ts"
import { addLine, allLines, endLine, type LineVerb, nameUser, renewLine } from "../telephone/index.ts"
import { deskZone, zoned } from "../time/index.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"

type Given = { name: string; json?: true }

export function register(program: Command): void {
  const line = program.command("line").description("the telephone lines that tell the desk of calls")
  named(
    line,
    "add",
    "adds a line and writes its secret, alone, on standard output: once",
    async (verb, { name, json }) => secretSaid(await addLine(verb, name), json),
  )
  named(line, "renew", "another secret; the one before is good for a day more", async (verb, { name, json }) =>
    secretSaid(await renewLine(verb, name), json),
  )
  named(line, "disable", "takes no more events of it", async (verb, { name, json }) => {
    await endLine(verb, name)
    return json ? JSON.stringify({ line: name }) : `Nothing that ${name} tells counts any more.`
  })
  line
    .command("user")
    .description("says who a user of the exchange is here")
    .requiredOption("--name <line>", "the line")
    .requiredOption("--user <user>", "what the exchange calls them")
    .requiredOption("--email <address>", "what they sign in with")
    .option("--json", "as a JSON object")
    .action(async ({ name, user, email, json }: Given & { user: string; email: string }) => {
      await asSystem((verb) => nameUser(verb, name, user, email))
      said(json ? JSON.stringify({ line: name, user, email }) : `${user} is ${email}.`)
    })
  line.command("list").description("the lines").option("--json", "as a JSON object").action(list)
}

async function list({ json }: { json?: true }): Promise<void> {
  const lines = await asSystem(({ db }) => allLines(db))
  if (json) return said(JSON.stringify({ lines }))
  if (lines.length === 0) return said("There are no lines.")
  for (const { name, isDisabled, users, lastToldAt } of lines) {
    const told =
      lastToldAt === null ? "has told of no call yet" : `last told of a call at ${zoned(deskZone, lastToldAt)}`
    said(`${name}: ${isDisabled ? "disabled" : told}; ${users} users are named`)
  }
}

function secretSaid(secret: string, json: true | undefined): string {
  return json ? JSON.stringify({ secret }) : secret
}

function said(text: string): void {
  process.stdout.write(`${text}\n`)
}

function named(
  line: Command,
  word: string,
  description: string,
  work: (verb: LineVerb, given: Given) => Promise<string>,
): void {
  line
    .command(word)
    .description(description)
    .requiredOption("--name <name>", "what it is called in its address: /telephone/{name}/events")
    .option("--json", "as a JSON object")
    .action(async (given: Given) => said(await asSystem((verb) => work(verb, given))))
}

async function asSystem<T>(work: (verb: LineVerb) => Promise<T>): Promise<T> {
  const settings = readSettings()
  return await withDatabase(settings, async (db) =>
    work({ db, secretKey: secretKeyOf(settings), actor: system, at: await deskNow(settings, db) }),
  )
}
