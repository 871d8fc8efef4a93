// Recovery codes: for somebody whose authenticator app is out of reach. Shown once, kept as hashes, each good once.

import { randomBytes } from "node:crypto"
import type { Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { recordAccountChange } from "./account-changes.ts"
import type { Own } from "./audit.ts"
import { deleteRecoveryCodes, insertRecoveryCodes, spendRecoveryCode } from "./authenticators-store.ts"
import { hashed } from "./secrets.ts"

const count = 10
const bytes = 10
// Crockford's base 32: nothing in it is mistaken for something else on paper.
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

/** Makes ten codes in the place of those that were there, and gives them, which nobody can do again. Their person is told. */
export async function makeRecoveryCodes(tx: Tx, by: Own, at: EpochMilliseconds): Promise<string[]> {
  const codes = await newRecoveryCodes(tx, by.personId, at)
  await recordAccountChange(tx, { action: "recovery-codes-made", personId: by.personId, by }, at)
  return codes
}

/** The same, where they come with an app, of which the person is told anyway. */
export async function newRecoveryCodes(tx: Tx, personId: number, at: EpochMilliseconds): Promise<string[]> {
  const codes = Array.from({ length: count }, newCode)
  await deleteRecoveryCodes(tx, personId)
  await insertRecoveryCodes(
    tx,
    personId,
    codes.map((code) => hashOf(personId, code)),
    at,
  )
  return codes
}

/** Uses a code up, however it is spaced and capitalised. False where it is none of theirs, or was used before. */
export async function takeRecoveryCode(tx: Tx, by: Own, code: string, at: EpochMilliseconds) {
  const { personId } = by
  const plain = plainCode(code)
  if (plain === undefined || (await spendRecoveryCode(tx, personId, hashOf(personId, plain), at)) === 0) return false
  await recordAccountChange(tx, { action: "recovery-code-used", personId, by }, at)
  return true
}

function newCode(): string {
  const bits = [...randomBytes(bytes)].map((byte) => byte.toString(2).padStart(8, "0")).join("")
  const groups = bits.match(/.{20}/g) ?? []
  return groups
    .map((group) => (group.match(/.{5}/g) ?? []).map((five) => letters[Number.parseInt(five, 2)]).join(""))
    .join("-")
}

function plainCode(typed: string): string | undefined {
  const plain = typed.toLowerCase().replace(/[\s-]/g, "").replaceAll("o", "0").replace(/[il]/g, "1")
  return /^[0-9a-z]{16}$/.test(plain) ? (plain.match(/.{4}/g) ?? []).join("-") : undefined
}

// 80 random bits cannot be guessed from their SHA-256; the owner is hashed with them, so that a row cannot be moved to somebody else.
function hashOf(personId: number, code: string): Buffer {
  return hashed(`recovery:${personId}:${code}`)
}
