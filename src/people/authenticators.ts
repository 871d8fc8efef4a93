// Authenticator apps (time-based codes, RFC 6238): set up with a secret that is shown once, asked for after the password.

import { Secret, TOTP } from "otpauth"
import type { Tx } from "../database/index.ts"
import { Invalid } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { recordAccountChange } from "./account-changes.ts"
import type { DoneBy, Own } from "./audit.ts"
import {
  deleteAuthenticator,
  deleteRecoveryCodes,
  lockAuthenticator,
  updateUsedStep,
  upsertAuthenticator,
} from "./authenticators-store.ts"
import { newRecoveryCodes } from "./recovery-codes.ts"
import { sealed, unsealed } from "./sealed.ts"

const purpose = "authenticator"
const period = 30
// Some seconds are lost while somebody types, and their clock may be off: the code before and the one after are taken too.
const stepsAround = 1

/** A new shared secret of 160 bits, in base32 as people type it. */
export function newAuthenticatorSecret(): string {
  return new Secret({ size: 20 }).base32
}

/** The address that an app reads as a QR code. */
export function authenticatorAddress(secret: string, serviceName: string, email: string): string {
  return appFor(secret, serviceName, email).toString()
}

export type Enrolment = {
  readonly by: Own
  readonly secret: string
  /** A code of the app, which shows that it has the secret. */
  readonly code: string
  readonly key: Uint8Array
}

/** Sets an app up, in the place of one that was there; gives ten recovery codes, once. Throws Invalid where the code is not of this secret. */
export async function addAuthenticator(tx: Tx, enrolment: Enrolment, at: EpochMilliseconds): Promise<string[]> {
  const { by, secret, code, key } = enrolment
  const { personId } = by
  const step = stepOf(secret, code, at)
  if (step === undefined) throw new Invalid([{ field: "code", message: wrongCode }])
  await upsertAuthenticator(tx, { personId, sealedSecret: sealed(key, purpose, Buffer.from(secret)), step }, at)
  await recordAccountChange(tx, { action: "authenticator-added", personId, by }, at)
  return await newRecoveryCodes(tx, personId, at)
}

/** One sentence for a code that is wrong, too old, or was used before. */
export const wrongCode = "The code is incorrect, or was used before. Wait for the next one and enter it"

/** Whether it is a code of the person's app that was not taken before; it is never taken again, nor one from before it. */
export async function takeCode(
  tx: Tx,
  { personId, code, key }: { personId: number; code: string; key: Uint8Array },
  at: EpochMilliseconds,
): Promise<boolean> {
  const known = await lockAuthenticator(tx, personId)
  const secret = known && unsealed(key, purpose, known.sealed_secret)?.toString()
  const step = secret === undefined ? undefined : stepOf(secret, code, at)
  if (known === undefined || step === undefined || step <= known.used_step) return false
  await updateUsedStep(tx, personId, step)
  return true
}

/** Takes the app and its recovery codes away. Gives whether there was one. */
export async function removeAuthenticator(tx: Tx, personId: number, by: DoneBy, at: EpochMilliseconds) {
  const removed = (await deleteAuthenticator(tx, personId)) > 0
  await deleteRecoveryCodes(tx, personId)
  if (removed) await recordAccountChange(tx, { action: "authenticator-removed", personId, by }, at)
  return removed
}

function stepOf(secret: string, code: string, at: EpochMilliseconds): number | undefined {
  const token = code.replace(/\s/g, "")
  if (!/^\d{6}$/.test(token)) return undefined
  const moved = appFor(secret).validate({ token, timestamp: at, window: stepsAround })
  return moved === null ? undefined : TOTP.counter({ period, timestamp: at }) + moved
}

// What apps take for granted: most ignore any other algorithm, length or period that the address names.
function appFor(secret: string, issuer = "", label = ""): TOTP {
  return new TOTP({ issuer, label, algorithm: "SHA1", digits: 6, period, secret: Secret.fromBase32(secret) })
}
