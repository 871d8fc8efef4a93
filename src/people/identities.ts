// Which account of which identity provider is which colleague: linked by following an invitation, and never made up by signing in.

import type { Reads, Tx } from "../database/index.ts"
import { NotFound, Refused } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { recordAccountChange } from "./account-changes.ts"
import type { Own } from "./audit.ts"
import { deleteIdentity, insertIdentity, selectIdentityHolder, updateIdentityUsed } from "./identities-store.ts"
import type { Account } from "./providers.ts"

/** Whose account it is; undefined where it is nobody's here. */
export async function holderOf(on: Reads, account: Account, at: EpochMilliseconds): Promise<number | undefined> {
  const found = await selectIdentityHolder(on, account)
  if (found === undefined) return undefined
  await updateIdentityUsed(on, account, at)
  return found.person_id
}

/** Links an account to a person. Throws Refused where it is somebody else's already. */
export async function linkAccount(
  tx: Tx,
  { personId, account, by, remote }: { personId: number; account: Account; by: number | null; remote: string },
  at: EpochMilliseconds,
): Promise<void> {
  await insertIdentity(tx, { ...account, personId, by }, at)
  const holder = await selectIdentityHolder(tx, account)
  if (holder?.person_id !== personId) throw new Refused("This account is linked to somebody else here.")
  await recordAccountChange(tx, { action: "account-linked", personId, by: { personId, remote } }, at)
}

/** Unlinks an account of a person. Throws NotFound where it is none of theirs. */
export async function unlinkAccount(tx: Tx, by: Own, account: Account, at: EpochMilliseconds): Promise<void> {
  if ((await deleteIdentity(tx, by.personId, account)) === 0) throw new NotFound()
  await recordAccountChange(tx, { action: "account-unlinked", personId: by.personId, by }, at)
}
