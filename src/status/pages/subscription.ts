// Being told by email: the form, the confirmation that only the mailbox can give, and the one click that ends it.

import { z } from "zod"
import { fieldsFrom } from "../../asked.ts"
import { type FieldError, Invalid } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { isWithinLimit, knownAddress } from "../../people/index.ts"
import { paths } from "../paths.ts"
import { charterNamed } from "../service.ts"
import { askToSubscribe, confirm, end, toConfirm, toEnd } from "../subscribe.ts"

export function subscriptionPages(key: Buffer): Page[] {
  const confirming = { path: paths.confirm(":token"), audience: "public" } as const
  const ending = { path: paths.end(":token"), audience: "public" } as const
  return [
    { method: "GET", path: paths.subscribe, audience: "public", answer: (request) => form(request) },
    { method: "POST", path: paths.subscribe, audience: "public", answer: (request) => ask(request, key) },
    { method: "GET", path: paths.asked, audience: "public", answer: async () => asked },
    { ...confirming, method: "GET", answer: (request) => offer(request, key) },
    { ...confirming, method: "POST", answer: (request) => confirmed(request, key) },
    { ...ending, method: "GET", answer: (request) => offerEnd(request, key) },
    { ...ending, method: "POST", isOneClick: true, answer: (request) => ended(request, key) },
  ]
}

const missing = "report.email.missing"
const wrong = "report.email.wrong"
const addressForm = z.strictObject({
  email: z
    .string(missing)
    .transform((typed) => typed.toWellFormed().trim())
    .pipe(z.string().min(1, missing).max(254, wrong))
    .pipe(z.email(wrong)),
})

async function form(request: PageRequest, faults: readonly FieldError[] = []): Promise<PageAnswer> {
  const { db, at, language, form: typed } = request
  const { service } = await charterNamed(db, at)
  const said = faults.map(({ field, message }) => ({ field, message: saidFault(message, language.has, language.say) }))
  const backLink = { text: language.say("status.report.back"), href: paths.status }
  const model = { typed, faults: said, service, path: paths.subscribe, backLink }
  return { view: "status/pages/subscribe.njk", model, status: faults.length === 0 ? 200 : 400 }
}

function saidFault(message: string, has: (key: string) => boolean, say: (key: string) => string): string {
  return say(has(message) ? message : "problem.foreign-form")
}

// Whoever asks too often is told what everybody is told, and nothing is mailed.
async function ask(request: PageRequest, key: Buffer): Promise<PageAnswer> {
  const { db, at, form: typed, remoteAddress, language } = request
  try {
    const { email } = fieldsFrom(addressForm, typed)
    const isWithin =
      (await isWithinLimit(db, key, { form: "status-asked", remoteAddress }, at)) &&
      (await isWithinLimit(db, key, { form: "status-asked-for", about: knownAddress(email) }, at))
    if (isWithin) await askToSubscribe(db, email, language.code, at)
    return { redirect: paths.asked }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return await form(request, error.fields)
  }
}

const asked: PageAnswer = { view: "status/pages/message.njk", model: { name: "asked", paths } }
const expired: PageAnswer = { view: "status/pages/message.njk", model: { name: "expired", paths }, status: 410 }

// A page with a button: programs that look at mail open every link in it.
async function offer({ db, at, params }: PageRequest, key: Buffer): Promise<PageAnswer> {
  const token = params["token"] ?? ""
  if ((await toConfirm(db, key, token, at)) === undefined) return expired
  const { service } = await charterNamed(db, at)
  return { view: "status/pages/choice.njk", model: { name: "confirm", service, path: paths.confirm(token) } }
}

async function confirmed({ db, at, params }: PageRequest, key: Buffer): Promise<PageAnswer> {
  const subscriptionId = await toConfirm(db, key, params["token"] ?? "", at)
  if (subscriptionId === undefined) return expired
  await confirm(db, subscriptionId, at)
  const { service } = await charterNamed(db, at)
  return { view: "status/pages/message.njk", model: { name: "confirmed", service, paths } }
}

async function offerEnd({ db, at, params }: PageRequest, key: Buffer): Promise<PageAnswer> {
  const token = params["token"] ?? ""
  if (toEnd(key, token) === undefined) return expired
  const { service } = await charterNamed(db, at)
  return { view: "status/pages/choice.njk", model: { name: "end", service, path: paths.end(token) } }
}

async function ended({ db, at, params }: PageRequest, key: Buffer): Promise<PageAnswer> {
  const subscriptionId = toEnd(key, params["token"] ?? "")
  if (subscriptionId === undefined) return expired
  await end(db, subscriptionId, at)
  return { view: "status/pages/message.njk", model: { name: "ended", paths } }
}
