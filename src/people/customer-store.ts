// Every statement about customers, their links and their sessions.

import { instant, type Reads, row, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { holdsAddress, type OrganisationName } from "./customer.ts"

export function insertLink(on: Reads, email: string, at: EpochMilliseconds, expiresAt: EpochMilliseconds) {
  return row<{ link_id: number }>(
    on,
    sql`insert into customer_links (email, asked_at, expires_at) values (${email}, ${instant(at)}, ${instant(expiresAt)}) returning link_id`,
  )
}

export function selectLink(on: Reads, linkId: number, at: EpochMilliseconds) {
  return row<{ email: string }>(
    on,
    sql`select email from customer_links where link_id = ${linkId} and used_at is null and expires_at > ${instant(at)}`,
  )
}

/** Uses a link up: of two who try at once, one succeeds. */
export function useLink(on: Reads, linkId: number, at: EpochMilliseconds) {
  return row<{ email: string }>(
    on,
    sql`update customer_links set used_at = ${instant(at)}
      where link_id = ${linkId} and used_at is null and expires_at > ${instant(at)} returning email`,
  )
}

/** Whether anything is known of an address: a customer whom staff keep, or a case that names it. */
export function selectKnown(on: Reads, email: string) {
  return row<{ known: boolean }>(
    on,
    sql`select exists (select from customers where email = ${email})
      or exists (select from content where ${holdsAddress(email)}) as known`,
  )
}

export function insertCustomerSession(
  on: Reads,
  session: { hash: Buffer; email: string; at: EpochMilliseconds; expiresAt: EpochMilliseconds },
): Promise<number> {
  const { hash, email, at, expiresAt } = session
  return run(
    on,
    sql`insert into customer_sessions (session_hash, email, created_at, seen_at, expires_at)
      values (${hash}, ${email}, ${instant(at)}, ${instant(at)}, ${instant(expiresAt)})`,
  )
}

export type CustomerSessionRow = {
  email: string
  seen_at: EpochMilliseconds
  customer_id: number | null
  organisations: OrganisationName[]
}

export function selectCustomerSession(on: Reads, hash: Buffer, at: EpochMilliseconds, idleSince: EpochMilliseconds) {
  return row<CustomerSessionRow>(
    on,
    sql`select s.email, s.seen_at, c.customer_id, coalesce(json_agg(json_build_object('organisationId', o.organisation_id, 'name', o.name)
          order by lower(o.name)) filter (where o.organisation_id is not null), '[]') as organisations
      from customer_sessions s
      left join customers c on c.email = s.email
      left join organisation_contacts oc on oc.customer_id = c.customer_id
      left join organisations o on o.organisation_id = oc.organisation_id and o.ended_at is null
      where s.session_hash = ${hash} and s.expires_at > ${instant(at)} and s.seen_at > ${instant(idleSince)}
      group by s.email, s.seen_at, c.customer_id`,
  )
}

export function updateCustomerSeen(on: Reads, hash: Buffer, at: EpochMilliseconds): Promise<number> {
  return run(
    on,
    sql`update customer_sessions set seen_at = greatest(seen_at, ${instant(at)}) where session_hash = ${hash}`,
  )
}

export function deleteCustomerSession(on: Reads, hash: Buffer): Promise<number> {
  return run(on, sql`delete from customer_sessions where session_hash = ${hash}`)
}

export function deleteEndedCustomerSessions(
  on: Reads,
  at: EpochMilliseconds,
  idleSince: EpochMilliseconds,
): Promise<number> {
  return run(
    on,
    sql`delete from customer_sessions where expires_at <= ${instant(at)} or seen_at <= ${instant(idleSince)}`,
  )
}

export function deleteEndedLinks(on: Reads, at: EpochMilliseconds): Promise<number> {
  return run(on, sql`delete from customer_links where expires_at <= ${instant(at)}`)
}
