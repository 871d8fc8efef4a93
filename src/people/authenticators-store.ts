// Every SQL statement about authenticator apps and recovery codes.

import { instant, type Reads, row, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

type NewAuthenticator = { readonly personId: number; readonly sealedSecret: Buffer; readonly step: number }

export function upsertAuthenticator(tx: Tx, { personId, sealedSecret, step }: NewAuthenticator, at: EpochMilliseconds) {
  return run(
    tx,
    sql`insert into authenticators (person_id, sealed_secret, used_step, created_at)
        values (${personId}, ${sealedSecret}, ${step}, ${instant(at)})
        on conflict (person_id) do update set
          sealed_secret = excluded.sealed_secret, used_step = excluded.used_step, created_at = excluded.created_at`,
  )
}

/** Locked: of two who bring the same code at once, one is let in. */
export function lockAuthenticator(tx: Tx, personId: number) {
  return row<{ sealed_secret: Buffer; used_step: number }>(
    tx,
    sql`select sealed_secret, used_step from authenticators where person_id = ${personId} for update`,
  )
}

export function updateUsedStep(tx: Tx, personId: number, step: number): Promise<number> {
  return run(tx, sql`update authenticators set used_step = ${step} where person_id = ${personId}`)
}

export function deleteAuthenticator(tx: Tx, personId: number): Promise<number> {
  return run(tx, sql`delete from authenticators where person_id = ${personId}`)
}

export function insertRecoveryCodes(tx: Tx, personId: number, hashes: readonly Buffer[], at: EpochMilliseconds) {
  return run(
    tx,
    sql`insert into recovery_codes (person_id, code_hash, created_at)
        select ${personId}::bigint, unnest(${hashes}::bytea[]), ${instant(at)}`,
  )
}

/** Uses a code up: of two at once, one. */
export function spendRecoveryCode(on: Reads, personId: number, hash: Buffer, at: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`update recovery_codes set used_at = ${instant(at)}
        where person_id = ${personId} and code_hash = ${hash} and used_at is null`,
  )
}

export function deleteRecoveryCodes(tx: Tx, personId: number): Promise<number> {
  return run(tx, sql`delete from recovery_codes where person_id = ${personId}`)
}
