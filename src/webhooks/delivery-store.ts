// Every statement about a delivery on its way: claimed, recorded, brought back by the sweep, sent again, forgotten.

import { notHeld } from "../backup/index.ts"
import { instant, type Reads, row, rows, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { endpointWorks } from "./endpoint-store.ts"
import { leaseMilliseconds as usualLease } from "./tell.ts"

export type ClaimedDelivery = {
  readonly deliveryId: number
  readonly endpointId: number
  readonly messageId: string
  readonly eventType: string
  readonly happenedAt: EpochMilliseconds
  readonly reference: string | null
  readonly seq: number | null
  /** The number of this attempt: what it records counts only while no later one has begun. */
  readonly attempt: number
  readonly tries: number
  readonly url: string
  readonly secret: Buffer
  /** The secret before, while it is still good. */
  readonly oldSecret: Buffer | null
}

/** Begins an attempt, unless another has, it is not due, or its endpoint is paused or left alone for a while. */
export async function claimDelivery(
  on: Reads,
  deliveryId: number,
  at: EpochMilliseconds,
  until: EpochMilliseconds,
): Promise<ClaimedDelivery | undefined> {
  return await row<ClaimedDelivery>(
    on,
    sql`with due as (
        select d.delivery_id, e.url, e.secret, case when e.old_secret_until > ${instant(at)} then e.old_secret end as old_secret
        from webhook_deliveries d join webhook_endpoints e on e.endpoint_id = d.endpoint_id
        where d.delivery_id = ${deliveryId} and d.state = 'waiting' and d.next_attempt_at <= ${instant(at)} and e.state = 'active'
          and (e.rests_until is null or e.rests_until <= ${instant(at)}) and ${notHeld}
        for update of d skip locked
      ),
      claimed as (
        update webhook_deliveries d set attempts = d.attempts + 1, tries = d.tries + 1, is_attempting = true,
          next_attempt_at = ${instant(until)}, look_at = ${instant(until)}
        from due where d.delivery_id = due.delivery_id
        returning d.*, due.url, due.secret, due.old_secret
      ),
      begun as (
        insert into webhook_attempts (delivery_id, attempt, at) select delivery_id, attempts, ${instant(at)} from claimed
      )
      select claimed.delivery_id as "deliveryId", claimed.endpoint_id as "endpointId", claimed.message_id as "messageId",
        claimed.event_type as "eventType", claimed.happened_at as "happenedAt", cases.reference, claimed.seq,
        claimed.attempts as attempt, claimed.tries, claimed.url, claimed.secret, claimed.old_secret as "oldSecret"
      from claimed left join cases on cases.case_id = claimed.case_id`,
  )
}

type Ended = { readonly deliveryId: number; readonly attempt: number }
type Answered = { readonly status: number | undefined; readonly milliseconds: number }

/** Records that the endpoint took a message. */
export async function recordTaken(
  on: Reads,
  { deliveryId, attempt }: Ended,
  { status, milliseconds }: Answered,
  at: EpochMilliseconds,
): Promise<void> {
  await run(
    on,
    sql`with noted as (
        update webhook_attempts set outcome = 'delivered', status = ${status ?? null}, milliseconds = ${milliseconds}
        where delivery_id = ${deliveryId} and attempt = ${attempt}
      ),
      ended as (
        update webhook_deliveries set state = 'delivered', is_attempting = false, ended_at = ${instant(at)}
        where delivery_id = ${deliveryId} and attempts = ${attempt} and state = 'waiting'
        returning endpoint_id
      )
      ${endpointWorks(sql`ended`)}`,
  )
}

export type Failure = Answered & {
  readonly at: EpochMilliseconds
  /** When it is tried again; undefined: it is given up. */
  readonly nextAt: EpochMilliseconds | undefined
}

/** Records a failure of a delivery. False where a later attempt has begun: then nothing follows from it. */
export async function recordFailure(tx: Tx, { deliveryId, attempt }: Ended, failure: Failure): Promise<boolean> {
  const { status, milliseconds, at, nextAt } = failure
  const next = instant(nextAt ?? at)
  const ended = await run(
    tx,
    sql`with noted as (
        update webhook_attempts set outcome = ${status === undefined ? "unreachable" : "answered"}, status = ${status ?? null},
          milliseconds = ${status === undefined ? null : milliseconds}
        where delivery_id = ${deliveryId} and attempt = ${attempt}
      )
      update webhook_deliveries set is_attempting = false, state = ${nextAt === undefined ? "failed" : "waiting"},
        ended_at = ${nextAt === undefined ? instant(at) : null}, next_attempt_at = ${next}, look_at = ${next}
      where delivery_id = ${deliveryId} and attempts = ${attempt} and state = 'waiting'`,
  )
  return ended === 1
}

/** Counts a failure of an endpoint; gives how many there have been in a row, and since when. */
export async function countFailure(tx: Tx, endpointId: number, at: EpochMilliseconds) {
  return await row<{ failures: number; failingSince: EpochMilliseconds }>(
    tx,
    sql`update webhook_endpoints set failures = failures + 1, failing_since = coalesce(failing_since, ${instant(at)})
      where endpoint_id = ${endpointId} and state = 'active'
      returning failures, failing_since as "failingSince"`,
  )
}

export async function leaveAlone(tx: Tx, endpointId: number, until: EpochMilliseconds): Promise<void> {
  await run(
    tx,
    sql`update webhook_endpoints set rests_until = greatest(rests_until, ${instant(until)}) where endpoint_id = ${endpointId}`,
  )
}

/** Gives up everything that waits for an endpoint. */
export async function giveUpWaiting(tx: Tx, endpointId: number, at: EpochMilliseconds): Promise<number> {
  return await run(
    tx,
    sql`update webhook_deliveries set state = 'failed', is_attempting = false, ended_at = ${instant(at)}
      where endpoint_id = ${endpointId} and state = 'waiting'`,
  )
}

/** The deliveries that need a job again, each given out once in `leaseMilliseconds`; those of endpoints that are left alone wait. */
export async function dueDeliveries(
  on: Reads,
  at: EpochMilliseconds,
  limit: number,
  leaseMilliseconds: number = usualLease,
): Promise<number[]> {
  const due = await rows<{ deliveryId: number }>(
    on,
    sql`update webhook_deliveries d set look_at = ${instant(at + leaseMilliseconds)}
      from (select delivery_id from webhook_deliveries waiting
        where state = 'waiting' and look_at <= ${instant(at)} and not exists (
          select from webhook_endpoints e where e.endpoint_id = waiting.endpoint_id and e.rests_until > ${instant(at)})
        order by look_at, delivery_id limit ${limit} for update skip locked) due
      where d.delivery_id = due.delivery_id
      returning d.delivery_id as "deliveryId"`,
  )
  return due.map((each) => each.deliveryId)
}

/** A trial message. */
export async function insertTrial(tx: Tx, endpointId: number, messageId: string, at: EpochMilliseconds) {
  return await row<{ deliveryId: number }>(
    tx,
    sql`insert into webhook_deliveries (endpoint_id, message_id, event_type, happened_at, next_attempt_at, look_at)
      values (${endpointId}, ${messageId}, 'test', ${instant(at)}, ${instant(at)}, ${instant(at + usualLease)})
      returning delivery_id as "deliveryId"`,
  )
}

/** How many trial messages there have been since an instant. */
export async function trialsSince(on: Reads, since: EpochMilliseconds): Promise<number> {
  const found = await row<{ count: number }>(
    on,
    sql`select count(*) as count from webhook_deliveries where happened_at > ${instant(since)} and event_type = 'test'`,
  )
  return found?.count ?? 0
}

/** Makes a delivery wait again, with as many tries as a new one; false where it waits already, or is another endpoint's. */
export async function makeWaitAgain(tx: Tx, endpointId: number, deliveryId: number, at: EpochMilliseconds) {
  const made = await run(
    tx,
    sql`update webhook_deliveries set state = 'waiting', tries = 0, ended_at = null, next_attempt_at = ${instant(at)},
        look_at = ${instant(at + usualLease)}
      where delivery_id = ${deliveryId} and endpoint_id = ${endpointId} and state <> 'waiting'`,
  )
  return made === 1
}

/** Deletes what happened before an instant, with its attempts; gives how many deliveries. */
export async function deleteDeliveriesBefore(on: Reads, before: EpochMilliseconds, limit: number): Promise<number> {
  return await run(
    on,
    sql`with old as (
        select delivery_id from webhook_deliveries where happened_at < ${instant(before)} and state <> 'waiting'
        order by happened_at limit ${limit}
      ),
      tried as (delete from webhook_attempts where delivery_id in (select delivery_id from old))
      delete from webhook_deliveries where delivery_id in (select delivery_id from old)`,
  )
}
