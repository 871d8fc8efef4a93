// The mailboxes of the desk: added, changed, paused and removed. Whoever does it is on record; no secret is.

import { isIP } from "node:net"
import { domainToASCII } from "node:url"
import { z } from "zod"
import { publishedBook } from "../charter/index.ts"
import { type Db, type Reads, type Tx, transaction } from "../database/index.ts"
import { Invalid, NotFound, Refused } from "../errors.ts"
import {
  type Actor,
  type AuditAction,
  doneBy,
  mustBeAbleTo,
  openedSecret,
  record,
  sealedSecret,
} from "../people/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { usableAddress } from "./mailbox.ts"
import { isOurselves } from "./mailbox-server.ts"
import { type MailboxTried, tryMailbox } from "./mailbox-try.ts"
import {
  allMailboxes,
  changeMailbox,
  changeSignIn,
  insertMailbox,
  mailboxAt,
  mailboxBacklogs,
  mailboxSecurities,
  markPaused,
  markRemoved,
  type NewMailboxRow,
  type SharedMailbox,
  sealMailbox,
} from "./mailboxes-store.ts"

const line = (missing: string, most: number) =>
  z
    .string(missing)
    .trim()
    .min(1, missing)
    .max(most, `Enter ${most} characters or fewer`)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u, "Enter one line of text")

const address = z
  .string("Enter the mailbox’s address")
  .trim()
  .toLowerCase()
  .refine((written) => usableAddress(written) !== null && written.length <= 254, {
    message: "Enter the mailbox’s address, like help@example.org",
  })
const host = z
  .string("Enter the name of the mail server")
  .trim()
  .toLowerCase()
  .refine((written) => isIP(written) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(domainToASCII(written)), {
    message: "Enter the name of the mail server, like outlook.office365.com",
  })
const tokenUrl = z.string().refine(isTokenUrl, {
  message: "Enter an address that begins with https://, where tokens are given out",
})
const secret = z
  .string("Enter the password or the client’s secret")
  .min(1, "Enter the password or the client’s secret")
  .max(4000)

const changeable = {
  name: line("Enter a name for the mailbox", 100),
  host,
  port: z
    .int("Enter a port from 1 to 65535")
    .min(1, "Enter a port from 1 to 65535")
    .max(65_535, "Enter a port from 1 to 65535"),
  security: z.enum(mailboxSecurities, `Choose one of ${mailboxSecurities.join(", ")}`),
  userName: line("Enter who signs in", 320),
  folder: line("Enter the folder", 500).default("INBOX"),
  queue: z.string().nullable().default(null),
  receivingServer: line("Enter the receiving server", 253).nullable().default(null),
}

export const mailboxClientId = line("Enter the client’s id", 200)
const byTokens = z.strictObject({
  auth: z.literal("oauth"),
  tokenUrl,
  clientId: mailboxClientId,
  scope: line("Enter the scope", 500).nullable().default(null),
})

/** What a mailbox is given as, by the command line and by a form alike. */
export const mailboxGiven = z.strictObject({
  address,
  ...changeable,
  backlog: z.enum(mailboxBacklogs, `Choose one of ${mailboxBacklogs.join(", ")}`).default("unseen"),
  signIn: z.discriminatedUnion("auth", [z.strictObject({ auth: z.literal("password") }), byTokens]),
  secret,
})
export type MailboxGiven = z.input<typeof mailboxGiven>
const mailboxChange = z.strictObject({ ...changeable, secret: secret.optional() })
export type MailboxChange = z.input<typeof mailboxChange>

const mailboxRenewal = z.strictObject({ secret, signIn: byTokens.optional() })
export type MailboxRenewal = z.input<typeof mailboxRenewal>

export type MailboxVerb = {
  readonly db: Db
  readonly secretKey: Uint8Array
  readonly actor: Actor
  readonly at: EpochMilliseconds
}

