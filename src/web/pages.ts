// Turns each page of a feature into a route: who may ask, whether the form is ours, and the answer in HTTP's words.

import { Readable } from "node:stream"
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from "fastify"
import { AskFirst, NotAllowed, NotFound } from "../errors.ts"
import type { Page, PageAnswer, PageRequest } from "../page.ts"
import { asksAgain, authenticatorPath, confirmPath, endSession, isConfirmed, may, record } from "../people/index.ts"
import { cookieJar, stepSeconds } from "./cookies.ts"
import { changeCustomer, customerOf } from "./customer.ts"
import { leaveFlash } from "./flash.ts"
import { mustBeOurForm, postedFields, queriedFields } from "./forms.ts"
import { frameOf } from "./frames.ts"
import { closed, type PostedForm, postedForm } from "./multipart.ts"
import { takingOneClick } from "./one-click.ts"
import type { Web } from "./options.ts"
import { leaveSeen, readFor } from "./seen.ts"
import type { Show } from "./show.ts"
import type { Visitor } from "./visitor.ts"

/** Registers the pages of every feature. */
export function addPages(server: FastifyInstance, web: Web, show: Show, pages: readonly Page[]): void {
  const jar = cookieJar(web.publicUrl())
  const shown = new Set(pages.filter(({ method }) => method === "GET").map(({ path }) => path))
  for (const page of pages) {
    const { method, path: url } = page
    const route: RouteOptions = { method, url, handler: (request, reply) => answer(page, request, reply) }
    if (page.isOneClick === true) server.register(async (inner) => takingOneClick(inner).route(route))
    else server.route(route)
  }

  async function answer(page: Page, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { visitor } = request
    if (visitor === undefined) throw new Error("Nobody looked who asks for this page")
    if (page.isSecretAddress === true) reply.header("referrer-policy", "no-referrer")
    request.isForEverybody = isForEverybody(page)
    await mustBeAllowed(page, request, visitor)
    const customer = page.audience === "customer" ? await customerOf(web, request) : undefined
    const asks = page.audience === "customer" ? customer : visitor.actor
    const isWelcome = page.audience === "public" || asks !== undefined
    const posted =
      page.method === "POST" && page.isOneClick !== true ? await postedTo(page, request, isWelcome) : nothingPosted
    try {
      return await answerPosted(page, { posted, customer, isWelcome, visitor }, request, reply)
    } finally {
      await closed(posted.files)
    }
  }

  async function answerPosted(
    page: Page,
    { posted, customer, isWelcome, visitor }: Arrived,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (!isWelcome) return askToSignIn(page, request, reply)
    if (page.method === "POST" && page.isOneClick !== true) mustBeOurForm(web, request)
    if (lacksSecondFactor(web, page, visitor)) return leadToSecondFactor(reply)
    if (isSensitive(page) && !isStillConfirmed(web, visitor)) return askToConfirm(page, request, reply)
    const asked = { ...pageRequest(web, request, visitor, posted), customer }
    return await send(await answered(page, asked, reply), request, reply)
  }

  // Deny by default: what is a right needs that right. Whoever is refused has tried, and that is on record.
  async function mustBeAllowed({ audience }: Page, request: FastifyRequest, { actor, at }: Visitor): Promise<void> {
    if (audience === "public" || audience === "customer" || audience === "signed-in") return
    if (actor === undefined || may(actor, audience)) return
    const target = Object.values(paramsOf(request)).filter((each) => /^[\w-]{1,40}$/.test(each))
    const { personId } = actor
    await record(web.db, { action: audience, outcome: "refused", personId, target, remote: request.remote }, at)
    throw new NotAllowed()
  }

  // Also after a refusal: what was done before it is to be seen.
  async function answered(page: Page, request: PageRequest, reply: FastifyReply): Promise<PageAnswer> {
    try {
      return await page.answer(request)
    } catch (error) {
      if (error instanceof AskFirst) return askedFirst(error, page, reply.request)
      throw error
    } finally {
      if (page.method === "POST" && request.actor !== undefined) await leaveSeen(web, reply)
    }
  }

  // Whoever was signed out while they wrote gets their words back; a page can simply be asked for again.
  function askToSignIn(page: Page, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    if (page.audience === "customer") return reply.redirect("/account/sign-in", 303)
    if (page.method === "GET") return reply.redirect(`/sign-in?next=${encodeURIComponent(request.url)}`, 303)
    return show(request, reply, { view: "web/signed-out.njk", model: { typed: typedIn(request) }, status: 403 })
  }

  function leadToSecondFactor(reply: FastifyReply): FastifyReply {
    leaveFlash(web, reply, "Set up an authenticator app or a passkey before you go on.")
    return reply.redirect(authenticatorPath, 303)
  }

  // As above: a form that waited too long is not lost.
  function askToConfirm(page: Page, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const back = shown.has(page.path) ? request.url : "/desk"
    const confirm = `${confirmPath}?next=${encodeURIComponent(back)}`
    if (page.method === "GET") return reply.redirect(confirm, 303)
    const model = { typed: typedIn(request), confirm }
    return show(request, reply, { view: "web/signed-out.njk", model, status: 403 })
  }

  async function send(given: PageAnswer, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    if ("download" in given) return sendDownload(reply, given)
    if ("stream" in given) return sendStream(reply, given)
    if ("feed" in given) return sendFeed(reply, given)
    if (given.session !== undefined) await changeSession(given.session, request, reply)
    if ("view" in given) return await showView(given, request, reply)
    if (given.customer !== undefined) await changeCustomer(web, request, reply, given.customer)
    if (given.flash !== undefined) leaveFlash(web, reply, given.flash)
    if (given.step !== undefined) reply.setCookie(jar.step, given.step, { ...jar.attributes, maxAge: stepSeconds })
    return reply.redirect(given.redirect, 303)
  }

  async function showView(given: Extract<PageAnswer, { view: string }>, request: FastifyRequest, reply: FastifyReply) {
    const { visitor } = request
    if (visitor?.actor !== undefined && frameOf(request) === undefined)
      request.offers = await web.offers(visitor.actor, visitor.at)
    if (given.retryAfterSeconds !== undefined) reply.header("retry-after", String(given.retryAfterSeconds))
    return show(request, reply, given)
  }

  // What the browser held before is ended, never taken over (session fixation).
  async function changeSession(secret: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const before = request.cookies[jar.session]
    if (before !== undefined) await endSession(web.db, before)
    reply.clearCookie(jar.step, jar.attributes)
    if (secret === "") reply.clearCookie(jar.session, jar.attributes)
    else reply.setCookie(jar.session, secret, jar.attributes).clearCookie(jar.visitor, jar.attributes)
  }
}

