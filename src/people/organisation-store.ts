// Every statement about organisations, who works for them and who is their contact.

import { instant, type Reads, row, rows, run, sql } from "../database/index.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import type { OrganisationName } from "./customer.ts"

export type ListedOrganisation = OrganisationName & {
  readonly contacts: number
  readonly members: number
  readonly endedAt: EpochMilliseconds | null
}

export function selectOrganisations(on: Reads) {
  return rows<ListedOrganisation>(
    on,
    sql`select o.organisation_id as "organisationId", o.name, o.ended_at as "endedAt",
        (select count(*) from organisation_contacts c where c.organisation_id = o.organisation_id) as contacts,
        (select count(*) from customers c where c.organisation_id = o.organisation_id) as members
      from organisations o order by o.ended_at is not null, lower(o.name)`,
  )
}

export function selectOrganisation(on: Reads, organisationId: number) {
  return row<OrganisationName & { endedAt: EpochMilliseconds | null }>(
    on,
    sql`select organisation_id as "organisationId", name, ended_at as "endedAt" from organisations where organisation_id = ${organisationId}`,
  )
}

export type OrganisationPerson = {
  readonly customerId: number
  readonly email: string
  readonly name: string | null
  readonly isMember: boolean
  readonly isContact: boolean
}

export function selectPeopleOf(on: Reads, organisationId: number) {
  return rows<OrganisationPerson>(
    on,
    sql`select c.customer_id as "customerId", c.email, c.name, c.organisation_id is not distinct from ${organisationId}::bigint as "isMember",
        oc.customer_id is not null as "isContact"
      from customers c
      left join organisation_contacts oc on oc.customer_id = c.customer_id and oc.organisation_id = ${organisationId}
      where c.organisation_id = ${organisationId} or oc.customer_id is not null
      order by c.email`,
  )
}

/** Inserts an organisation; undefined where another has the name. */
export function insertOrganisation(on: Reads, name: string, at: EpochMilliseconds) {
  return row<{ organisation_id: number }>(
    on,
    sql`insert into organisations (name, created_at) values (${name}, ${instant(at)})
      on conflict (lower(name)) do nothing returning organisation_id`,
  )
}

export function updateOrganisationEnd(
  on: Reads,
  organisationId: number,
  at: EpochMilliseconds | null,
): Promise<number> {
  return run(
    on,
    sql`update organisations set ended_at = ${at === null ? null : instant(at)} where organisation_id = ${organisationId}`,
  )
}

/** Keeps a customer under their address; what is given anew replaces what was known, and a name that is not given stays. */
export function upsertCustomer(
  on: Reads,
  customer: { email: string; name: string | null; organisationId: number | null },
  at: EpochMilliseconds,
) {
  const { email, name, organisationId } = customer
  return row<{ customer_id: number }>(
    on,
    sql`insert into customers (email, name, organisation_id, created_at)
      values (${email}, ${name}, ${organisationId}, ${instant(at)})
      on conflict (email) do update set name = coalesce(excluded.name, customers.name),
        organisation_id = coalesce(excluded.organisation_id, customers.organisation_id)
      returning customer_id`,
  )
}

export function clearMembership(on: Reads, organisationId: number, customerId: number): Promise<number> {
  return run(
    on,
    sql`update customers set organisation_id = null where customer_id = ${customerId} and organisation_id = ${organisationId}`,
  )
}

export function insertContact(on: Reads, organisationId: number, customerId: number, at: EpochMilliseconds) {
  return run(
    on,
    sql`insert into organisation_contacts (organisation_id, customer_id, since)
      values (${organisationId}, ${customerId}, ${instant(at)}) on conflict do nothing`,
  )
}

export function deleteContact(on: Reads, organisationId: number, customerId: number): Promise<number> {
  return run(
    on,
    sql`delete from organisation_contacts where organisation_id = ${organisationId} and customer_id = ${customerId}`,
  )
}

/** The organisations that people with some addresses work for. */
export function selectEmployers(on: Reads, emails: readonly string[]) {
  return rows<{ email: string; organisation_id: number }>(
    on,
    sql`select c.email, c.organisation_id from customers c join organisations o using (organisation_id)
      where c.email = any(${emails}::text[]) and o.ended_at is null`,
  )
}

export function selectAnyMember(on: Reads) {
  return row<{ there: boolean }>(
    on,
    sql`select exists (select from customers where organisation_id is not null) as there`,
  )
}
