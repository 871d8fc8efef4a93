// What people read of deliveries: the newest of an endpoint, and the attempts of one.

import { type Reads, row, rows, type Sql, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"

export type DeliveryState = "waiting" | "delivered" | "failed"

export type ListedDelivery = {
  readonly deliveryId: number
  readonly messageId: string
  readonly eventType: string
  /** Null for a trial message, and for a case that the actor's query does not give. */
  readonly reference: string | null
  readonly seq: number | null
  readonly happenedAt: EpochMilliseconds
  readonly state: DeliveryState
  readonly attempts: number
  readonly nextAttemptAt: EpochMilliseconds
  readonly endedAt: EpochMilliseconds | null
}

const deliveryColumns = sql`d.delivery_id as "deliveryId", d.message_id as "messageId", d.event_type as "eventType",
  (select reference from cases where cases.case_id = d.case_id) as reference, d.seq, d.happened_at as "happenedAt", d.state, d.attempts,
  d.next_attempt_at as "nextAttemptAt", d.ended_at as "endedAt"`

export type DeliveryFilter = {
  readonly state: DeliveryState | null
  readonly after: number | null
  readonly limit: number
}

/** The deliveries of an endpoint, newest first, before a number. */
export async function listDeliveries(on: Reads, endpointId: number, filter: DeliveryFilter): Promise<ListedDelivery[]> {
  const { state, after, limit } = filter
  return await rows<ListedDelivery>(
    on,
    sql`select ${deliveryColumns} from webhook_deliveries d
      where d.endpoint_id = ${endpointId} ${condition(state, (of) => sql`and d.state = ${of}`)}
        ${condition(after, (of) => sql`and d.delivery_id < ${of}`)}
      order by d.delivery_id desc limit ${limit}`,
  )
}

export async function findDelivery(
  on: Reads,
  endpointId: number,
  deliveryId: number,
): Promise<ListedDelivery | undefined> {
  return await row<ListedDelivery>(
    on,
    sql`select ${deliveryColumns} from webhook_deliveries d where d.delivery_id = ${deliveryId} and d.endpoint_id = ${endpointId}`,
  )
}

export type ListedAttempt = {
  readonly attempt: number
  readonly at: EpochMilliseconds
  readonly outcome: "delivered" | "answered" | "unreachable" | null
  readonly status: number | null
  readonly milliseconds: number | null
}

/** Every attempt of a delivery, in order. */
export async function listAttempts(on: Reads, deliveryId: number): Promise<ListedAttempt[]> {
  return await rows<ListedAttempt>(
    on,
    sql`select attempt, at, outcome, status, milliseconds from webhook_attempts where delivery_id = ${deliveryId} order by attempt`,
  )
}

export type DeliveryCounts = { readonly waiting: number; readonly failed: number }

/** How many wait and how many failed, by endpoint. */
export async function deliveryCounts(on: Reads): Promise<Map<number, DeliveryCounts>> {
  const found = await rows<DeliveryCounts & { endpointId: number }>(
    on,
    sql`select endpoint_id as "endpointId", count(*) filter (where state = 'waiting') as waiting,
        count(*) filter (where state = 'failed') as failed
      from webhook_deliveries where state in ('waiting', 'failed') group by endpoint_id`,
  )
  return new Map(found.map(({ endpointId, waiting, failed }) => [endpointId, { waiting, failed }]))
}

function condition<Value>(value: Value | null, of: (value: Value) => Sql): Sql {
  return value === null ? sql`` : of(value)
}
