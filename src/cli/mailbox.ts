// `charter mailbox`: the shared mailboxes that letters are fetched from.

import type { Command } from "commander"
import type { Db } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import {
  addMailbox,
  type MailboxStanding,
  type MailboxVerb,
  mailboxBacklogs,
  mailboxSecurities,
  mailboxStandings,
  microsoftServer,
  microsoftSignIn,
  microsoftTenant,
  pauseMailbox,
  removeMailbox,
  renewMailbox,
  resumeMailbox,
  testMailbox,
  troubleWith,
} from "../inbox/index.ts"
import { system } from "../people/index.ts"
import { readSettings } from "../settings.ts"
import { secretKeyOf } from "../settings-secret.ts"
import { deskNow } from "./calendars.ts"
import { withDatabase } from "./desk.ts"
import { givenPassword } from "./password.ts"

export function register(program: Command): void {
  const mailbox = program.command("mailbox").description("the shared mailboxes that letters are fetched from (IMAP)")
  mailbox
    .command("add")
    .description("adds a mailbox; its password, or the client's secret, is asked for or read from standard input")
    .requiredOption("--address <address>", "what people write to, and what answers come from")
    .option("--host <name>", "the IMAP server; that of Microsoft 365 with --microsoft-tenant")
    .option("--port <port>", "its port; 993 for tls, 143 otherwise")
    .option("--security <how>", mailboxSecurities.join(", "), "tls")
    .option("--user <name>", "who signs in; the address, unless given")
    .option("--name <name>", "as colleagues see it; the address, unless given")
    .option("--folder <folder>", "where letters arrive", "INBOX")
    .option("--queue <queue>", "where its cases begin; the charter's first queue, unless given")
    .option("--backlog <which>", `what lies there already: ${mailboxBacklogs.join(", ")}`, "unseen")
    .option("--microsoft-tenant <tenant>", "a mailbox of Microsoft 365: its tenant's id, or a domain of it")
    .option(
      "--token-url <address>",
      "sign in with tokens from here (OAuth 2.0, client credentials) instead of a password",
    )
    .option("--client-id <id>", "who asks for tokens")
    .option("--scope <scope>", "what the token is asked for")
    .option("--receiving-server <name>", "whose word on senders is believed (the name in its Authentication-Results)")
    .option("--json", "as a JSON object")
    .action(add)
  mailbox
    .command("renew")
    .description("gives a mailbox a new password, or its client a new secret: asked for, or read from standard input")
    .requiredOption("--address <address>", "the mailbox")
    .option("--microsoft-tenant <tenant>", "tokens of Microsoft 365: the tenant's id, or a domain of it")
    .option("--token-url <address>", "tokens from elsewhere")
    .option("--client-id <id>", "who asks for tokens")
    .option("--scope <scope>", "what the token is asked for")
    .option("--json", "as a JSON object")
    .action(renew)
  mailbox.command("list").description("how each mailbox stands").option("--json", "as a JSON object").action(list)
  addressed(mailbox, "test", "signs in and looks, and changes nothing there", tried)
  addressed(mailbox, "pause", "fetches nothing more until it is resumed", (verb, address) =>
    done(pauseMailbox(verb, address), `${address} is paused.`),
  )
  addressed(mailbox, "resume", "fetches letters again", (verb, address) =>
    done(resumeMailbox(verb, address), `Letters are fetched from ${address} again.`),
  )
  addressed(mailbox, "remove", "ends the desk's business with it, and forgets its secret", (verb, address) =>
    done(removeMailbox(verb, address), `${address} is no mailbox of this desk any more.`),
  )
}

type Given = {
  address: string
  host?: string
  port?: string
  security: string
  user?: string
  name?: string
  folder: string
  queue?: string
  backlog: string
  microsoftTenant?: string
  tokenUrl?: string
  clientId?: string
  scope?: string
  receivingServer?: string
  json?: true
}

type Tokened = Pick<Given, "microsoftTenant" | "tokenUrl" | "clientId" | "scope">

