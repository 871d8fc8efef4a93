// The statements about addresses from which our mail came back.

import { instant, type Reads, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export async function insertUndeliverable(tx: Tx, mac: Buffer, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`insert into undeliverable (address_mac, bounces, since, last_at) values (${mac}, 1, ${instant(at)}, ${instant(at)})
    on conflict (address_mac) do update set bounces = undeliverable.bounces + 1, last_at = excluded.last_at`,
  )
}

export async function deleteUndeliverable(tx: Tx, mac: Buffer): Promise<void> {
  await run(tx, sql`delete from undeliverable where address_mac = ${mac}`)
}

/** Forgets what came back before an instant: people get their mailboxes back. */
export async function deleteUndeliverableBefore(on: Reads, before: EpochMilliseconds): Promise<number> {
  return await run(on, sql`delete from undeliverable where last_at < ${instant(before)}`)
}
