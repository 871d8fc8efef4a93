// The secret that an endpoint and we share: shown once, and kept encrypted, because every message is signed with it.

import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto"

const secretBytes = 32
const nonceBytes = 12
const tagBytes = 16

export function newSecret(): Buffer {
  return randomBytes(secretBytes)
}

/** As the receiver's library takes it (Standard Webhooks). */
export function secretText(secret: Buffer): string {
  return `whsec_${secret.toString("base64")}`
}

/** Encrypts a secret under the desk's key, for one endpoint's row alone: moved to another row it does not open. */
export function sealedSecret(deskKey: Buffer, url: string, secret: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv("aes-256-gcm", keyOf(deskKey), nonce).setAAD(Buffer.from(url))
  const sealed = Buffer.concat([cipher.update(secret), cipher.final()])
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()])
}

/** Throws where it was sealed under another key, or for another endpoint. */
export function openedSecret(deskKey: Buffer, url: string, sealed: Buffer): Buffer {
  const [nonce, tag] = [sealed.subarray(0, nonceBytes), sealed.subarray(-tagBytes)]
  const cipher = createDecipheriv("aes-256-gcm", keyOf(deskKey), nonce).setAAD(Buffer.from(url)).setAuthTag(tag)
  return Buffer.concat([cipher.update(sealed.subarray(nonceBytes, -tagBytes)), cipher.final()])
}

function keyOf(deskKey: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", deskKey, Buffer.alloc(0), "charter: secrets of webhooks", 32))
}
