// What the desk counts of itself, and the listener that tells it: never the public one.

import { createServer } from "node:http"
import type { FastifyInstance } from "fastify"
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client"
import type { Db } from "../database/index.ts"
import { type Health, live, readinessOf, statusOf } from "./health.ts"
import type { Log } from "./log.ts"

export { Registry }

/** A registry with the process's own figures and the database pool's; other parts add theirs to it. */
export function openMetrics(db: Db): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: "charter_" })
  const connections = new Gauge({
    name: "charter_database_connections",
    help: "Connections of the pool, and callers that wait for one.",
    labelNames: ["state"],
    registers: [registry],
    collect() {
      const { totalCount, idleCount, waitingCount } = db.pool
      connections.set({ state: "busy" }, totalCount - idleCount)
      connections.set({ state: "idle" }, idleCount)
      connections.set({ state: "waiting" }, waitingCount)
    },
  })
  return registry
}

/** Times every answer by its route, which is a pattern: an address would make a series for each stranger's typing. */
export function timeAnswers(server: FastifyInstance, registry: Registry): void {
  const seconds = new Histogram({
    name: "charter_http_request_duration_seconds",
    help: "Time to answer a request.",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [registry],
  })
  server.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none"
    seconds.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000)
  })
}

export type Listening = { readonly address: string; readonly stop: () => Promise<void> }

/** Serves `/metrics`, `/healthz` and `/readyz` on a listener of their own, which a worker has too; port 0 is any free one. */
export async function serveMetrics(
  registry: Registry,
  place: { host: string; port: number },
  log: Log,
  health: Health = { checks: [], isLeaving: () => false },
): Promise<Listening> {
  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 5_000, maxHeaderSize: 8192 },
    (request, response) => {
      const path = request.method === "GET" ? request.url?.split("?", 1)[0] : undefined
      told(path, registry, health, log).then(
        ({ status, type, text }) =>
          response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(text),
        (error) => {
          log.error({ err: error }, "the metrics could not be collected")
          response.writeHead(500).end()
        },
      )
    },
  )
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once("error", reject).listen(place.port, place.host, resolve)
  await promise
  return { address: addressOf(server.address(), place.host), stop: () => stopped(server) }
}

async function told(path: string | undefined, registry: Registry, health: Health, log: Log) {
  const json = (status: number, body: object) => ({ status, type: "application/json", text: JSON.stringify(body) })
  if (path === "/metrics") return { status: 200, type: registry.contentType, text: await registry.metrics() }
  if (path === "/healthz") return json(200, live)
  if (path !== "/readyz") return { status: 404, type: "text/plain", text: "" }
  const readiness = await readinessOf(health, log)
  return json(statusOf(readiness), readiness)
}

/** The address of a listener, as one would type it. */
export function addressOf(listening: ReturnType<ReturnType<typeof createServer>["address"]>, host: string): string {
  if (listening === null || typeof listening === "string") throw new Error("The server listens on no port")
  const reachable = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host
  return `http://${reachable.includes(":") ? `[${reachable}]` : reachable}:${listening.port}`
}

function stopped(server: ReturnType<typeof createServer>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  server.close(() => resolve())
  server.closeAllConnections()
  return promise
}