async function add(given: Given): Promise<void> {
  const secret = await givenPassword()
  const { address, folder, queue = null, receivingServer = null } = given
  const mailboxId = await asSystem((verb) =>
    addMailbox(verb, {
      address,
      host: given.host ?? (given.microsoftTenant === undefined ? "" : microsoftServer.host),
      folder,
      queue,
      receivingServer,
      secret,
      port: given.port === undefined ? (given.security === "tls" ? 993 : 143) : Number(given.port),
      security: oneOf("security", mailboxSecurities, given.security),
      backlog: oneOf("backlog", mailboxBacklogs, given.backlog),
      userName: given.user ?? address,
      name: given.name ?? address,
      signIn: signInOf(given),
    }),
  )
  process.stdout.write(
    given.json ? `${JSON.stringify({ mailbox: mailboxId })}\n` : `Letters are fetched from ${address} now.\n`,
  )
}

function signInOf({ microsoftTenant: tenant, tokenUrl, clientId, scope }: Tokened) {
  if (tenant !== undefined) return microsoftSignIn(tenantOf(tenant), clientId ?? "")
  if (tokenUrl === undefined) return { auth: "password" as const }
  return { auth: "oauth" as const, tokenUrl, clientId: clientId ?? "", scope: scope ?? null }
}

function tenantOf(given: string): string {
  const read = microsoftTenant.safeParse(given)
  if (read.success) return read.data
  throw new Invalid([{ field: "microsoftTenant", message: `${read.error.issues[0]?.message ?? "Enter the tenant"}.` }])
}

async function renew({ address, json, ...given }: Tokened & { address: string; json?: true }): Promise<void> {
  const secret = await givenPassword()
  const signIn = signInOf(given)
  const renewal = signIn.auth === "password" ? { secret } : { secret, signIn }
  await asSystem((verb) => renewMailbox(verb, address, renewal))
  process.stdout.write(json ? `${JSON.stringify({ mailbox: address })}\n` : `${address} has a new secret.\n`)
}

function oneOf<Word extends string>(field: string, words: readonly Word[], given: string): Word {
  const found = words.find((each) => each === given)
  if (found === undefined) throw new Invalid([{ field, message: `--${field} is one of ${words.join(", ")}.` }])
  return found
}

async function list({ json }: { json?: true }): Promise<void> {
  const standings = await asSystem(({ db }) => mailboxStandings(db))
  if (json) process.stdout.write(`${JSON.stringify({ mailboxes: standings })}\n`)
  else
    process.stdout.write(
      standings.length === 0 ? "There are no mailboxes.\n" : standings.map((each) => `${inWords(each)}\n`).join(""),
    )
}

function inWords(standing: MailboxStanding): string {
  const { address, isPaused, letters, waiting, setAside, lagSeconds, failure } = standing
  const looked = lagSeconds === null ? "not looked at yet" : `looked at ${Math.round(lagSeconds)} seconds ago`
  const state = isPaused ? "paused" : (troubleWith(standing) ?? (failure === null ? looked : `${looked}; ${failure}`))
  const left = setAside === 0 ? "" : `, ${setAside} too large to take`
  return `${address}: ${letters} letters kept, ${waiting} waiting${left}; ${state}`
}

async function tried(verb: MailboxVerb, address: string): Promise<string> {
  const { isGood, sentence } = await testMailbox(verb, address)
  if (!isGood) throw new Refused(sentence)
  return sentence
}

async function done(work: Promise<void>, sentence: string): Promise<string> {
  await work
  return sentence
}

function addressed(
  mailbox: Command,
  word: string,
  description: string,
  work: (verb: MailboxVerb, address: string) => Promise<string>,
): void {
  mailbox
    .command(word)
    .description(description)
    .requiredOption("--address <address>", "the mailbox")
    .option("--json", "as a JSON object")
    .action(async ({ address, json }: { address: string; json?: true }) => {
      const sentence = await asSystem((verb) => work(verb, address))
      process.stdout.write(json ? `${JSON.stringify({ mailbox: address, sentence })}\n` : `${sentence}\n`)
    })
}

async function asSystem<T>(work: (verb: MailboxVerb) => Promise<T>): Promise<T> {
  const settings = readSettings()
  return await withDatabase(settings, async (db: Db) =>
    work({ db, secretKey: secretKeyOf(settings), actor: system, at: await deskNow(settings, db) }),
  )
}
