// Turns each page of a feature into a route: who may ask, whether the form is ours, and the answer in HTTP's words.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { NotAllowed, NotFound } from "../errors.ts"
import type { Fields, Page, PageAnswer, PageRequest } from "../page.ts"
import { may } from "../people/actor.ts"
import { mustBeText } from "./fields.ts"
import { forgeryField, mustBeFromHere, mustCarry } from "./forgery.ts"
import type { WebOptions } from "./options.ts"
import { leaveFlash, type Show } from "./show.ts"
import { type Visitor, visitorOf } from "./visitor.ts"

/** Registers the pages of every feature. */
export function addPages(server: FastifyInstance, options: WebOptions, show: Show): void {
  for (const page of options.pages) {
    server.route({ method: page.method, url: page.path, handler: (request, reply) => answer(page, request, reply) })
  }

  async function answer(page: Page, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const visitor = await visitorOf(options, request, reply)
    request.visitor = visitor
    if (!isAdmitted(page, visitor)) return askToSignIn(page, request, reply, visitor)
    if (page.method === "POST") mustBeOurForm(options, request, visitor)
    const given = await page.answer(pageRequest(options, request, visitor))
    return send(given, request, reply, visitor)
  }

  function askToSignIn(page: Page, request: FastifyRequest, reply: FastifyReply, visitor: Visitor): FastifyReply {
    if (page.method === "GET") return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303)
    return show(request, reply, visitor, {
      view: "web/signed-out.njk",
      model: { typed: typedIn(request) },
      status: 403,
    })
  }

  function send(given: PageAnswer, request: FastifyRequest, reply: FastifyReply, visitor: Visitor): FastifyReply {
    if ("view" in given) return show(request, reply, visitor, given)
    if ("download" in given) return sendDownload(reply, given)
    if (given.flash !== undefined) leaveFlash(options, reply, given.flash)
    return reply.redirect(given.redirect, 303)
  }
}

// Deny by default: what is not public needs a person, and what is a right needs that right.
function isAdmitted(page: Page, visitor: Visitor): boolean {
  if (page.audience === "public") return true
  if (visitor.actor === undefined) return false
  if (page.audience !== "signed-in" && !may(visitor.actor, page.audience)) throw new NotAllowed()
  return true
}

function mustBeOurForm(options: WebOptions, request: FastifyRequest, visitor: Visitor): void {
  mustBeFromHere(request, options.settings.publicUrl)
  mustCarry(postedFields(request)[forgeryField], visitor.formToken())
}

function pageRequest(options: WebOptions, request: FastifyRequest, visitor: Visitor): PageRequest {
  const { [forgeryField]: _token, ...form } = postedFields(request)
  return {
    db: options.db,
    at: visitor.at,
    actor: visitor.actor,
    params: paramsOf(request),
    query: fieldsOf(request.query),
    form,
    publicUrl: options.settings.publicUrl,
    remoteAddress: request.ip,
  }
}

// An address is looked up, never validated: one that cannot be text is simply nowhere.
function paramsOf(request: FastifyRequest): Record<string, string> {
  const params: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(request.params ?? {})) {
    if (typeof value !== "string" || value.includes("\0")) throw new NotFound()
    params[name] = value
  }
  return params
}

function postedFields(request: FastifyRequest): Fields {
  return fieldsOf(request.body)
}

/** What fieldsFrom() made, back from where Fastify kept it without a type. */
function fieldsOf(kept: unknown): Fields {
  const fields: Fields = Object.create(null)
  for (const [name, value] of Object.entries(kept ?? {})) {
    for (const each of [value].flat()) mustBeText(String(each))
    fields[name] = Array.isArray(value) ? value.map(String) : String(value)
  }
  return fields
}

function typedIn(request: FastifyRequest): { name: string; value: string }[] {
  const values = Object.entries(postedFields(request)).filter(([name]) => name !== forgeryField)
  return values.map(([name, value]) => ({ name, value: [value].flat().join("\n") }))
}

function sendDownload(reply: FastifyReply, given: { download: Buffer; fileName: string }): FastifyReply {
  return reply
    .header("cache-control", "private, no-store")
    .header("content-disposition", `attachment; filename*=UTF-8''${headerText(given.fileName)}`)
    .type("application/octet-stream")
    .send(given.download)
}

// RFC 8187: what encodeURIComponent leaves and the header's grammar does not take is encoded too.
function headerText(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

declare module "fastify" {
  interface FastifyRequest {
    visitor: Visitor | undefined
  }
}
