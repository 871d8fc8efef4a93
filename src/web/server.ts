// The public listener: pages, health, assets and the API, behind one set of limits and headers.

import { createHmac } from "node:crypto"
import fastifyCookie from "@fastify/cookie"
import fastifyFormbody from "@fastify/formbody"
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from "fastify"
import { NotFound } from "../errors.ts"
import { failing } from "./errors.ts"
import { fieldsFrom, formLimitBytes } from "./fields.ts"
import { securityHeaders } from "./headers.ts"
import { addHealth } from "./health.ts"
import type { WebOptions } from "./options.ts"
import { addPages } from "./pages.ts"
import { type Show, showing } from "./show.ts"
import { openViews } from "./views.ts"

export type { Check, Mount, WebOptions } from "./options.ts"

const limits = {
  bodyLimit: 1024 * 1024,
  requestTimeout: 30_000,
  connectionTimeout: 60_000,
  keepAliveTimeout: 65_000,
  maxRequestsPerSocket: 1000,
}

/** Builds the server; nothing listens yet, so a test asks it with `inject`. */
export function webServer(options: WebOptions): FastifyInstance {
  const show = showing(options, openViews({}))
  const headers = securityHeaders(options.settings.publicUrl)
  const fail = failing(show)
  const server = Fastify({
    ...limits,
    routerOptions: { maxParamLength: 200, querystringParser: fieldsFrom },
    http: { maxHeaderSize: 16 * 1024, headersTimeout: 10_000 },
    loggerInstance: options.log as FastifyBaseLogger,
    disableRequestLogging: true,
    requestIdHeader: false,
    frameworkErrors: (error, request, reply) => {
      reply.headers(headers)
      fail(error, request, reply)
    },
  })
  server.decorateRequest("visitor", undefined)
  const cookieKey = createHmac("sha256", options.secretKey).update("cookies").digest("hex")
  server.register(fastifyCookie, { secret: cookieKey })
  server.addHook("onRequest", async (_request, reply) => {
    reply.headers(headers)
  })
  addLogging(server)
  addHealth(server, options.checks ?? [])
  for (const mount of options.mounts ?? [])
    server.register(async (inner) => mount.routes(inner), { prefix: mount.prefix })
  server.register(async (inner) => addForms(inner, options, show))
  server.setErrorHandler(fail)
  server.setNotFoundHandler((request, reply) => fail(new NotFound(), request, reply))
  return server
}

async function addForms(server: FastifyInstance, options: WebOptions, show: Show): Promise<void> {
  server.removeAllContentTypeParsers()
  await server.register(fastifyFormbody, { bodyLimit: formLimitBytes, parser: fieldsFrom })
  addPages(server, options, show)
}

// The route's pattern, not the address: a private link is a secret, and an address can be a megabyte of anything.
function addLogging(server: FastifyInstance): void {
  server.addHook("onResponse", async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        route: request.routeOptions.url ?? "none",
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        person: request.visitor?.actor?.personId,
      },
      "answered",
    )
  })
}
