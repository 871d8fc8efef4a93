// Being told by email: the form, the confirmation that only the mailbox can give, what it is about, and the one click that ends it.

import { type FieldError, Invalid } from "../../errors.ts"
import { automaticPerAddress } from "../../notices/index.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import { isWithinLimit, knownAddress } from "../../people/index.ts"
import { paths } from "../paths.ts"
import { charterNamed, namedServices, namesOf } from "../service.ts"
import { askToSubscribe, choose, confirm, end, toChange, toConfirm, toEnd } from "../subscribe.ts"
import { choiceFrom, everything, servicesToTick, wishFrom } from "./subscription-forms.ts"

export function subscriptionPages(key: Buffer): Page[] {
  const confirming = { path: paths.confirm(":token"), audience: "public" } as const
  const choosing = { path: paths.choice(":token"), audience: "public" } as const
  const ending = { path: paths.end(":token"), audience: "public" } as const
  return [
    { method: "GET", path: paths.subscribe, audience: "public", answer: (request) => form(request) },
    { method: "POST", path: paths.subscribe, audience: "public", answer: (request) => ask(request, key) },
    { method: "GET", path: paths.asked, audience: "public", answer: async () => asked },
    { ...confirming, method: "GET", answer: (request) => offer(request, key) },
    { ...confirming, method: "POST", answer: (request) => confirmed(request, key) },
    { ...choosing, method: "GET", answer: (request) => offerChoice(request, key) },
    { ...choosing, method: "POST", answer: (request) => chosen(request, key) },
    { ...ending, method: "GET", answer: (request) => offerEnd(request, key) },
    { ...ending, method: "POST", isOneClick: true, answer: (request) => ended(request, key) },
  ]
}

async function form(request: PageRequest, faults: readonly FieldError[] = []): Promise<PageAnswer> {
  const { db, at, language, form: typed } = request
  const services = await namedServices(db, at)
  const ticks = faults.length === 0 ? [everything] : [typed["services"] ?? []].flat()
  const model = {
    typed,
    faults: saidFaults(request, faults),
    service: namesOf(services, null),
    items: servicesToTick(services, ticks, language),
    path: paths.subscribe,
    backLink: { text: language.say("status.report.back"), href: paths.status },
  }
  return { view: "status/pages/subscribe.njk", model, status: faults.length === 0 ? 200 : 400 }
}

function saidFaults({ language: { has, say } }: PageRequest, faults: readonly FieldError[]): FieldError[] {
  return faults.map(({ field, message }) => ({ field, message: say(has(message) ? message : "problem.foreign-form") }))
}

// Whoever asks too often is told what everybody is told, and nothing is mailed.
async function ask(request: PageRequest, key: Buffer): Promise<PageAnswer> {
  const { db, at, form: typed, remoteAddress, language } = request
  try {
    const wish = wishFrom(typed, await namedServices(db, at))
    const isWithin =
      (await isWithinLimit(db, key, { form: "status-asked", remoteAddress }, at)) &&
      (await isWithinLimit(db, key, { form: "status-asked-for", about: knownAddress(wish.address) }, at))
    if (isWithin) await askToSubscribe(db, { ...wish, language: language.code }, at)
    return { redirect: paths.asked }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return await form(request, error.fields)
  }
}

const asked: PageAnswer = {
  view: "status/pages/message.njk",
  model: { name: "asked", most: automaticPerAddress, paths },
}
const expired: PageAnswer = { view: "status/pages/message.njk", model: { name: "expired", paths }, status: 410 }

// A page with a button: programs that look at mail open every link in it.
async function offer({ db, at, params }: PageRequest, key: Buffer): Promise<PageAnswer> {
  const token = params["token"] ?? ""
  const subscription = await toConfirm(db, key, token, at)
  if (subscription === undefined) return expired
  const service = namesOf(await namedServices(db, at), subscription.services)
  return { view: "status/pages/choice.njk", model: { name: "confirm", service, path: paths.confirm(token) } }
}

async function confirmed({ db, at, params }: PageRequest, key: Buffer): Promise<PageAnswer> {
  const subscription = await toConfirm(db, key, params["token"] ?? "", at)
  if (subscription === undefined) return expired
  await confirm(db, subscription.subscriptionId, at)
  const service = namesOf(await namedServices(db, at), subscription.services)
  return { view: "status/pages/message.njk", model: { name: "confirmed", service, paths } }
}

async function offerChoice(request: PageRequest, key: Buffer, faults: readonly FieldError[] = []): Promise<PageAnswer> {
  const { db, at, params, language } = request
  const token = params["token"] ?? ""
  const subscription = await toChange(db, key, token)
  if (subscription === undefined) return expired
  const services = await namedServices(db, at)
  const ticks = faults.length === 0 ? (subscription.services ?? [everything]) : []
  const model = {
    faults: saidFaults(request, faults),
    service: namesOf(services, null),
    items: servicesToTick(services, ticks, language),
    path: paths.choice(token),
  }
  return { view: "status/pages/choose.njk", model, status: faults.length === 0 ? 200 : 400 }
}

async function chosen(request: PageRequest, key: Buffer): Promise<PageAnswer> {
  const { db, at, params } = request
  const subscription = await toChange(db, key, params["token"] ?? "")
  if (subscription === undefined) return expired
  const services = await namedServices(db, at)
  try {
    const choice = choiceFrom(request.form, services)
    await choose(db, subscription.subscriptionId, choice)
    return { view: "status/pages/message.njk", model: { name: "chosen", service: namesOf(services, choice), paths } }
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return await offerChoice(request, key, error.fields)
  }
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
