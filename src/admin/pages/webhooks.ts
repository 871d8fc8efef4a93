// Webhooks out: the endpoints, what each is told, and its secret, which is shown once.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import type { Db } from "../../database/index.ts"
import { NotFound } from "../../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../../page.ts"
import type { Actor } from "../../people/index.ts"
import {
  addEndpoint,
  chooseTypes,
  deliveryCounts,
  type Endpoint,
  type EndpointPlace,
  eventTypes,
  findEndpoint,
  listEndpoints,
  pauseEndpoint,
  removeEndpoint,
  resumeEndpoint,
  rotateSecret,
  tryEndpoint,
} from "../../webhooks/index.ts"
import { eventLines } from "../event-words.ts"
import { adminPaths } from "../paths.ts"
import { numberIn, orAgain, several, type Wrong } from "./asked.ts"
import { shownDeliveries } from "./deliveries.ts"

const right = { audience: "manage-webhooks" } as const
// What lets something out of the house, or shows a secret.
const sensitive = { isSensitive: true } as const

export function webhookPages(place: EndpointPlace): Page[] {
  return [
    { ...right, method: "GET", path: adminPaths.webhooks, answer: list },
    { ...right, ...sensitive, method: "GET", path: adminPaths.newWebhook, answer: async () => newForm() },
    { ...right, ...sensitive, method: "POST", path: adminPaths.newWebhook, answer: (request) => add(request, place) },
    { ...right, method: "GET", path: adminPaths.webhook(":endpoint"), answer: (request) => shown(request) },
    verb("types", (request, endpointId) => choose(request, endpointId), "Saved what it is told."),
    verb("pause", acting(pauseEndpoint), "Paused. Nothing is kept for it until you resume it."),
    verb("resumption", acting(resumeEndpoint), "It is told again of what happens from now on."),
    verb("trial", acting(tryEndpoint), "A test message is on its way. Reload the page to see what became of it."),
    { ...right, method: "POST", path: adminPaths.webhookVerb(":endpoint", "removal"), answer: remove },
    {
      ...right,
      ...sensitive,
      method: "POST",
      path: adminPaths.webhookVerb(":endpoint", "secret"),
      answer: (request) => rotate(request, place.key),
    },
  ]
}

type Act = (db: Db, actor: Actor, endpointId: number, at: number) => Promise<void>
type Work = (request: PageRequest, endpointId: number) => Promise<void>

function acting(act: Act): Work {
  return (request, endpointId) => act(request.db, actorOf(request), endpointId, request.at)
}

// What leads back to the page of the endpoint, with a sentence.
function verb(noun: string, work: Work, flash: string): Page {
  return {
    ...right,
    method: "POST",
    path: adminPaths.webhookVerb(":endpoint", noun),
    answer: async (request) => {
      const endpointId = numberIn(request, "endpoint")
      return await orAgain(
        async () => {
          await work(request, endpointId)
          return { redirect: adminPaths.webhook(endpointId), flash }
        },
        (wrong) => shown(request, wrong),
      )
    },
  }
}

async function choose(request: PageRequest, endpointId: number): Promise<void> {
  const { types } = fieldsFrom(z.strictObject({ types: several }), request.form)
  await chooseTypes(request.db, actorOf(request), endpointId, types, request.at)
}

async function remove(request: PageRequest): Promise<PageAnswer> {
  await removeEndpoint(request.db, actorOf(request), numberIn(request, "endpoint"), request.at)
  return { redirect: adminPaths.webhooks, flash: "The endpoint is removed." }
}

async function list({ db }: PageRequest): Promise<PageAnswer> {
  const [endpoints, counts] = await Promise.all([listEndpoints(db), deliveryCounts(db)])
  const shownEndpoints = endpoints.map((each) => ({
    ...shownEndpoint(each),
    counts: counts.get(each.endpointId) ?? { waiting: 0, failed: 0 },
  }))
  const model = { title: "Webhooks", endpoints: shownEndpoints, newPath: adminPaths.newWebhook }
  return { view: "admin/pages/webhooks.njk", model }
}