/** Adds a mailbox; it is fetched from within seconds. Throws Invalid, or Refused where there is one of this address. */
export async function addMailbox({ db, secretKey, actor, at }: MailboxVerb, given: MailboxGiven): Promise<number> {
  mustBeAbleTo(actor, "manage-mailboxes")
  const { secret, ...read } = parsedWith(mailboxGiven, given)
  mustBeSafe(read)
  await mustKnowQueue(db, read.queue, at)
  return transaction(db, async (tx) => {
    const mailboxId = await insertMailbox(tx, read, actor.personId, at)
    if (mailboxId === undefined) throw new Refused(`There is a mailbox ${read.address} already.`)
    await sealMailbox(tx, mailboxId, sealedSecret(secretKey, purposeOf(mailboxId), secret))
    await recorded(tx, "mailbox-added", mailboxId, actor, at)
    return mailboxId
  })
}

/** Changes a mailbox; its secret only where one is given. Its address stays: letters and answers carry it. */
export async function alterMailbox(verb: MailboxVerb, address: string, given: MailboxChange): Promise<void> {
  const { db, secretKey, actor, at } = verb
  mustBeAbleTo(actor, "manage-mailboxes")
  const { secret, ...read } = parsedWith(mailboxChange, given)
  mustBeSafe(read)
  await mustKnowQueue(db, read.queue, at)
  await onMailbox(verb, address, "mailbox-changed", async (tx, { mailboxId }) => {
    await changeMailbox(tx, mailboxId, read)
    if (secret !== undefined) await sealMailbox(tx, mailboxId, sealedSecret(secretKey, purposeOf(mailboxId), secret))
  })
}

/**
 * A new password or client's secret, and for one that takes tokens also another client, where it is given. The old secret is forgotten.
 * Throws Invalid, and NotFound.
 */
export async function renewMailbox(verb: MailboxVerb, address: string, given: MailboxRenewal): Promise<void> {
  const { secret, signIn } = parsedWith(mailboxRenewal, given)
  await onMailbox(verb, address, "mailbox-renewed", async (tx, { mailboxId, signIn: { auth } }) => {
    if (signIn !== undefined) {
      if (auth !== "oauth") throw new Refused(`${address} takes a password, and no tokens.`)
      await changeSignIn(tx, mailboxId, signIn)
    }
    await sealMailbox(tx, mailboxId, sealedSecret(verb.secretKey, purposeOf(mailboxId), secret))
  })
}

/** Nothing is fetched from it until it is resumed; what it holds is then fetched all the same. */
export async function pauseMailbox(verb: MailboxVerb, address: string): Promise<void> {
  await onMailbox(verb, address, "mailbox-paused", async (tx, { mailboxId }) => {
    if (await markPaused(tx, mailboxId, verb.at, verb.actor.personId)) return
    throw new Refused(`${address} is paused already.`)
  })
}

export async function resumeMailbox(verb: MailboxVerb, address: string): Promise<void> {
  await onMailbox(verb, address, "mailbox-resumed", async (tx, { mailboxId }) => {
    if (await markPaused(tx, mailboxId, null, null)) return
    throw new Refused(`${address} is not paused.`)
  })
}

/** Ends the desk's business with it, and forgets its secret. Its letters stay, and so does what was already fetched. */
export async function removeMailbox(verb: MailboxVerb, address: string): Promise<void> {
  await onMailbox(verb, address, "mailbox-removed", (tx, { mailboxId }) => markRemoved(tx, mailboxId, verb.at))
}

/** The mailboxes, their secrets left out. Throws NotAllowed. */
export async function mailboxes(on: Reads, actor: Actor): Promise<Omit<SharedMailbox, "secret">[]> {
  mustBeAbleTo(actor, "see-letters")
  return (await allMailboxes(on)).map(({ secret: _sealed, ...rest }) => rest)
}

/** Signs in and looks, and changes nothing there. Throws NotFound. */
export async function testMailbox({ db, secretKey, actor }: MailboxVerb, address: string): Promise<MailboxTried> {
  mustBeAbleTo(actor, "manage-mailboxes")
  const found = await mailboxAt(db, address.trim().toLowerCase())
  if (found === undefined) throw new NotFound(`There is no mailbox ${address}.`)
  return await tryMailbox(found, (mailbox) => secretOf(mailbox, secretKey))
}

