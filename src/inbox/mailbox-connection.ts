// A connection to a mailbox's server, signed in; and what went wrong with one, in a sentence that holds no word of the server's.

import { isIP } from "node:net"
import { type FetchMessageObject, ImapFlow, type MailboxObject } from "imapflow"
import { Refused } from "../errors.ts"
import { type NetworkAddress, type Resolve, Unreachable } from "../outbound/index.ts"
import { judgedServer } from "./mailbox-server.ts"
import { TokenRefused, type Tokens } from "./mailbox-token.ts"
import type { SharedMailbox } from "./mailboxes-store.ts"
import { letterLimitBytes } from "./smtp.ts"

export type Server = ImapFlow
export type OpenFolder = MailboxObject
export type FetchedLetter = FetchMessageObject

export type SigningIn = {
  /** Opens a mailbox's secret. Throws Refused where it does not open. */
  readonly secretOf: (mailbox: SharedMailbox) => string
  readonly tokens: Tokens
  /** The resolver of the machine, unless given. */
  readonly resolve?: Resolve
}

const patience = { connectionTimeout: 20_000, greetingTimeout: 10_000, socketTimeout: 120_000 }

/** Connects and signs in. A token that is refused is replaced once: it may have been revoked before its time. */
export async function connected(mailbox: SharedMailbox, signingIn: SigningIn): Promise<Server> {
  try {
    return await signedIn(mailbox, signingIn)
  } catch (error) {
    const client = tokenClient(mailbox, signingIn)
    if (client === undefined || !isRefusedSignIn(error)) throw error
    signingIn.tokens.forget(client)
    return await signedIn(mailbox, signingIn)
  }
}

/** Takes leave, and closes whatever becomes of that. */
export async function disconnected(server: Server): Promise<void> {
  const tooLong = setTimeout(() => server.close(), 2000)
  await server.logout().catch(() => undefined)
  clearTimeout(tooLong)
  server.close()
}

async function signedIn(mailbox: SharedMailbox, signingIn: SigningIn): Promise<Server> {
  const client = tokenClient(mailbox, signingIn)
  const credentials =
    client === undefined ? { pass: signingIn.secretOf(mailbox) } : { accessToken: await signingIn.tokens.token(client) }
  const server = new ImapFlow({
    ...patience,
    ...serverAt(mailbox, await judgedServer(mailbox.host, signingIn.resolve)),
    secure: mailbox.security === "tls",
    doSTARTTLS: mailbox.security === "starttls",
    auth: { user: mailbox.userName, ...credentials },
    logger: false,
    disableAutoIdle: true,
    maxLiteralSize: letterLimitBytes + 1024 * 1024,
    maxResponseSize: 2 * letterLimitBytes,
    maxLineLength: 16 * 1024 * 1024,
    clientInfo: { name: "Charter" },
  })
  // What breaks the connection is told to whoever waits for an answer; without a listener it would end the process.
  server.on("error", () => undefined)
  try {
    await server.connect()
  } catch (error) {
    server.close()
    throw error
  }
  return server
}

/** The connection goes to what was judged, and the certificate must be that of the name: a second look-up could answer otherwise. */
export function serverAt({ host, port }: Pick<SharedMailbox, "host" | "port">, { address }: NetworkAddress) {
  return { host: address, port, ...(isIP(host) === 0 ? { servername: host } : {}) }
}

function tokenClient(mailbox: SharedMailbox, { secretOf }: SigningIn) {
  if (mailbox.signIn.auth === "password") return undefined
  const { tokenUrl, clientId, scope } = mailbox.signIn
  return { tokenUrl, clientId, scope, clientSecret: secretOf(mailbox) }
}

function isRefusedSignIn(error: unknown): boolean {
  return error instanceof Error && "authenticationFailed" in error && error.authenticationFailed === true
}

/** What went wrong, for the pages and the alarm. */
export function failureInWords(error: unknown): string {
  if (error instanceof TokenRefused || error instanceof Refused) return error.message
  if (error instanceof Unreachable) return "The mail server’s name leads nowhere that the desk may connect to."
  if (isRefusedSignIn(error))
    return "The mail server refuses the desk’s sign-in: its password, or what it may do, has changed."
  const code = codeOf(error)
  if (/CERT|TLS|SSL|SELF_SIGNED|ISSUER|ALTNAME/i.test(code))
    return `The mail server’s certificate is not good (${code}).`
  if (
    /^E?(CONN|HOST|NET|NOTFOUND|AI_AGAIN|TIMEDOUT|PIPE)|TIMEOUT|NoConnection|ConnectionClosed|ClosedAfter/i.test(code)
  )
    return `The mail server cannot be reached, or broke off (${code}).`
  if (hasStatus(error, "NO"))
    return "The mail server refuses what the desk asks for: is the folder there, and may it be read?"
  return `Fetching letters failed${code === "" ? "" : ` (${code})`}: see the log.`
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  return typeof code === "string" && /^\w{1,40}$/.test(code) ? code : ""
}

function hasStatus(error: unknown, status: string): boolean {
  return error instanceof Error && "responseStatus" in error && error.responseStatus === status
}
