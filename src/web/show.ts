// One page shown: the feature's view model, and what every page has (who is signed in, the flash, the form token).

import type { FastifyReply, FastifyRequest } from "fastify"
import { may, type Right } from "../people/index.ts"
import { flashTaken } from "./flash.ts"
import { forgeryField } from "./forgery.ts"
import { navigationFor } from "./navigation.ts"
import type { Web } from "./options.ts"
import { markup, type Views } from "./views.ts"

export type Shown = { readonly view: string; readonly model: object; readonly status?: number }
export type Show = (request: FastifyRequest, reply: FastifyReply, shown: Shown) => FastifyReply

/** Pages are for one person at one moment: never kept by a cache on the way. */
export function showing(web: Web, views: Views): Show {
  return (request, reply, shown) => {
    const html = views.render(shown.view, { ...shown.model, ...surroundings(web, request, reply) })
    return reply
      .code(shown.status ?? 200)
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(html)
  }
}

/** What every template may use, beside its own model. */
function surroundings(web: Web, request: FastifyRequest, reply: FastifyReply) {
  const { visitor } = request
  const actor = visitor?.actor
  const path = request.url.split("?", 1)[0] ?? "/"
  return {
    serviceName: web.serviceName,
    phase: web.phase,
    at: visitor?.at ?? web.now(),
    actor,
    may: (right: Right) => actor !== undefined && may(actor, right),
    navigation: actor === undefined ? [] : navigationFor(web.navigation, actor, path),
    alarms: actor?.role === "administrator" ? web.alarms() : [],
    flash: flashTaken(web, request, reply),
    csrfField: () => markup(`<input type="hidden" name="${forgeryField}" value="${visitor?.formToken() ?? ""}">`),
  }
}
