// Every statement about the endpoints themselves.

import { instant, type Reads, row, rows, run, type Sql, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { Endpoint, PausedBecause } from "./endpoint.ts"

const endpointColumns = sql`endpoint_id as "endpointId", url, event_types as "eventTypes", state, paused_because as "pausedBecause",
  changed_at as "changedAt", created_at as "createdAt", (select name from people where person_id = created_by) as "createdBy",
  secret_at as "secretAt", old_secret_until as "oldSecretUntil", failing_since as "failingSince", rests_until as "restsUntil"`

/** The endpoints that have not been removed. */
export async function listEndpoints(on: Reads): Promise<Endpoint[]> {
  return await rows<Endpoint>(
    on,
    sql`select ${endpointColumns} from webhook_endpoints where state <> 'removed' order by endpoint_id`,
  )
}

export async function findEndpoint(on: Reads, endpointId: number): Promise<Endpoint | undefined> {
  return await row<Endpoint>(
    on,
    sql`select ${endpointColumns} from webhook_endpoints where endpoint_id = ${endpointId} and state <> 'removed'`,
  )
}

export async function lockEndpoint(tx: Tx, endpointId: number): Promise<Endpoint | undefined> {
  return await row<Endpoint>(
    tx,
    sql`select ${endpointColumns} from webhook_endpoints where endpoint_id = ${endpointId} and state <> 'removed' for update`,
  )
}

/** How many there are. Waits until nobody else is adding, to the end of the transaction. */
export async function lockedCount(tx: Tx): Promise<number> {
  await rows(tx, sql`select pg_advisory_xact_lock(7243134)`)
  const found = await row<{ count: number }>(
    tx,
    sql`select count(*) as count from webhook_endpoints where state <> 'removed'`,
  )
  return found?.count ?? 0
}

export type NewEndpoint = {
  readonly url: string
  readonly eventTypes: readonly string[]
  readonly secret: Buffer
  readonly by: number | null
  readonly at: EpochMilliseconds
}

/** Inserts an endpoint; undefined where there is one of this address. */
export async function insertEndpoint(tx: Tx, { url, eventTypes, secret, by, at }: NewEndpoint) {
  return await row<{ endpointId: number }>(
    tx,
    sql`insert into webhook_endpoints (url, event_types, state, changed_at, created_at, created_by, secret, secret_at)
      values (${url}, ${eventTypes}, 'active', ${instant(at)}, ${instant(at)}, ${by}, ${secret}, ${instant(at)})
      on conflict (url) where state <> 'removed' do nothing
      returning endpoint_id as "endpointId"`,
  )
}

export async function updateTypes(tx: Tx, endpointId: number, eventTypes: readonly string[]): Promise<void> {
  await run(tx, sql`update webhook_endpoints set event_types = ${eventTypes} where endpoint_id = ${endpointId}`)
}

export async function updatePaused(tx: Tx, endpointId: number, because: PausedBecause, at: number): Promise<void> {
  await run(
    tx,
    sql`update webhook_endpoints set state = 'paused', paused_because = ${because}, changed_at = ${instant(at)}
      where endpoint_id = ${endpointId} and state = 'active'`,
  )
}

/** It starts anew: what it failed at before counts no more. */
export async function updateResumed(tx: Tx, endpointId: number, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`update webhook_endpoints set state = 'active', paused_because = null, changed_at = ${instant(at)}, failing_since = null,
        failures = 0, rests_until = null
      where endpoint_id = ${endpointId}`,
  )
}

export async function updateRemoved(tx: Tx, endpointId: number, at: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`update webhook_endpoints set state = 'removed', paused_because = null, changed_at = ${instant(at)}, secret = ''::bytea,
        old_secret = null, old_secret_until = null
      where endpoint_id = ${endpointId}`,
  )
}

/** Puts another secret in the place of the present one, which stays good until an instant. */
export async function updateSecret(
  tx: Tx,
  endpointId: number,
  { secret, oldUntil, at }: { secret: Buffer; oldUntil: EpochMilliseconds; at: EpochMilliseconds },
): Promise<void> {
  await run(
    tx,
    sql`update webhook_endpoints set old_secret = secret, old_secret_until = ${instant(oldUntil)}, secret = ${secret},
        secret_at = ${instant(at)}
      where endpoint_id = ${endpointId}`,
  )
}

/** Those that are paused because they failed, for the alarm. */
export async function endpointsGivenUp(on: Reads): Promise<{ endpointId: number; since: EpochMilliseconds }[]> {
  return await rows(
    on,
    sql`select endpoint_id as "endpointId", changed_at as since from webhook_endpoints
      where state = 'paused' and paused_because in ('failing', 'gone') order by endpoint_id`,
  )
}

/** An endpoint took a message: whatever failed before is over. */
export function endpointWorks(endpoints: Sql): Sql {
  return sql`update webhook_endpoints set failing_since = null, failures = 0, rests_until = null
    where endpoint_id in (select endpoint_id from ${endpoints}) and failures > 0`
}