// A parameter may be a secret, or lead to what only its holder reads.
function isForEverybody({ audience, isSecretAddress, path, method }: Page): boolean {
  return audience === "public" && isSecretAddress !== true && method === "GET" && !path.includes(":")
}

function lacksSecondFactor(web: Web, page: Page, { session }: Visitor): boolean {
  if (
    !web.needsSecondFactor ||
    page.audience === "public" ||
    page.audience === "customer" ||
    page.isForSigningIn === true
  )
    return false
  return session?.method === "password" || session?.method === "invitation"
}

function isSensitive({ audience, isSensitive: is }: Page): boolean {
  if (audience === "public" || audience === "customer" || audience === "signed-in") return is === true
  return is === true || asksAgain(audience)
}

function isStillConfirmed(web: Web, { session }: Visitor): boolean {
  return session !== undefined && isConfirmed(session, web.clock())
}

function typedIn(request: FastifyRequest): { name: string; value: string }[] {
  return Object.entries(postedFields(request)).flatMap(([name, value]) =>
    isTyped(name) ? [{ name: name === "body" ? "Your words" : inWords(name), value: [value].flat().join("\n") }] : [],
  )
}

// Secrets are not shown, nor what a form carries for itself.
const untyped = new Set(
  "password again code ticket credential csrf version once do step upload files snippet from query".split(" "),
)
const isTyped = (name: string) => !untyped.has(name)
const inWords = (name: string) => `${name.slice(0, 1).toUpperCase()}${name.slice(1).replaceAll("-", " ")}`

// What was posted is not sent again by itself: they look at what they were doing once more.
function askedFirst({ path }: AskFirst, { method }: Page, { url }: FastifyRequest): PageAnswer {
  return { redirect: method === "GET" ? `${path}?next=${encodeURIComponent(url)}` : path }
}

type Posted = Pick<PostedForm, "files" | "filesFault">
type Arrived = {
  readonly posted: Posted
  readonly customer: PageRequest["customer"]
  readonly isWelcome: boolean
  readonly visitor: Visitor
}
const nothingPosted: Posted = { files: [], filesFault: undefined }

// A form with files is read here, where it is known who sends it: the words become the body that every form has.
async function postedTo(page: Page, request: FastifyRequest, mayBringFiles: boolean): Promise<Posted> {
  if (!request.isMultipart()) return nothingPosted
  if (page.takesFiles !== true) throw Object.assign(new Error("this page takes no files"), { statusCode: 415 })
  const { fields, files, filesFault } = await postedForm(request, mayBringFiles)
  request.body = fields
  return { files, filesFault }
}

function pageRequest(web: Web, request: FastifyRequest, visitor: Visitor, posted: Posted): PageRequest {
  return {
    db: web.db,
    read: readFor(web, request),
    at: visitor.at,
    actor: visitor.actor,
    session: visitor.session,
    clock: web.clock(),
    step: request.cookies[cookieJar(web.publicUrl()).step] ?? "",
    userAgent: request.headers["user-agent"] ?? "",
    browser: visitor.browser,
    language: visitor.language,
    params: paramsOf(request),
    query: queriedFields(request),
    form: postedFields(request),
    frame: frameOf(request),
    ...posted,
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

// As it is made: a client that is slow, or goes away, stops the making.
function sendStream(
  reply: FastifyReply,
  given: { stream: AsyncIterable<string>; fileName: string; type: string },
): FastifyReply {
  return reply
    .header("cache-control", "no-store")
    .header("content-disposition", `attachment; filename*=UTF-8''${headerText(given.fileName)}`)
    .type(given.type)
    .send(Readable.from(given.stream, { objectMode: false }))
}

// For programs that ask again and again, and share what they got.
function sendFeed(reply: FastifyReply, { feed, type }: { feed: string; type: string }): FastifyReply {
  return reply.header("cache-control", "public, max-age=60").type(`${type}; charset=utf-8`).send(feed)
}

// RFC 8187: what encodeURIComponent leaves and the header's grammar does not take is encoded too.
function headerText(name: string): string {
  const code = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, code)
}
