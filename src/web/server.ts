// The public listener: pages, health, assets and the API, behind one set of limits and headers.

import { createHmac } from "node:crypto"
import fastifyCookie from "@fastify/cookie"
import fastifyFormbody from "@fastify/formbody"
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify"
import { NotFound } from "../errors.ts"
import { signInPages } from "../people/index.ts"
import { openAssets } from "./assets.ts"
import { addChanges } from "./change-stream.ts"
import type { LiveChanges } from "./changes.ts"
import { failing } from "./errors.ts"
import { formFields, formLimitBytes, queryFields } from "./fields.ts"
import { securityHeaders } from "./headers.ts"
import { addHealth } from "./health.ts"
import { addMultipart } from "./multipart.ts"
import { completed, type Mount, type Patience, type Web, type WebOptions } from "./options.ts"
import { addPages } from "./pages.ts"
import { type Show, showing } from "./show.ts"
import { openViews } from "./views.ts"
import { visitorOf } from "./visitor.ts"

export type { NavigationItem } from "./navigation.ts"
export type { Check, Mount, WebOptions } from "./options.ts"

declare module "fastify" {
  interface FastifyInstance {
    /** Who listens at this server for changes of cases. */
    changes: LiveChanges
  }
}

const limits = {
  bodyLimit: 1024 * 1024,
  connectionTimeout: 60_000,
  keepAliveTimeout: 65_000,
  maxRequestsPerSocket: 1000,
}

// Node looks only now and then for requests that take too long, so that what is cut off after ten seconds would be there for forty.
function patienceOf({ headers, request }: Patience) {
  const connectionsCheckingInterval = Math.min(headers / 2, 2000)
  const http = { maxHeaderSize: 16 * 1024, headersTimeout: headers, connectionsCheckingInterval }
  return { requestTimeout: request, http }
}

/** Builds the server; nothing listens yet, so a test asks it with `inject`. */
export function webServer(options: WebOptions): FastifyInstance {
  const web = completed(options)
  const assets = openAssets()
  const show = showing(web, openViews(assets))
  const headers = securityHeaders(web.publicUrl())
  const fail = failing(show)
  const logger: FastifyBaseLogger = web.log
  const server = Fastify({
    ...limits,
    ...patienceOf(web.patience),
    // What still comes while the listener closes is answered like the rest.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200, querystringParser: queryFields },
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    requestIdHeader: false,
    frameworkErrors: (error, request, reply) =>
      void (failedOf(web.mounts, request.url) ?? fail)(error, request, reply.headers(headers)),
  })
  server.decorate("changes", web.changes)
  // A stream never ends by itself, and closing waits for what is under way.
  server.addHook("preClose", async () => web.changes.stop())
  server.decorateRequest("visitor", undefined)
  server.decorateRequest("offers", undefined)
  server.decorateRequest("isForEverybody", false)
  server.decorateRequest("remote", "")
  server.addHook("onRequest", async (request, reply) => {
    reply.headers(headers)
    request.remote = web.remoteOf(request)
    // A connection that stays would be used again when nobody is here any more.
    if (web.isLeaving()) reply.header("connection", "close")
  })
  server.register(fastifyCookie, { secret: derivedKey(web, "cookies") })
  server.setErrorHandler(fail)
  addLogging(server)
  refuseLarge(server, web)
  addHealth(server, web)
  assets.addTo(server)
  for (const { prefix, routes } of web.mounts) server.register(async (inner) => routes(inner), { prefix })
  server.register((inner) => addChanges(inner, web))
  server.register((inner) => addForms(inner, web, show))
  return server
}

// While the disk is short what is left of it serves small requests: a large one is asked to come again, before it is read.
function refuseLarge(server: FastifyInstance, { isShortOfDisk }: Web): void {
  server.addHook("onRequest", async ({ headers }) => {
    const isLarge = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > largeBytes
    if (isLarge && isShortOfDisk()) throw Object.assign(new Error("the disk is short of room"), { code: "53100" })
  })
}

const largeBytes = 64 * 1024

function failedOf(mounts: readonly Mount[], url: string): Mount["failed"] {
  return mounts.find(({ prefix }) => url.startsWith(`${prefix}/`))?.failed
}

// Pages in a scope of their own: the API takes no cookies and no forms, and a page takes nothing else.
async function addForms(server: FastifyInstance, web: Web, show: Show): Promise<void> {
  server.removeAllContentTypeParsers()
  await server.register(fastifyFormbody, { bodyLimit: formLimitBytes, parser: formFields })
  await addMultipart(server)
  server.addHook("onRequest", async (request, reply) => {
    request.visitor = await visitorOf(web, request, reply)
  })
  const { providers, serviceName, secretKey: key } = web
  addPages(server, web, show, [...signInPages({ providers, serviceName, key }), ...web.pages])
  server.setNotFoundHandler(() => {
    throw new NotFound()
  })
}

// A key for each purpose, so that what is signed for one never passes for another.
function derivedKey(web: Web, purpose: string): string {
  return createHmac("sha256", web.secretKey).update(purpose).digest("base64url")
}

// The route's pattern, not the address: a private link is a secret, and an address can be a megabyte of anything.
function addLogging(server: FastifyInstance): void {
  server.addHook("onResponse", async (request, reply) => {
    const line = {
      method: request.method,
      route: request.routeOptions.url ?? "none",
      status: reply.statusCode,
      milliseconds: Math.round(reply.elapsedTime),
      person: request.visitor?.actor?.personId,
    }
    request.log.info(line, "answered")
  })
}
