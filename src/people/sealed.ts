// What the desk seals for itself: bytes that nobody else can read or change, each for one purpose.

import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto"

const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM under a key of the desk's own that serves this purpose alone. */
export function sealed(key: Uint8Array, purpose: string, plain: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv("aes-256-gcm", keyFor(key, purpose), nonce)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

/** The bytes, or undefined where this desk did not seal them for this purpose. */
export function unsealed(key: Uint8Array, purpose: string, bytes: Buffer): Buffer | undefined {
  if (bytes.length < nonceBytes + tagBytes) return undefined
  const nonce = bytes.subarray(0, nonceBytes)
  const decipher = createDecipheriv("aes-256-gcm", keyFor(key, purpose), nonce, { authTagLength: tagBytes })
  decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, bytes.length - tagBytes)), decipher.final()])
  } catch {
    return undefined
  }
}

function keyFor(key: Uint8Array, purpose: string): Buffer {
  return createHmac("sha256", key).update(`seal:${purpose}`).digest()
}
