// The mailboxes that letters are fetched from: how each stands, added, tried out, paused, resumed and removed.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { publishedBook } from "../../charter/index.ts"
import { type FieldError, Invalid, Refused } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { checkMailbox, imapPorts, mustBeMailServer } from "../mailbox-check.ts"
import {
  addMailbox,
  type MailboxVerb,
  mailboxes,
  mailboxGiven,
  pauseMailbox,
  removeMailbox,
  resumeMailbox,
} from "../mailboxes.ts"
import { mailboxBacklogs } from "../mailboxes-store.ts"
import { type MailboxStanding, mailboxStandings } from "../watches-store.ts"
import { addMicrosoft, microsoftForm } from "./mailbox-microsoft.ts"
import { renew, renewalForm } from "./mailbox-renewal.ts"
import { mailboxesPath, mailboxVerbPath, newMailboxPath, newMicrosoftPath } from "./paths.ts"

type Wired = { readonly secretKey: Uint8Array }
const right = { audience: "manage-mailboxes" } as const
const sensitive = { ...right, isSensitive: true } as const

const secretPath = mailboxVerbPath(":address", "secret")

export function mailboxAdminPages({ secretKey }: Wired): Page[] {
  const verbOf = (request: PageRequest): MailboxVerb => {
    const { db, at } = request
    return { db, secretKey, actor: actorOf(request), at }
  }
  const verb = (noun: string, work: (verb: MailboxVerb, address: string) => Promise<string>): Page => ({
    ...sensitive,
    method: "POST",
    path: mailboxVerbPath(":address", noun),
    answer: async (request) => acted(request, () => work(verbOf(request), request.params["address"] ?? "")),
  })
  return [
    { ...right, method: "GET", path: mailboxesPath, answer: (request) => list(request) },
    { ...sensitive, method: "GET", path: newMailboxPath, answer: (request) => form(request) },
    { ...sensitive, method: "POST", path: newMailboxPath, answer: (request) => add(request, verbOf(request)) },
    { ...sensitive, method: "GET", path: newMicrosoftPath, answer: (request) => microsoftForm(request) },
    {
      ...sensitive,
      method: "POST",
      path: newMicrosoftPath,
      answer: (request) => addMicrosoft(request, verbOf(request)),
    },
    { ...sensitive, method: "GET", path: secretPath, answer: (request) => renewalForm(request) },
    { ...sensitive, method: "POST", path: secretPath, answer: (request) => renew(request, verbOf(request)) },
    verb("trial", async (by, address) => ((await checkMailbox(by, address)) ? opens(address) : opensNot(address))),
    verb("pause", async (by, address) => {
      await pauseMailbox(by, address)
      return `${address} is paused: nothing is fetched from it.`
    }),
    verb("resumption", async (by, address) => {
      await resumeMailbox(by, address)
      return `${address} is fetched from again.`
    }),
    verb("removal", async (by, address) => {
      await removeMailbox(by, address)
      return `${address} is removed, and its secret forgotten. Its letters stay.`
    }),
  ]
}

const opens = (address: string) => `${address} can be opened.`
// One sentence whatever went wrong: whether a port is open somewhere is nobody's to find out by us (A36).
const opensNot = (address: string) =>
  `${address} cannot be opened. Check the server, the port, who signs in, the secret and the folder.`

async function acted(request: PageRequest, work: () => Promise<string>): Promise<PageAnswer> {
  try {
    return { redirect: mailboxesPath, flash: await work() }
  } catch (error) {
    if (error instanceof Refused) return await list(request, error.message)
    throw error
  }
}

async function list(request: PageRequest, refusal?: string): Promise<PageAnswer> {
  const { db } = request
  const [found, standings] = await Promise.all([mailboxes(db, actorOf(request)), mailboxStandings(db)])
  const shown = found.map((mailbox) => {
    const at = (noun: string) => mailboxVerbPath(encodeURIComponent(mailbox.address), noun)
    return {
      ...mailbox,
      isOauth: mailbox.signIn.auth === "oauth",
      ...standingIn(standings, mailbox.mailboxId),
      paths: {
        trial: at("trial"),
        secret: at("secret"),
        pause: at("pause"),
        resumption: at("resumption"),
        removal: at("removal"),
      },
    }
  })
  const faults = refusal === undefined ? [] : [{ field: "main-content", message: refusal }]
  const model = {
    title: "Mailboxes",
    mailboxes: shown,
    newPath: newMailboxPath,
    microsoftPath: newMicrosoftPath,
    faults,
  }
  return { view: "inbox/pages/mailboxes.njk", model, status: refusal === undefined ? 200 : 422 }
}

function standingIn(standings: readonly MailboxStanding[], mailboxId: number) {
  const found = standings.find((each) => each.mailboxId === mailboxId)
  return {
    isFailing: typeof found?.failingSeconds === "number",
    letters: found?.letters ?? 0,
    last: found?.lastLetterAt,
  }
}

const fields = z
  .strictObject({
    address: mailboxGiven.shape.address,
    name: mailboxGiven.shape.name,
    host: mailboxGiven.shape.host,
    port: z.enum(imapPorts.map(String), "Choose how the server is reached"),
    userName: mailboxGiven.shape.userName,
    secret: z.string("Enter the password").min(1, "Enter the password"),
    folder: z.string().default(""),
    queue: z.string().max(80).default(""),
    backlog: z.enum(mailboxBacklogs, "Choose what happens to letters that are there already"),
  })
  .transform(({ port, folder, queue, ...rest }) => ({
    ...rest,
    port: Number(port),
    security: port === "993" ? ("tls" as const) : ("starttls" as const),
    folder: folder.trim() === "" ? "INBOX" : folder,
    queue: queue === "" ? null : queue,
    signIn: { auth: "password" as const },
  }))

async function add(request: PageRequest, verb: MailboxVerb): Promise<PageAnswer> {
  try {
    const given = fieldsFrom(fields, request.form)
    await mustBeMailServer(given.host)
    await addMailbox(verb, given)
    return { redirect: mailboxesPath, flash: `${given.address} is added. Letters are fetched within a minute.` }
  } catch (error) {
    if (error instanceof Invalid) return await form(request, error.fields)
    if (error instanceof Refused) return await form(request, [{ field: "address", message: error.message }])
    throw error
  }
}

// The secret is not shown again, not even to whoever typed it.
async function form(request: PageRequest, faults: readonly FieldError[] = []): Promise<PageAnswer> {
  const { secret: _typed, ...typed } = request.form
  const charter = (await publishedBook(request.db))?.versionAt(request.at).charter
  const queues = (charter?.queues.teams ?? []).map(({ id, name }) => ({ value: id, text: name }))
  const model = { title: "Add a mailbox", path: newMailboxPath, microsoftPath: newMicrosoftPath, queues, typed, faults }
  return { view: "inbox/pages/mailbox.njk", model, status: faults.length > 0 ? 400 : 200 }
}
