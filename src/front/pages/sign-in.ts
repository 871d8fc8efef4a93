// How a customer signs in: their address, a mail with a link, and a button behind it. Only the button signs in, because programs that
// look at mail open every link in it.

import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import { currentRules } from "../../clocks/index.ts"
import { type FieldError, Invalid } from "../../errors.ts"
import { automaticPerAddress } from "../../notices/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { enterByLink, isWithinLimit, knownAddress, linkMinutes } from "../../people/index.ts"
import { askForLink, openLink } from "../account/ask-link.ts"
import { contactDetails } from "../contact.ts"
import { paths, routes } from "../paths.ts"
import { emailField, faultsIn } from "../read-form.ts"

const addressForm = z.strictObject({ email: emailField })

export function signInPages(key: Buffer): Page[] {
  const enter = { path: routes.enter, audience: "public" } as const
  return [
    { method: "GET", path: routes.signIn, audience: "public", answer: (request) => asking(request) },
    { method: "POST", path: routes.signIn, audience: "public", answer: (request) => ask(request, key) },
    { method: "GET", path: routes.linkAsked, audience: "public", answer: async () => asked },
    { ...enter, method: "GET", answer: (request) => door(request, key) },
    { ...enter, method: "POST", answer: (request) => entered(request, key) },
  ]
}

async function asking(
  { db, at, form, language }: PageRequest,
  faults: readonly FieldError[] = [],
): Promise<PageAnswer> {
  const contact = contactDetails(await currentRules(db), at, language)
  const backLink = { text: language.say("layout.back"), href: paths.home }
  const model = { typed: form, faults, contact, path: paths.signIn, backLink }
  return { view: "front/pages/sign-in.njk", model, status: faults.length === 0 ? 200 : 400 }
}

// Whoever asks too often is told what everybody is told, and gets no more mail: anything else would say whose address it is.
async function ask(request: PageRequest, key: Buffer): Promise<PageAnswer> {
  const { db, at, form, remoteAddress, language } = request
  try {
    const { email } = fieldsFrom(addressForm, form)
    const isWithin =
      (await isWithinLimit(db, key, { form: "sign-in-asked", remoteAddress }, at)) &&
      (await isWithinLimit(db, key, { form: "sign-in-asked-for", about: knownAddress(email) }, at))
    if (isWithin) await askForLink(db, email, language.code, at)
    return { redirect: paths.linkAsked }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return await asking(request, faultsIn(error, language))
  }
}

const asked: PageAnswer = {
  view: "front/pages/link-asked.njk",
  model: { paths, minutes: linkMinutes, most: automaticPerAddress },
}

async function door({ db, at, params }: PageRequest, key: Buffer): Promise<PageAnswer> {
  const token = params["token"] ?? ""
  if ((await openLink(db, key, token, at)) === undefined) return expired
  return { view: "front/pages/enter.njk", model: { path: paths.enter(token) } }
}

async function entered({ db, at, params, remoteAddress }: PageRequest, key: Buffer): Promise<PageAnswer> {
  const linkId = await openLink(db, key, params["token"] ?? "", at)
  const email = linkId === undefined ? undefined : await enterByLink(db, linkId, remoteAddress, at)
  return email === undefined ? expired : { redirect: paths.account, customer: email }
}

const expired: PageAnswer = { view: "front/pages/link-used.njk", model: { paths, minutes: linkMinutes }, status: 410 }
