// The public keys that this desk has signed with: kept for as long as what they signed.

import { instant, type Reads, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { type HeadKey, type KnownKeys, knownKeys, type PublicKey } from "./keys.ts"

export type ListedKey = PublicKey & {
  readonly firstUsedAt: EpochMilliseconds
  readonly endorsedBy: string | null
  readonly endorsement: Buffer | null
}

/** Every key, the first one first. */
export async function listedKeys(on: Reads): Promise<ListedKey[]> {
  return await rows<ListedKey>(
    on,
    sql`select key_id as "keyId", public_key as "publicKey", first_used_at as "firstUsedAt", endorsed_by as "endorsedBy", endorsement
    from head_keys order by first_used_at, key_id`,
  )
}

export async function keysInDatabase(on: Reads): Promise<KnownKeys> {
  return knownKeys(await listedKeys(on))
}

/** Lists a key before it signs. */
export async function listKey(tx: Tx, { keyId, publicKey }: HeadKey, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`insert into head_keys (key_id, public_key, first_used_at) values (${keyId}, ${publicKey}, ${instant(at)})
    on conflict do nothing`,
  )
}

export type Endorsement = { readonly endorsedBy: string; readonly endorsement: Buffer }

/** Lists a key that the one before it has signed for. */
export async function listEndorsedKey(
  tx: Tx,
  { keyId, publicKey }: HeadKey,
  { endorsedBy, endorsement }: Endorsement,
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    tx,
    sql`insert into head_keys (key_id, public_key, first_used_at, endorsed_by, endorsement)
    values (${keyId}, ${publicKey}, ${instant(at)}, ${endorsedBy}, ${endorsement}) on conflict do nothing`,
  )
}
