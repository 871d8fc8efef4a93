// Addresses that take no mail: an automatic message to one would only come back again. A person's words are tried all the same, because
// a person is told what became of them.

import type { Reads, Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { lowerCase, macOf } from "./mac.ts"
import { deleteUndeliverable, deleteUndeliverableBefore, insertUndeliverable } from "./undeliverable-store.ts"

const day = 24 * 3_600_000
const keptMilliseconds = 90 * day

/** By what an address is known that is kept nowhere. */
export function undeliverableMac(key: Buffer, address: string): Buffer {
  return Buffer.from(macOf(key, "undeliverable-address", [lowerCase(address.trim())]))
}

/** Whether a report says that there is no such mailbox (RFC 3463, 5.1 and 5.2.1), and not that it is full or dislikes the message. */
export function meansNoMailbox({ action, status }: { readonly action: string; readonly status: string }): boolean {
  if (action !== "failed" && action !== "") return false
  return /^5\.(1\.\d{1,3}|2\.1|0\.0)$/.test(status)
}

/** Marks an address from which a message of ours came back for good. */
export async function markUndeliverable(tx: Tx, key: Buffer, address: string, at: EpochMilliseconds): Promise<void> {
  await insertUndeliverable(tx, undeliverableMac(key, address), at)
}

/** Whoever writes from an address may be written to there. Should somebody else have written, the next bounce marks it again. */
export async function markWriting(tx: Tx, key: Buffer, address: string): Promise<void> {
  await deleteUndeliverable(tx, undeliverableMac(key, address))
}

export async function forgetUndeliverable(on: Reads, at: EpochMilliseconds): Promise<number> {
  return await deleteUndeliverableBefore(on, at - keptMilliseconds)
}
