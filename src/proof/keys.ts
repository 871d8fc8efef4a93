// The key that heads and corrections are signed with: Ed25519 (RFC 8032). Whoever has the public half can check, and nobody without the other can sign.

import { createPrivateKey, createPublicKey, hash, type KeyObject, sign, verify } from "node:crypto"
import { canonical } from "../timeline/index.ts"

/** A public key as it is listed: its id, and the raw 32 bytes. */
export type PublicKey = { readonly keyId: string; readonly publicKey: Buffer }
export type HeadKey = PublicKey & { readonly sign: (text: string) => Buffer }

/** Keys by id: those that a signature may be of. */
export type KnownKeys = ReadonlyMap<string, Buffer>

/** The key that 32 random bytes make. */
export function headKeyFrom(seed: Buffer): HeadKey {
  const secret = createPrivateKey({ key: Buffer.concat([secretPrefix, seed]), format: "der", type: "pkcs8" })
  const publicKey = rawPublicKey(secret)
  return { keyId: keyIdOf(publicKey), publicKey, sign: (text) => sign(null, Buffer.from(text, "utf8"), secret) }
}

/** The first 16 bytes, in hexadecimal, of the SHA-256 of the raw public key. */
export function keyIdOf(publicKey: Buffer): string {
  return hash("sha256", publicKey, "hex").slice(0, 32)
}

/** Whether a text was signed with a key. */
export function isSigned(text: string, signature: Buffer, publicKey: Buffer): boolean {
  const key = createPublicKey({ key: Buffer.concat([publicPrefix, publicKey]), format: "der", type: "spki" })
  return verify(null, Buffer.from(text, "utf8"), key, signature)
}

/** Whether a text was signed with the known key of an id. */
export function isSignedBy(keys: KnownKeys, keyId: string, text: string, signature: Buffer): boolean {
  const publicKey = keys.get(keyId)
  return publicKey !== undefined && isSigned(text, signature, publicKey)
}

/** A public key as people write it: 64 hexadecimal digits. Undefined where it is none. */
export function publicKeyFrom(text: string): PublicKey | undefined {
  if (!/^[0-9a-f]{64}$/i.test(text)) return undefined
  const publicKey = Buffer.from(text, "hex")
  return { keyId: keyIdOf(publicKey), publicKey }
}

/** What a key signs for the one that comes after it. */
export function newKeyStatement({ keyId, publicKey }: PublicKey): string {
  return canonical({ key: keyId, public: publicKey.toString("hex"), v: 1, what: "charter new head key" })
}

export function knownKeys(keys: readonly PublicKey[]): KnownKeys {
  return new Map(keys.map((each) => [each.keyId, each.publicKey]))
}

// What stands before the 32 bytes of a key in DER (RFC 8410): Node reads keys in no rawer form that needs no second half.
const secretPrefix = Buffer.from("302e020100300506032b657004220420", "hex")
const publicPrefix = Buffer.from("302a300506032b6570032100", "hex")

function rawPublicKey(secret: KeyObject): Buffer {
  return createPublicKey(secret).export({ format: "der", type: "spki" }).subarray(publicPrefix.length)
}
