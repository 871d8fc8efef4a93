// Secrets that the desk must be able to use again (a mailbox's password, a telephone line's key), sealed with its secret key, each for one thing.

import { Refused } from "../errors.ts"
import { sealed, unsealed } from "./sealed.ts"

/** Seals a secret; `purpose` names what it is for, exactly: "mailbox 3". */
export function sealedSecret(secretKey: Uint8Array, purpose: string, secret: string): Buffer {
  return sealed(secretKey, purpose, Buffer.from(secret, "utf8"))
}

/** Opens what `sealedSecret` made for the same purpose. Throws Refused, without a word of it. */
export function openedSecret(secretKey: Uint8Array, purpose: string, bytes: Buffer): string {
  const opened = unsealed(secretKey, purpose, bytes)
  if (opened !== undefined) return opened.toString("utf8")
  throw new Refused("A secret that is kept in the database does not open with this SECRET_KEY: set it again.")
}
