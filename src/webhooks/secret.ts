// The secret that an endpoint and we share: shown once, and kept sealed, because every message is signed with it.

import { randomBytes } from "node:crypto"
import { openedSecret as opened, sealedSecret as sealed } from "../people/index.ts"

const secretBytes = 32

export function newSecret(): Buffer {
  return randomBytes(secretBytes)
}

/** As the receiver's library takes it (Standard Webhooks). */
export function secretText(secret: Buffer): string {
  return `whsec_${secret.toString("base64")}`
}

/** Seals a secret for one endpoint's row alone: moved to another row it does not open. */
export function sealedSecret(deskKey: Buffer, url: string, secret: Buffer): Buffer {
  return sealed(deskKey, purposeOf(url), secret.toString("base64"))
}

/** Throws Refused where it was sealed under another key, or for another endpoint. */
export function openedSecret(deskKey: Buffer, url: string, bytes: Buffer): Buffer {
  return Buffer.from(opened(deskKey, purposeOf(url), bytes), "base64")
}

function purposeOf(url: string): string {
  return `webhook ${url}`
}
