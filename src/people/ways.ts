// The ways in which somebody can sign in, and taking one away: never the last.

import type { Reads, Tx } from "../database/index.ts"
import { Invalid, Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { recordAccountChange } from "./account-changes.ts"
import type { Own } from "./audit.ts"
import { unlinkAccount } from "./identities.ts"
import { selectIdentitiesOf } from "./identities-store.ts"
import { removePasskey } from "./passkeys.ts"
import { selectPasskeysOf } from "./passkeys-store.ts"
import { hashPassword, passwordFault } from "./password.ts"
import type { Account } from "./providers.ts"
import { updatePassword } from "./sign-in-invitations-store.ts"
import { lockPerson, selectPasswordFacts } from "./ways-store.ts"

export type Ways = {
  readonly hasPassword: boolean
  readonly hasAuthenticator: boolean
  /** Recovery codes that are still good. */
  readonly recoveryCodes: number
  readonly passkeys: readonly {
    id: string
    name: string
    createdAt: EpochMilliseconds
    usedAt: EpochMilliseconds | null
  }[]
  readonly accounts: readonly (Account & { linkedAt: EpochMilliseconds; usedAt: EpochMilliseconds | null })[]
}

export async function waysOf(on: Reads, personId: number): Promise<Ways> {
  const facts = await selectPasswordFacts(on, personId)
  const passkeys = await selectPasskeysOf(on, personId)
  const accounts = await selectIdentitiesOf(on, personId)
  return {
    hasPassword: facts?.has_password ?? false,
    hasAuthenticator: facts?.has_authenticator ?? false,
    recoveryCodes: facts?.recovery_codes ?? 0,
    passkeys: passkeys.map((each) => ({
      id: each.credential_id,
      name: each.name,
      createdAt: each.created_at,
      usedAt: each.used_at,
    })),
    accounts: accounts.map(({ linked_at: linkedAt, used_at: usedAt, ...account }) => ({
      ...account,
      linkedAt,
      usedAt,
    })),
  }
}

/** Takes a passkey away. Throws NotFound where it is none of theirs, Refused where they could not sign in any more. */
export async function giveUpPasskey(tx: Tx, by: Own, credentialId: string, at: EpochMilliseconds) {
  await lockPerson(tx, by.personId)
  await removePasskey(tx, by, credentialId, at)
  await mustHaveAnother(tx, by.personId)
}

/** Unlinks an account, and throws as above. */
export async function giveUpAccount(tx: Tx, by: Own, account: Account, at: EpochMilliseconds) {
  await lockPerson(tx, by.personId)
  await unlinkAccount(tx, by, account, at)
  await mustHaveAnother(tx, by.personId)
}

/** Sets another password. Throws Invalid where it is too easily guessed. */
export async function changePassword(
  tx: Tx,
  { by, name, email, password }: { by: Own; name: string; email: string; password: string },
  at: EpochMilliseconds,
): Promise<void> {
  const fault = passwordFault(password, [name, email])
  if (fault !== undefined) throw new Invalid([{ field: "password", message: fault }])
  await updatePassword(tx, by.personId, await hashPassword(password))
  await recordAccountChange(tx, { action: "password-changed", personId: by.personId, by }, at)
}

// The person is locked: two ways that are given up at once must not both count on the other.
async function mustHaveAnother(tx: Tx, personId: number): Promise<void> {
  const { hasPassword, passkeys, accounts } = await waysOf(tx, personId)
  if (!hasPassword && passkeys.length + accounts.length === 0)
    throw new Refused("This is your only way to sign in. Set up another one first.")
}
