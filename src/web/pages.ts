// Turns each page of a feature into a route: who may ask, whether the form is ours, and the answer in HTTP's words.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { NotAllowed, NotFound } from "../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../page.ts"
import { may } from "../people/index.ts"
import { leaveFlash } from "./flash.ts"
import { mustBeOurForm, postedFields, queriedFields } from "./forms.ts"
import type { Web } from "./options.ts"
import { leaveSeen, readFor } from "./seen.ts"
import type { Show } from "./show.ts"
import type { Visitor } from "./visitor.ts"

/** Registers the pages of every feature. */
export function addPages(server: FastifyInstance, web: Web, show: Show): void {
  for (const page of web.pages) {
    server.route({ method: page.method, url: page.path, handler: (request, reply) => answer(page, request, reply) })
  }

  async function answer(page: Page, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { visitor } = request
    if (visitor === undefined) throw new Error("Nobody looked who asks for this page")
    if (page.isSecretAddress === true) reply.header("referrer-policy", "no-referrer")
    if (!isAdmitted(page, visitor)) return askToSignIn(page, request, reply)
    if (page.method === "POST") mustBeOurForm(web, request)
    return send(await answered(page, pageRequest(web, request, visitor), reply), request, reply)
  }

  // Also after a refusal: what was done before it is to be seen.
  async function answered(page: Page, request: PageRequest, reply: FastifyReply): Promise<PageAnswer> {
    try {
      return await page.answer(request)
    } finally {
      if (page.method === "POST" && request.actor !== undefined) await leaveSeen(web, reply)
    }
  }

  // Whoever was signed out while they wrote gets their words back; a page can simply be asked for again.
  function askToSignIn(page: Page, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    if (page.method === "GET") return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303)
    const typed = Object.entries(postedFields(request)).map(([name, value]) => ({
      name,
      value: [value].flat().join("\n"),
    }))
    return show(request, reply, { view: "web/signed-out.njk", model: { typed }, status: 403 })
  }

  function send(given: PageAnswer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    if ("view" in given) return show(request, reply, given)
    if ("download" in given) return sendDownload(reply, given)
    if (given.flash !== undefined) leaveFlash(web, reply, given.flash)
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

function pageRequest(web: Web, request: FastifyRequest, visitor: Visitor): PageRequest {
  return {
    db: web.db,
    read: readFor(web, request),
    at: visitor.at,
    actor: visitor.actor,
    params: paramsOf(request),
    query: queriedFields(request),
    form: postedFields(request),
    publicUrl: web.publicUrl(),
    remoteAddress: request.remote,
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

// Never shown in the browser: what somebody sent us must not run or render on our origin.
function sendDownload(reply: FastifyReply, given: { download: Buffer; fileName: string }): FastifyReply {
  return reply
    .header("cache-control", "no-store")
    .header("content-disposition", `attachment; filename*=UTF-8''${headerText(given.fileName)}`)
    .type("application/octet-stream")
    .send(given.download)
}

// RFC 8187: what encodeURIComponent leaves and the header's grammar does not take is encoded too.
function headerText(name: string): string {
  const code = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, code)
}
