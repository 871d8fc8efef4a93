// Random secrets that a browser or a program holds, of which only the hash is kept.

import { createHash, createHmac, randomBytes } from "node:crypto"

/** 256 random bits, in characters that need no quoting anywhere. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url")
}

/**
 * A secret of as many bits that the desk can make again from its key and the exact name of what it is for: a mail that carries it is
 * written when it goes, and nothing that is kept holds it.
 */
export function secretFor(key: Uint8Array, purpose: string): string {
  return createHmac("sha256", key).update(`secret:${purpose}`).digest("base64url")
}

/** A secret of 256 bits cannot be guessed from its SHA-256: it needs no salt, so that it can be looked up by it. */
export function hashed(secret: string): Buffer {
  return createHash("sha256").update(secret).digest()
}