function newForm(typed: Fields = {}, wrong?: Wrong): PageAnswer {
  return {
    view: "admin/pages/new-webhook.njk",
    status: wrong?.status ?? 200,
    model: {
      title: "Add an endpoint",
      path: adminPaths.newWebhook,
      items: typeItems([typed["types"] ?? []].flat()),
      typed,
      faults: wrong?.faults ?? [],
    },
  }
}

const newFields = z.strictObject({
  url: z.string("Enter a web address, like https://example.org/charter"),
  types: several,
})

async function add(request: PageRequest, place: EndpointPlace): Promise<PageAnswer> {
  const { db, at, form } = request
  return await orAgain(
    async () => {
      const added = await addEndpoint(db, actorOf(request), fieldsFrom(newFields, form), place, at)
      return secretPage("Endpoint added", added)
    },
    async (wrong) => newForm(form, wrong),
  )
}

async function rotate(request: PageRequest, key: Buffer): Promise<PageAnswer> {
  const endpointId = numberIn(request, "endpoint")
  return await orAgain(
    async () =>
      secretPage("Secret changed", await rotateSecret(request.db, actorOf(request), endpointId, key, request.at)),
    (wrong) => shown(request, wrong),
  )
}

function secretPage(title: string, { endpointId, secret }: { endpointId: number; secret: string }): PageAnswer {
  const what =
    "Messages are signed with it as Standard Webhooks says. Where there was one before, messages are signed with both for a day."
  const back = { text: `Endpoint ${endpointId}`, href: adminPaths.webhook(endpointId) }
  return { view: "admin/pages/secret.njk", model: { title, secret, what, back } }
}

async function shown(request: PageRequest, wrong?: Wrong): Promise<PageAnswer> {
  const endpoint = await findEndpoint(request.db, numberIn(request, "endpoint"))
  if (endpoint === undefined) throw new NotFound()
  const { endpointId } = endpoint
  const verbAt = (noun: string) => adminPaths.webhookVerb(endpointId, noun)
  return {
    view: "admin/pages/webhook.njk",
    status: wrong?.status ?? 200,
    model: {
      title: `Endpoint ${endpointId}`,
      endpoint: shownEndpoint(endpoint),
      isOverlapping: endpoint.oldSecretUntil !== null && endpoint.oldSecretUntil > request.at,
      items: typeItems(wrong === undefined ? endpoint.eventTypes : [request.form["types"] ?? []].flat()),
      paths: {
        types: verbAt("types"),
        pause: verbAt("pause"),
        resumption: verbAt("resumption"),
        trial: verbAt("trial"),
        secret: verbAt("secret"),
        removal: verbAt("removal"),
      },
      ...(await shownDeliveries(request, endpointId)),
      faults: wrong?.faults ?? [],
    },
  }
}

const pausedWords = {
  person: "somebody paused it",
  failing: "it took no message for three days",
  gone: "it answered that it is gone for good",
}

function shownEndpoint(endpoint: Endpoint) {
  const { endpointId, pausedBecause, eventTypes: types } = endpoint
  return {
    ...endpoint,
    href: adminPaths.webhook(endpointId),
    isPaused: endpoint.state === "paused",
    pausedWords: pausedBecause === null ? "" : pausedWords[pausedBecause],
    typeWords: types.map(typeWords).join(", "),
  }
}

function typeItems(chosen: readonly string[]) {
  return eventTypes().map((type) => ({
    value: type,
    text: typeWords(type),
    hint: { text: eventLines[type] ?? "" },
    checked: chosen.includes(type),
  }))
}

// Some of the history's own words say little without their sentence.
const typeNames: Readonly<Record<string, string>> = {
  wrote: "The customer wrote",
  noted: "A note was added",
  held: "Put on hold",
  resumed: "Taken off hold",
  followed: "A new case follows it",
  responded: "Answered in the former system",
  bounced: "A message came back",
  "link-asked": "The customer asked for a fresh link",
  "clock-met": "A promise was kept",
  "clock-missed": "A promise was missed",
  "clock-moved": "A deadline moved",
  "clock-warned": "A deadline is near",
  "clock-withdrawn": "A kept promise counts no more, because the case was reopened",
}

function typeWords(type: string): string {
  const words = type.replaceAll("-", " ")
  return typeNames[type] ?? words.charAt(0).toUpperCase() + words.slice(1)
}
