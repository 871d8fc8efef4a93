// Every SQL statement about passkeys.

import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export type PasskeyRow = {
  readonly credential_id: string
  readonly person_id: number
  readonly public_key: Buffer
  readonly counter: number
  readonly transports: string[]
  readonly name: string
  readonly created_at: EpochMilliseconds
  readonly used_at: EpochMilliseconds | null
}

const columns = sql`credential_id, person_id, public_key, counter, transports, name, created_at, used_at`

type NewPasskey = {
  readonly id: string
  readonly personId: number
  readonly publicKey: Uint8Array
  readonly counter: number
  readonly transports?: readonly string[]
  readonly isSynced: boolean
  readonly name: string
}

/** 0 where the device's key is here already, whoever's it is. */
export function insertPasskey(tx: Tx, passkey: NewPasskey, at: EpochMilliseconds): Promise<number> {
  const { id, personId, publicKey, counter, transports = [], isSynced, name } = passkey
  return run(
    tx,
    sql`insert into passkeys (credential_id, person_id, public_key, counter, transports, is_synced, name, created_at)
        values (${id}, ${personId}, ${Buffer.from(publicKey)}, ${counter}, ${transports}::text[], ${isSynced}, ${name}, ${instant(at)})
        on conflict (credential_id) do nothing`,
  )
}

export function selectPasskey(on: Reads, credentialId: string) {
  return row<PasskeyRow>(on, sql`select ${columns} from passkeys where credential_id = ${credentialId}`)
}

export function selectPasskeysOf(on: Reads, personId: number) {
  return rows<PasskeyRow>(
    on,
    sql`select ${columns} from passkeys where person_id = ${personId} order by created_at, credential_id`,
  )
}

/**
 * Counts a use: 0 where the counter did not go on, as it would not for a copy of the key. Many devices do not count, and always
 * say 0. Two answers at once cannot both count.
 */
export function countPasskeyUse(on: Reads, credentialId: string, counter: number, at: EpochMilliseconds) {
  return run(
    on,
    sql`update passkeys set counter = ${counter}, used_at = ${instant(at)}
        where credential_id = ${credentialId} and (counter < ${counter} or (counter = 0 and ${counter} = 0))`,
  )
}

export function deletePasskey(tx: Tx, personId: number, credentialId: string): Promise<number> {
  return run(tx, sql`delete from passkeys where person_id = ${personId} and credential_id = ${credentialId}`)
}
