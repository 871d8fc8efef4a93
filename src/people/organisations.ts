// Organisations: whom customers work for, and who as its contact sees an organisation's cases. Staff decide both; an address alone
// proves no membership, and nobody becomes a contact by writing to us.

import { type Db, perDatabase, type Reads, together, transaction } from "../database/index.ts"
import { Invalid, NotFound } from "../errors.ts"
import type { EpochMilliseconds } from "../time/epoch.ts"
import { type Actor, mustBeAbleTo } from "./actor.ts"
import { doneBy, record } from "./audit.ts"
import type { AuditAction } from "./audit-words.ts"
import { knownAddress } from "./customer.ts"
import {
  clearMembership,
  deleteContact,
  insertContact,
  insertOrganisation,
  selectAnyMember,
  selectEmployers,
  selectOrganisation,
  selectOrganisations,
  selectPeopleOf,
  updateOrganisationEnd,
  upsertCustomer,
} from "./organisation-store.ts"

export type { ListedOrganisation, OrganisationPerson } from "./organisation-store.ts"

const right = "keep-organisations"

export {
  selectOrganisation as findOrganisation,
  selectOrganisations as listedOrganisations,
  selectPeopleOf as peopleOf,
}

/** Adds an organisation; gives its number. Throws Invalid where another has its name. */
export async function addOrganisation(db: Db, actor: Actor, name: string, at: EpochMilliseconds): Promise<number> {
  mustBeAbleTo(actor, right)
  return await transaction(db, async (tx) => {
    const added = await insertOrganisation(tx, name, at)
    if (added === undefined)
      throw new Invalid([{ field: "name", message: "There is an organisation of this name already" }])
    await noted(tx, actor, "organisation-added", [organisationId(added.organisation_id)], at)
    return added.organisation_id
  })
}

/** From now on nobody sees its cases as its contact; or they do again. */
export async function endOrganisation(
  db: Db,
  actor: Actor,
  id: number,
  isEnded: boolean,
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(actor, right)
  await transaction(db, async (tx) => {
    if ((await updateOrganisationEnd(tx, id, isEnded ? at : null)) === 0) throw new NotFound()
    await noted(tx, actor, isEnded ? "organisation-ended" : "organisation-resumed", [organisationId(id)], at)
  })
}

export type NewOrganisationPerson = {
  readonly email: string
  readonly name: string | null
  readonly isMember: boolean
  readonly isContact: boolean
}

/** Adds somebody who works for an organisation, is its contact, or both. */
export async function addOrganisationPerson(
  db: Db,
  actor: Actor,
  id: number,
  person: NewOrganisationPerson,
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(actor, right)
  await transaction(db, async (tx) => {
    if ((await selectOrganisation(tx, id)) === undefined) throw new NotFound()
    const { name, isMember, isContact } = person
    const kept = { email: knownAddress(person.email), name, organisationId: isMember ? id : null }
    const customer = await upsertCustomer(tx, kept, at)
    if (customer === undefined) throw new Error("a customer was not kept")
    const target = [organisationId(id), `customer:${customer.customer_id}`]
    if (isMember) await noted(tx, actor, "organisation-member-added", target, at)
    if (isContact && (await insertContact(tx, id, customer.customer_id, at)) === 1)
      await noted(tx, actor, "organisation-contact-added", target, at)
  })
  employers(db).forget()
}

/** Takes somebody off an organisation: from their next page on they see nothing of it. */
export async function removeOrganisationPerson(
  db: Db,
  actor: Actor,
  id: number,
  customerId: number,
  at: EpochMilliseconds,
): Promise<void> {
  mustBeAbleTo(actor, right)
  await transaction(db, async (tx) => {
    const target = [organisationId(id), `customer:${customerId}`]
    const contact = await deleteContact(tx, id, customerId)
    const member = await clearMembership(tx, id, customerId)
    if (contact + member === 0) throw new NotFound()
    if (contact > 0) await noted(tx, actor, "organisation-contact-removed", target, at)
    if (member > 0) await noted(tx, actor, "organisation-member-removed", target, at)
  })
}

/** The organisation that whoever has an address works for, as staff know it; asked of a case that begins. */
export async function organisationOf(on: Reads, typed: string): Promise<number | undefined> {
  const email = knownAddress(typed)
  if ("client" in on) return (await selectEmployers(on, [email]))[0]?.organisation_id
  const { hasMembers, lookUp } = employers(on)
  return (await hasMembers()) ? ((await lookUp(email)) ?? undefined) : undefined
}

// A desk that keeps no organisations does not pay for them: whether there is any member is asked each two seconds. Those who report at
// the same moment share one look.
const employers = perDatabase((db) => ({
  ...nowAndThen(async () => (await selectAnyMember(db))?.there === true),
  lookUp: together<string, number | null>(
    async (emails) => {
      const found = new Map((await selectEmployers(db, emails)).map((each) => [each.email, each.organisation_id]))
      return emails.map((email) => found.get(email) ?? null)
    },
    { atOnce: 64, underWay: 2 },
  ),
}))

const lookEachMs = 2000

function nowAndThen(ask: () => Promise<boolean>) {
  let known: { readonly answer: Promise<boolean>; readonly until: number } | undefined
  const forget = () => {
    known = undefined
  }
  const hasMembers = () => {
    if (known !== undefined && performance.now() < known.until) return known.answer
    const answer = ask()
    known = { answer, until: performance.now() + lookEachMs }
    answer.catch(forget)
    return answer
  }
  return { hasMembers, forget }
}

function organisationId(id: number): string {
  return `organisation:${id}`
}

function noted(on: Reads, actor: Actor, action: AuditAction, target: readonly string[], at: EpochMilliseconds) {
  return record(on, { action, outcome: "done", ...doneBy(actor), target }, at)
}
