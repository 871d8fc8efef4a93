// Which mailbox of the desk a letter came to: the one that it was fetched from, or the one that it was sent to.

import { type Db, perDatabase } from "../database/index.ts"
import { allMailboxes, type SharedMailbox } from "./mailboxes-store.ts"

/** What reading a letter needs to know of a mailbox. */
export type KnownMailbox = Pick<SharedMailbox, "mailboxId" | "address" | "queue" | "receivingServer">

const freshMilliseconds = 2_000

/** The mailboxes, as they were at most two seconds ago: letters pour in. */
export async function knownMailboxes(db: Db): Promise<readonly KnownMailbox[]> {
  const kept = keptOf(db)
  if (kept.read === undefined || performance.now() - kept.at > freshMilliseconds) {
    kept.at = performance.now()
    kept.read = allMailboxes(db)
    kept.read.catch(() => {
      kept.read = undefined
    })
  }
  return await kept.read
}

const keptOf = perDatabase((): { at: number; read: Promise<readonly KnownMailbox[]> | undefined } => ({
  at: 0,
  read: undefined,
}))

/** The mailbox of a letter; undefined where it came to none. An address may carry a reply token behind a plus. */
export function mailboxOf(
  mailboxes: readonly KnownMailbox[],
  fetchedFrom: number | null,
  recipients: readonly string[],
): KnownMailbox | undefined {
  const fetched = mailboxes.find(({ mailboxId }) => mailboxId === fetchedFrom)
  if (fetched !== undefined || mailboxes.length === 0) return fetched
  const plain = recipients.map(withoutToken)
  return mailboxes.find(({ address }) => plain.includes(address))
}

function withoutToken(address: string): string {
  const at = address.lastIndexOf("@")
  const [local = ""] = address.slice(0, at).toLowerCase().split("+", 1)
  return `${local}${address.slice(at).toLowerCase()}`
}