/** The mailbox that a setting names (IMAP_URL): added at the first start, and kept as the setting has it. */
export async function adoptMailbox(verb: MailboxVerb, address: string, setting: string): Promise<void> {
  const given = mailboxIn(setting)
  const found = await mailboxAt(verb.db, address.toLowerCase())
  if (found === undefined) await addMailbox(verb, { ...given, address, name: address, signIn: { auth: "password" } })
  else
    await alterMailbox(verb, address, {
      ...given,
      name: found.name,
      queue: found.queue,
      receivingServer: found.receivingServer,
    })
}

function mailboxIn(setting: string) {
  const { protocol, hostname, port, username, password, pathname } = new URL(setting)
  const host = hostname.replace(/^\[|\]$/g, "")
  const folder = decodeURIComponent(pathname.slice(1))
  const isTls = protocol === "imaps:"
  return {
    host,
    port: port === "" ? (isTls ? 993 : 143) : Number(port),
    security: isTls ? ("tls" as const) : isOurselves(host) ? ("none" as const) : ("starttls" as const),
    userName: decodeURIComponent(username),
    secret: decodeURIComponent(password),
    ...(folder === "" ? {} : { folder }),
  }
}

/** The secret of a mailbox, for whoever signs in there. Throws Refused. */
export function secretOf({ mailboxId, secret }: SharedMailbox, secretKey: Uint8Array): string {
  return openedSecret(secretKey, purposeOf(mailboxId), secret)
}

async function onMailbox(
  { db, actor, at }: MailboxVerb,
  address: string,
  action: AuditAction,
  work: (tx: Tx, found: SharedMailbox) => Promise<void>,
): Promise<void> {
  mustBeAbleTo(actor, "manage-mailboxes")
  await transaction(db, async (tx) => {
    const found = await mailboxAt(tx, address.trim().toLowerCase())
    if (found === undefined) throw new NotFound(`There is no mailbox ${address}.`)
    await work(tx, found)
    await recorded(tx, action, found.mailboxId, actor, at)
  })
}

function purposeOf(mailboxId: number): string {
  return `mailbox ${mailboxId}`
}

async function recorded(tx: Tx, action: AuditAction, mailboxId: number, actor: Actor, at: EpochMilliseconds) {
  await record(tx, { action, outcome: "done", ...doneBy(actor), target: [`mailbox:${mailboxId}`] }, at)
}

// A password that crosses a network in the clear is everybody's.
function mustBeSafe({ security, host }: Pick<NewMailboxRow, "security" | "host">): void {
  if (security !== "none" || isOurselves(host)) return
  throw new Invalid([
    { field: "security", message: "Choose tls or starttls: without, anybody on the way reads the password" },
  ])
}

function isTokenUrl(written: string): boolean {
  const parsed = URL.parse(written)
  if (parsed === null || parsed.username !== "" || parsed.password !== "") return false
  return (
    parsed.protocol === "https:" ||
    (parsed.protocol === "http:" && isOurselves(parsed.hostname.replace(/^\[|\]$/g, "")))
  )
}

async function mustKnowQueue(db: Db, queue: string | null, at: EpochMilliseconds): Promise<void> {
  if (queue === null) return
  const teams = (await publishedBook(db))?.versionAt(at).charter.queues.teams.map((each) => each.id) ?? []
  if (teams.includes(queue)) return
  throw new Invalid([
    { field: "queue", message: `The charter has no queue ${queue}: choose one of ${teams.join(", ")}` },
  ])
}

function parsedWith<Shape extends z.ZodType>(shape: Shape, given: unknown): z.output<Shape> {
  const read = shape.safeParse(given)
  if (read.success) return read.data
  throw new Invalid(
    read.error.issues.map((each) => ({ field: each.path.map(String).join("."), message: each.message })),
  )
}
