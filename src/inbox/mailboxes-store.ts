// Every statement about the mailboxes themselves: what they are called, where they are, who signs in. How each stands is in watches-store.ts.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export const mailboxSecurities = ["tls", "starttls", "none"] as const
export type MailboxSecurity = (typeof mailboxSecurities)[number]
export const mailboxBacklogs = ["all", "unseen", "none"] as const
export type MailboxBacklog = (typeof mailboxBacklogs)[number]

/** How the desk signs in: with a password, or with a token that another server gives out (OAuth 2.0, client credentials). */
export type MailboxSignIn =
  | { readonly auth: "password" }
  | { readonly auth: "oauth"; readonly tokenUrl: string; readonly clientId: string; readonly scope: string | null }

/** A mailbox of the desk; its secret is sealed. */
export type SharedMailbox = {
  readonly mailboxId: number
  readonly address: string
  readonly name: string
  readonly host: string
  readonly port: number
  readonly security: MailboxSecurity
  readonly userName: string
  readonly signIn: MailboxSignIn
  readonly secret: Buffer
  readonly folder: string
  /** The queue in which its cases begin; null: the charter's first. */
  readonly queue: string | null
  readonly backlog: MailboxBacklog
  /** The name under which the server that receives its mail says what it found of a sender; null: nobody's word counts. */
  readonly receivingServer: string | null
  readonly pausedAt: EpochMilliseconds | null
}

export type NewMailboxRow = Omit<SharedMailbox, "mailboxId" | "secret" | "pausedAt">

type RawMailbox = Omit<SharedMailbox, "signIn"> & {
  auth: "password" | "oauth"
  tokenUrl: string | null
  clientId: string | null
  scope: string | null
}

const mailboxColumns = sql`mailbox_id as "mailboxId", address, name, host, port, security, user_name as "userName", auth, token_url as "tokenUrl",
  client_id as "clientId", scope, secret, folder, queue, backlog, receiving_server as "receivingServer", paused_at as "pausedAt"`

function mailboxFrom({ auth, tokenUrl, clientId, scope, ...rest }: RawMailbox): SharedMailbox {
  if (auth === "password" || tokenUrl === null || clientId === null) return { ...rest, signIn: { auth: "password" } }
  return { ...rest, signIn: { auth, tokenUrl, clientId, scope } }
}

/** The mailboxes that are not removed, in the order in which they were added. */
export async function allMailboxes(on: Reads): Promise<SharedMailbox[]> {
  const found = await rows<RawMailbox>(
    on,
    sql`select ${mailboxColumns} from mailboxes where removed_at is null order by mailbox_id`,
  )
  return found.map(mailboxFrom)
}

export async function mailboxAt(on: Reads, address: string): Promise<SharedMailbox | undefined> {
  const found = await row<RawMailbox>(
    on,
    sql`select ${mailboxColumns} from mailboxes where address = ${address} and removed_at is null`,
  )
  return found === undefined ? undefined : mailboxFrom(found)
}

/** Inserts a mailbox, or takes one up again that was removed; undefined where there is one of this address. Its secret comes after. */
export async function insertMailbox(
  tx: Tx,
  given: NewMailboxRow,
  by: number | null,
  at: EpochMilliseconds,
): Promise<number | undefined> {
  const oauth = given.signIn.auth === "oauth" ? given.signIn : undefined
  const found = await row<{ mailbox_id: number }>(
    tx,
    sql`insert into mailboxes (address, name, host, port, security, user_name, auth, token_url, client_id, scope, secret, folder, queue,
        backlog, receiving_server, created_at, created_by)
      values (${given.address}, ${given.name}, ${given.host}, ${given.port}, ${given.security}, ${given.userName}, ${given.signIn.auth},
        ${oauth?.tokenUrl ?? null}, ${oauth?.clientId ?? null}, ${oauth?.scope ?? null}, ''::bytea, ${given.folder}, ${given.queue},
        ${given.backlog}, ${given.receivingServer}, ${instant(at)}, ${by})
      on conflict (address) do update set name = excluded.name, host = excluded.host, port = excluded.port, security = excluded.security,
        user_name = excluded.user_name, auth = excluded.auth, token_url = excluded.token_url, client_id = excluded.client_id,
        scope = excluded.scope, folder = excluded.folder, queue = excluded.queue, backlog = excluded.backlog,
        receiving_server = excluded.receiving_server, paused_at = null, paused_by = null, removed_at = null
      where mailboxes.removed_at is not null
      returning mailbox_id`,
  )
  return found?.mailbox_id
}

export async function sealMailbox(tx: Tx, mailboxId: number, secret: Buffer): Promise<void> {
  await run(tx, sql`update mailboxes set secret = ${secret} where mailbox_id = ${mailboxId}`)
}

/** Changes what may be changed of a mailbox: everything but its address and how it signs in. */
export async function changeMailbox(
  tx: Tx,
  mailboxId: number,
  given: Pick<
    NewMailboxRow,
    "name" | "host" | "port" | "security" | "userName" | "folder" | "queue" | "receivingServer"
  >,
): Promise<void> {
  await run(
    tx,
    sql`update mailboxes set name = ${given.name}, host = ${given.host}, port = ${given.port}, security = ${given.security},
      user_name = ${given.userName}, folder = ${given.folder}, queue = ${given.queue}, receiving_server = ${given.receivingServer}
    where mailbox_id = ${mailboxId}`,
  )
}

/** Changes which client asks for the tokens of a mailbox. */
export async function changeSignIn(
  tx: Tx,
  mailboxId: number,
  { tokenUrl, clientId, scope }: Extract<MailboxSignIn, { auth: "oauth" }>,
): Promise<void> {
  await run(
    tx,
    sql`update mailboxes set token_url = ${tokenUrl}, client_id = ${clientId}, scope = ${scope}
      where mailbox_id = ${mailboxId} and auth = 'oauth'`,
  )
}

/** False where it was so already. */
export async function markPaused(
  tx: Tx,
  mailboxId: number,
  at: EpochMilliseconds | null,
  by: number | null,
): Promise<boolean> {
  const changed = await run(
    tx,
    sql`update mailboxes set paused_at = ${at === null ? null : instant(at)}, paused_by = ${at === null ? null : by}
      where mailbox_id = ${mailboxId} and (paused_at is null) = ${at !== null}`,
  )
  return changed === 1
}

/** The desk has no more to do with it, and can open it no more. */
export async function markRemoved(tx: Tx, mailboxId: number, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`update mailboxes set removed_at = ${instant(at)}, secret = ''::bytea where mailbox_id = ${mailboxId}`,
  )
}
