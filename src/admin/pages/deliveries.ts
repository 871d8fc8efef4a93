// What an endpoint was told: its deliveries, each with its attempts, and the button that sends one again.

import { z } from "zod"
import { actorOf, fieldsFrom } from "../../asked.ts"
import { NotFound } from "../../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../../page.ts"
import {
  type DeliveryState,
  findDelivery,
  findEndpoint,
  type ListedAttempt,
  type ListedDelivery,
  listAttempts,
  listDeliveries,
  sendAgain,
} from "../../webhooks/index.ts"
import { adminPaths } from "../paths.ts"
import { numberIn, orAgain, type Wrong } from "./asked.ts"

export const deliveryPages: readonly Page[] = [
  {
    method: "GET",
    path: adminPaths.delivery(":endpoint", ":delivery"),
    audience: "manage-webhooks",
    answer: (request) => shown(request),
  },
  {
    method: "POST",
    path: adminPaths.resending(":endpoint", ":delivery"),
    audience: "manage-webhooks",
    answer: resend,
  },
]

const pageLength = 50

const query = z.object({
  state: z.enum(["waiting", "delivered", "failed"], "There is no such state of a message").optional(),
  after: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "This is not where a page of the list ended")
    .transform(Number)
    .optional(),
})

/** The deliveries of an endpoint, a page at a time, as its page shows them. */
export async function shownDeliveries(request: PageRequest, endpointId: number) {
  const { state = null, after = null } = fieldsFrom(query, request.query)
  const found = await listDeliveries(request.db, endpointId, { state, after, limit: pageLength + 1 })
  const deliveries = found.slice(0, pageLength)
  const path = adminPaths.webhook(endpointId)
  return {
    deliveries: deliveries.map((each) => shownDelivery(each, endpointId)),
    tabs: tabsFor(path, state),
    path,
    kept: { state },
    next: found.length > pageLength ? (deliveries.at(-1)?.deliveryId ?? null) : null,
  }
}

async function shown(request: PageRequest, wrong?: Wrong): Promise<PageAnswer> {
  const { db } = request
  const { endpointId, deliveryId } = numbersIn(request)
  const [endpoint, delivery] = await Promise.all([
    findEndpoint(db, endpointId),
    findDelivery(db, endpointId, deliveryId),
  ])
  if (endpoint === undefined || delivery === undefined) throw new NotFound()
  return {
    view: "admin/pages/delivery.njk",
    status: wrong?.status ?? 200,
    model: {
      title: `Message ${deliveryId}`,
      delivery: shownDelivery(delivery, endpointId),
      attempts: (await listAttempts(db, deliveryId)).map(shownAttempt),
      maySend: endpoint.state === "active" && delivery.state !== "waiting",
      resending: adminPaths.resending(endpointId, deliveryId),
      back: adminPaths.webhook(endpointId),
      faults: wrong?.faults ?? [],
    },
  }
}

async function resend(request: PageRequest): Promise<PageAnswer> {
  const numbers = numbersIn(request)
  return await orAgain(
    async () => {
      await sendAgain(request.db, actorOf(request), numbers, request.at)
      const { endpointId, deliveryId } = numbers
      return { redirect: adminPaths.delivery(endpointId, deliveryId), flash: "It is on its way again." }
    },
    (wrong) => shown(request, wrong),
  )
}

const stateWords: Record<DeliveryState, string> = { waiting: "Waiting", delivered: "Delivered", failed: "Given up" }

function shownDelivery(delivery: ListedDelivery, endpointId: number) {
  const { deliveryId, state, reference, eventType } = delivery
  return {
    ...delivery,
    href: adminPaths.delivery(endpointId, deliveryId),
    stateWords: stateWords[state],
    about: reference === null ? "Test message" : `${eventType.replaceAll("-", " ")}, ${reference}`,
    caseHref: reference === null ? null : `/desk/cases/${reference}`,
  }
}

// One sentence for whatever kept it from being reached: see outbound/judge.ts.
function shownAttempt({ attempt, at, outcome, status, milliseconds }: ListedAttempt) {
  const words = {
    delivered: `Taken, with status ${status}, after ${milliseconds} ms`,
    answered: `Not taken: the answer had the status ${status}, after ${milliseconds} ms`,
    unreachable: "It could not be reached on the open internet",
  }
  return { attempt, at, words: outcome === null ? "Under way, or cut off" : words[outcome] }
}

function tabsFor(path: string, state: DeliveryState | null) {
  const tab = (each: DeliveryState | null, text: string) => ({
    text,
    href: each === null ? path : `${path}?state=${each}`,
    active: each === state,
  })
  return [tab(null, "All"), ...(["waiting", "delivered", "failed"] as const).map((each) => tab(each, stateWords[each]))]
}

function numbersIn(request: PageRequest) {
  return { endpointId: numberIn(request, "endpoint"), deliveryId: numberIn(request, "delivery") }
}
