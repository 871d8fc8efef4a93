// The desk's pages of organisations: who they are, who works for them, and who as their contact sees their cases.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { type FieldError, Invalid, NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import {
  addOrganisation,
  addOrganisationPerson,
  endOrganisation,
  findOrganisation,
  listedOrganisations,
  peopleOf,
  removeOrganisationPerson,
} from "../../people/index.ts"
import { oneLine } from "../../typed.ts"

const audience = "keep-organisations"
const listPath = "/desk/organisations"
const onePath = (id: number | string) => `${listPath}/${id}`
const eachPath = onePath(":organisation")
// Whoever is made a contact sees the cases of a whole organisation. The page asks already, so that no filled in form is lost.
const sensitive = { audience, isSensitive: true } as const

export const organisationsNavigation = { text: "Organisations", href: listPath, audience } as const

export const organisationPages: readonly Page[] = [
  { method: "GET", path: listPath, audience, answer: (request) => list(request) },
  { method: "POST", path: listPath, audience, answer: add },
  { method: "GET", path: eachPath, ...sensitive, answer: (request) => one(request) },
  { method: "POST", path: eachPath, ...sensitive, answer: addPerson },
  { method: "POST", path: `${eachPath}/people/:customer/removal`, ...sensitive, answer: remove },
  { method: "POST", path: `${eachPath}/end`, ...sensitive, answer: (request) => end(request, true) },
  { method: "POST", path: `${eachPath}/resumption`, ...sensitive, answer: (request) => end(request, false) },
]

function line(missing: string, name: string) {
  return oneLine(missing).pipe(z.string().max(200, `${name} must be 200 characters or fewer`))
}

const organisationForm = z.strictObject({
  name: line("Enter its name", "The name").pipe(z.string().min(1, "Enter its name")),
})
const wrongEmail = "Enter an email address in the correct format, like name@example.com"
const personForm = z.strictObject({
  email: z
    .string("Enter an email address")
    .transform((typed) => typed.toWellFormed().trim())
    .pipe(z.string().min(1, "Enter an email address").max(254, wrongEmail))
    .pipe(z.email(wrongEmail)),
  name: line("Enter a name", "The name"),
  part: z.enum(["member", "contact", "both"], "Select what they are to the organisation"),
})

async function list({ db, form }: PageRequest, faults: readonly FieldError[] = []): Promise<PageAnswer> {
  const organisations = (await listedOrganisations(db)).map((each) => ({ ...each, href: onePath(each.organisationId) }))
  const model = { title: "Organisations", organisations, typed: form, faults, action: listPath }
  return { view: "front/organisations/list.njk", model, status: faults.length === 0 ? 200 : 400 }
}

async function add(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form } = request
  try {
    const { name } = fieldsFrom(organisationForm, form)
    return { redirect: onePath(await addOrganisation(db, actorOf(request), name, at)), flash: `${name} is added.` }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return await list(request, error.fields)
  }
}

async function one(request: PageRequest, faults: readonly FieldError[] = []): Promise<PageAnswer> {
  const { db, form } = request
  const { organisationId, name, endedAt } = await asked(request)
  const people = (await peopleOf(db, organisationId)).map((each) => ({
    ...each,
    removal: `${onePath(organisationId)}/people/${each.customerId}/removal`,
  }))
  const model = {
    title: name,
    hasEnded: endedAt !== null,
    people,
    typed: form,
    faults,
    action: onePath(organisationId),
    end: `${onePath(organisationId)}/${endedAt === null ? "end" : "resumption"}`,
    backLink: { text: "Organisations", href: listPath },
  }
  return { view: "front/organisations/organisation.njk", model, status: faults.length === 0 ? 200 : 400 }
}

async function addPerson(request: PageRequest): Promise<PageAnswer> {
  const { db, at, form } = request
  const { organisationId } = await asked(request)
  try {
    const { email, name, part } = fieldsFrom(personForm, form)
    const person = {
      email,
      name: name === "" ? null : name,
      isMember: part !== "contact",
      isContact: part !== "member",
    }
    await addOrganisationPerson(db, actorOf(request), organisationId, person, at)
    return { redirect: onePath(organisationId), flash: `${email} is added.` }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return await one(request, error.fields)
  }
}

async function remove(request: PageRequest): Promise<PageAnswer> {
  const { db, at, params } = request
  const { organisationId } = await asked(request)
  await removeOrganisationPerson(db, actorOf(request), organisationId, numberIn(params["customer"]), at)
  return { redirect: onePath(organisationId), flash: "They are taken off the organisation." }
}

async function end(request: PageRequest, isEnded: boolean): Promise<PageAnswer> {
  const { organisationId } = await asked(request)
  await endOrganisation(request.db, actorOf(request), organisationId, isEnded, request.at)
  const flash = isEnded ? "Its contacts see its cases no more." : "Its contacts see its cases again."
  return { redirect: onePath(organisationId), flash }
}

async function asked({ db, params }: PageRequest) {
  const found = await findOrganisation(db, numberIn(params["organisation"]))
  if (found === undefined) throw new NotFound()
  return found
}

function numberIn(text: string | undefined): number {
  if (text === undefined || !/^[1-9]\d{0,14}$/.test(text)) throw new NotFound()
  return Number(text)
}
