// By what a repeat of a letter is recognised: its Message-ID and body; where it has no Message-ID, its very bytes.

import { createHmac } from "node:crypto"
import type { ParsedLetter, Quarantine } from "./letter.ts"

/** Keyed, so that the hash of a letter that was redacted tells nobody what it said. */
export function letterKey(secret: Buffer, read: ParsedLetter | Quarantine, raw: Uint8Array): Buffer {
  const hash = createHmac("sha256", secret).update("letter-key\0")
  if (!("bodyHash" in read) || read.messageId === null) return hash.update("bytes\0").update(raw).digest()
  return hash.update(`message\0${read.messageId}\0${read.bodyHash}`).digest()
}
