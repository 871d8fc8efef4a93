// What changes how a member of staff signs in, or whether they can: recorded, and told to them by mail, in the transaction that does it.
// Whoever did it in their name did not do it unnoticed.

import type { Reads, Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { nowOf, readDeskClock } from "../time/index.ts"
import { insertAccountMail } from "./account-mail-store.ts"
import type { DoneBy } from "./audit.ts"
import { insertAudit } from "./store.ts"

/** Signing in goes by the machine's time, and administration by the desk's. */
const timeOf = {
  "password-set": "machine",
  "password-changed": "machine",
  "authenticator-added": "machine",
  "authenticator-removed": "machine",
  "recovery-codes-made": "machine",
  "recovery-code-used": "machine",
  "codes-guessed": "machine",
  "passkey-added": "machine",
  "passkey-removed": "machine",
  "account-linked": "machine",
  "account-unlinked": "machine",
  "sign-in-invited": "machine",
  "person-disabled": "desk",
  "person-enabled": "desk",
  "roles-changed": "desk",
} as const

export type AccountAction = keyof typeof timeOf

export type AccountChange = {
  readonly action: AccountAction
  /** Whose account it is. */
  readonly personId: number
  readonly by: DoneBy
}

/** The kind of mail that tells of a change: its words are made when it goes, from what the audit says. */
export const accountChangedMail = "account-changed"

export const accountActions: readonly string[] = Object.keys(timeOf)

export async function recordAccountChange(tx: Tx, change: AccountChange, at: EpochMilliseconds): Promise<void> {
  const { action, personId, by } = change
  const target = [`person:${personId}`]
  const audit = await insertAudit(tx, { at, ...by, action, target, outcome: "done" })
  const mail = { kind: accountChangedMail, personId, facts: { audit } }
  await insertAccountMail(tx, mail, timeOf[action] === "desk" ? at : await deskTime(tx, at))
}

/** An instant of the machine's clock as the desk's clock has it, by which mail is due. */
export async function deskTime(tx: Tx, at: EpochMilliseconds): Promise<EpochMilliseconds> {
  return nowOf(await readDeskClock(tx), () => at)()
}

/** And the other way round. */
export async function machineTime(on: Reads, at: EpochMilliseconds): Promise<EpochMilliseconds> {
  const clock = await readDeskClock(on)
  return clock === undefined ? at : Math.round(clock.realAt + (at - clock.deskAt) / clock.rate)
}
