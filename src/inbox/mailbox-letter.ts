// A letter as a mail server hands it over: when it was received, and by what it is known again under another number.

import { createHmac } from "node:crypto"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { NewLetter } from "./keep-store.ts"
import type { FetchedLetter } from "./mailbox-connection.ts"
import type { SharedMailbox } from "./mailboxes-store.ts"

/** Before this no holiday is known: a server that gives such a date has lost its clock. */
const earliestReceipt = Temporal.Instant.from("2011-01-01T00:00:00Z").epochMilliseconds

/** Receipt is the earlier of the server's date and the fetch: a letter that lay there while the desk was away has waited already. */
export function receiptOf(
  { internalDate }: Pick<FetchedLetter, "internalDate">,
  at: EpochMilliseconds,
): EpochMilliseconds {
  const received = typeof internalDate === "object" ? internalDate.getTime() : instantIn(internalDate)
  return Number.isFinite(received) && received >= earliestReceipt ? Math.min(received, at) : at
}

function instantIn(written: string | undefined): number {
  try {
    return written === undefined ? Number.NaN : Temporal.Instant.from(written).epochMilliseconds
  } catch {
    return Number.NaN
  }
}

/** Nobody has said who the sending server said that it was from: only the letter itself does, and that proves nothing. */
export function newLetterFrom(
  raw: Buffer,
  mailbox: Pick<SharedMailbox, "mailboxId" | "address">,
  receivedAt: EpochMilliseconds,
): NewLetter {
  const envelope = { from: null, to: [mailbox.address] }
  return { raw, envelope, source: "imap", receivedAt, mailboxId: mailbox.mailboxId }
}

/** By its bytes. Keyed, so that the hash of a letter that was redacted tells nobody what it said. */
export function wholeMac(key: Uint8Array, raw: Uint8Array): Buffer {
  return createHmac("sha256", key).update("mailbox-letter\0").update(raw).digest()
}

/** By its headers and size: of a letter that was passed over no more was ever fetched. */
export function headMac(key: Uint8Array, headers: Uint8Array, size: number): Buffer {
  return createHmac("sha256", key).update(`mailbox-head\0${size}\0`).update(headers).digest()
}

/** The headers of a letter as the server gives them by themselves: with the blank line that ends them. */
export function headersOf(raw: Buffer): Buffer {
  const end = raw.indexOf("\r\n\r\n")
  return end === -1 ? raw : raw.subarray(0, end + 4)
}

/** Who seems to write: a hint for who floods the desk, and nothing else. */
export function seemingSender(raw: Buffer): string | null {
  const head = raw.subarray(0, 16_384).toString("latin1")
  return /^from:[^\n]{0,500}?([^\s<>@"]{1,64}@[^\s<>@"]{1,253})/im.exec(head)?.[1] ?? null
}
