// One page shown: the feature's view model, and what every page has (who is signed in, the flash, the form token).

import { createGzip } from "node:zlib"
import type { FastifyReply, FastifyRequest } from "fastify"
import { may, type Right } from "../people/index.ts"
import type { Language } from "../words/index.ts"
import { flashTaken } from "./flash.ts"
import { forgeryField } from "./forgery.ts"
import { type FormModel, formModel } from "./form-model.ts"
import { frameOf, isUnattended } from "./frames.ts"
import { languageChoices } from "./language.ts"
import { navigationFor, placesFor } from "./navigation.ts"
import type { Web } from "./options.ts"
import { sayingMarkup } from "./say.ts"
import { keysFor } from "./shortcuts.ts"
import { markup, type Views } from "./views.ts"
import type { Visitor } from "./visitor.ts"

export type Shown = { readonly view: string; readonly model: object; readonly status?: number }
export type Show = (request: FastifyRequest, reply: FastifyReply, shown: Shown) => FastifyReply

/** Pages are for one person at one moment: never kept by a cache on the way. */
export function showing(web: Web, views: Views): Show {
  return (request, reply, shown) => {
    const around = surroundings(web, request, reply)
    const html = views.render(shown.view, { ...shown.model, ...around })
    reply
      .code(shown.status ?? 200)
      .header("cache-control", "no-store")
      .type("text/html; charset=utf-8")
    return mayBeCompressed(request, html, around.hasForm()) ? sendCompressed(reply, html) : reply.send(html)
  }
}

// Less would save nothing: it fits into a packet or two.
const compressedFrom = 4000

// What holds a secret (the token of a form, a private link, what only somebody signed in may read) beside words that others chose tells
// of it by how well it compresses (BREACH), so that goes as it is.
function mayBeCompressed(
  { isForEverybody, visitor, headers }: FastifyRequest,
  html: string,
  hasForm: boolean,
): boolean {
  const isPlain = isForEverybody && visitor?.actor === undefined && !hasForm
  return isPlain && html.length >= compressedFrom && /\bgzip\b/.test(headers["accept-encoding"] ?? "")
}

function sendCompressed(reply: FastifyReply, html: string): FastifyReply {
  const gzip = createGzip()
  gzip.end(html)
  return reply.header("content-encoding", "gzip").header("vary", "accept-encoding").send(gzip)
}

// How the page stands, and what its scripts go by.
function deskOf({ navigation }: Pick<Web, "navigation">, { actor, preferences }: Partial<Visitor> = {}) {
  if (actor === undefined || preferences === undefined) return undefined
  const places = JSON.stringify(placesFor(navigation, actor))
  return { density: preferences.density, keys: JSON.stringify(keysFor(actor, preferences)), places }
}

/** What every template may use, beside its own model. */
function surroundings(web: Web, request: FastifyRequest, reply: FastifyReply) {
  const { visitor } = request
  const actor = visitor?.actor
  const path = request.url.split("?", 1)[0] ?? "/"
  let forms = 0
  return {
    hasForm: () => forms > 0,
    serviceName: web.serviceName,
    at: visitor?.at ?? web.now(),
    actor,
    may: (right: Right) => actor !== undefined && may(actor, right),
    navigation: actor === undefined ? [] : navigationFor(web.navigation, actor, path),
    alarms: actor !== undefined && may(actor, "see-alarms") ? web.alarms() : [],
    offers: request.offers ?? [],
    // What a form was sent to cannot be asked for again.
    here: request.method === "GET" ? request.url : "",
    flash: isUnattended(request) ? undefined : flashTaken(web, request, reply),
    frame: frameOf(request),
    desk: deskOf(web, visitor),
    ...spoken(web, request),
    csrfField: () => {
      forms += 1
      return markup(`<input type="hidden" name="${forgeryField}" value="${visitor?.formToken() ?? ""}">`)
    },
  }
}

// The template's formModel, which says "Error" in the language of the page.
function formModelIn({ say }: Language): typeof formModel {
  return (typed, faults, idOf, prefix = say("layout.error-prefix")): FormModel => formModel(typed, faults, idOf, prefix)
}

// A request that was refused before anybody looked who asks is answered in English.
function spoken(web: Web, request: FastifyRequest) {
  const language: Language = request.visitor?.language ?? web.languages.base
  return {
    language,
    say: sayingMarkup(language),
    formModel: formModelIn(language),
    languageChoices: languageChoices(web.languages, language, request),
  }
}
