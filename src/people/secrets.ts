// Random secrets that a browser or a program holds, of which only the hash is kept.

import { createHash, randomBytes } from "node:crypto"

/** 256 random bits, in characters that need no quoting anywhere. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url")
}

/** A secret of 256 bits cannot be guessed from its SHA-256: it needs no salt, so that it can be looked up by it. */
export function hashed(secret: string): Buffer {
  return createHash("sha256").update(secret).digest()
}
