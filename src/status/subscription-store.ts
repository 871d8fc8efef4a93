// Every statement of subscriptions to the status of services.

import { instant, type Reads, row, run, sql, type Tx } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/index.ts"

export type Wish = {
  readonly address: string
  readonly language: string
  /** By their ids; null: all. */
  readonly services: readonly string[] | null
}

export async function insertSubscription(tx: Tx, wish: Wish, at: EpochMilliseconds): Promise<number> {
  const { address, language, services } = wish
  const added = await row<{ subscriptionId: number }>(
    tx,
    sql`insert into status_subscriptions (address, language, services, asked_at)
      values (${address}, ${language}, ${listed(services)}::text[], ${instant(at)})
      returning subscription_id as "subscriptionId"`,
  )
  if (added === undefined) throw new Error("a subscription was not kept")
  return added.subscriptionId
}

export type Subscription = {
  readonly subscriptionId: number
  readonly address: string | null
  readonly isConfirmed: boolean
  /** By their ids; null: all. */
  readonly services: readonly string[] | null
  readonly askedAt: EpochMilliseconds
}

export function selectSubscription(on: Reads, subscriptionId: number) {
  return row<Subscription>(
    on,
    sql`select subscription_id as "subscriptionId", address, services, confirmed_at is not null as "isConfirmed", asked_at as "askedAt"
      from status_subscriptions where subscription_id = ${subscriptionId}`,
  )
}

/** Ends what else an address has confirmed, so that it is told once. */
export function endOthers(tx: Tx, subscriptionId: number, at: EpochMilliseconds): Promise<number> {
  return run(
    tx,
    sql`update status_subscriptions set ended_at = ${instant(at)}, address = null
      where confirmed_at is not null and ended_at is null and subscription_id <> ${subscriptionId}
        and lower(address) = (select lower(address) from status_subscriptions where subscription_id = ${subscriptionId})`,
  )
}

export function confirmSubscription(tx: Tx, subscriptionId: number, at: EpochMilliseconds): Promise<number> {
  return run(
    tx,
    sql`update status_subscriptions set confirmed_at = coalesce(confirmed_at, ${instant(at)})
      where subscription_id = ${subscriptionId} and ended_at is null`,
  )
}

/** Changes what it is about, while it lasts. */
export function updateServices(on: Reads, subscriptionId: number, services: Wish["services"]): Promise<number> {
  return run(
    on,
    sql`update status_subscriptions set services = ${listed(services)}::text[]
      where subscription_id = ${subscriptionId} and confirmed_at is not null and ended_at is null`,
  )
}

function listed(services: Wish["services"]): string[] | null {
  return services === null ? null : [...services]
}

export function endSubscription(on: Reads, subscriptionId: number, at: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`update status_subscriptions set ended_at = ${instant(at)}, address = null
      where subscription_id = ${subscriptionId} and ended_at is null`,
  )
}

/**
 * Mail for everybody who has confirmed and asked for the service of the report; what is about the whole is for all. One statement, however many
 * they are.
 */
export function insertUpdateMails(
  tx: Tx,
  kind: string,
  { reportId, updateNo, whole }: { readonly reportId: number; readonly updateNo: number; readonly whole: string },
  at: EpochMilliseconds,
): Promise<number> {
  return run(
    tx,
    sql`insert into mails (kind, address, language, facts, created_at, next_attempt_at)
      select ${kind}, address, language, jsonb_build_object('subscription', subscription_id, 'report', ${reportId}::bigint, 'update', ${updateNo}::int),
        ${instant(at)}, ${instant(at)}
      from status_subscriptions
      where confirmed_at is not null and ended_at is null
        and (services is null or exists (select from status_reports r where r.report_id = ${reportId}
          and (r.service = any(services) or r.service = ${whole})))`,
  )
}

/** Deletes what nobody confirmed in time, and what ended long ago. */
export function deleteOldSubscriptions(on: Reads, askedBefore: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`delete from status_subscriptions
      where (confirmed_at is null and asked_at < ${instant(askedBefore)}) or ended_at < ${instant(askedBefore)}`,
  )
}
