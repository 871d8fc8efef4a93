// One page shown: the feature's view model, and what every page has (who is signed in, the flash, the form token).

import type { FastifyReply, FastifyRequest } from "fastify"
import { may, type Right } from "../people/actor.ts"
import { cookieJar } from "./cookies.ts"
import { forgeryField } from "./forgery.ts"
import type { WebOptions } from "./options.ts"
import { markup, type Views } from "./views.ts"
import type { Visitor } from "./visitor.ts"

export type Shown = { readonly view: string; readonly model: object; readonly status?: number }

export type Show = (
  request: FastifyRequest,
  reply: FastifyReply,
  visitor: Visitor | undefined,
  shown: Shown,
) => FastifyReply

/** Pages are for one person at one moment: never kept by a cache on the way. */
export function showing(options: WebOptions, views: Views): Show {
  return (request, reply, visitor, shown) => {
    const html = views.render(shown.view, { ...shown.model, ...surroundings(options, request, reply, visitor) })
    return reply
      .code(shown.status ?? 200)
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
      .send(html)
  }
}

function surroundings(options: WebOptions, request: FastifyRequest, reply: FastifyReply, visitor: Visitor | undefined) {
  const actor = visitor?.actor
  return {
    serviceName: options.settings.serviceName ?? "Charter",
    phase: options.settings.phase ?? "Beta",
    path: request.url.split("?", 1)[0],
    actor,
    may: (right: Right) => actor !== undefined && may(actor, right),
    flash: flashTaken(options, request, reply),
    csrfField: () => markup(`<input type="hidden" name="${forgeryField}" value="${visitor?.formToken() ?? ""}">`),
  }
}

/** Says one sentence on the next page. Signed, because what a sibling domain writes into a cookie must not speak as the desk. */
export function leaveFlash(options: WebOptions, reply: FastifyReply, sentence: string): void {
  const { flash, attributes } = cookieJar(options.settings.publicUrl)
  reply.setCookie(flash, sentence.slice(0, 500), { ...attributes, signed: true, maxAge: 300 })
}

function flashTaken(options: WebOptions, request: FastifyRequest, reply: FastifyReply): string | undefined {
  const { flash, attributes } = cookieJar(options.settings.publicUrl)
  const cookie = request.cookies?.[flash]
  if (cookie === undefined) return undefined
  reply.clearCookie(flash, attributes)
  const { valid, value } = request.unsignCookie(cookie)
  return valid ? (value ?? undefined) : undefined
}
