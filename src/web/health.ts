// Two questions of whoever runs the desk: does the process live (/healthz), and can it do its work (/readyz)?

import type { FastifyInstance } from "fastify"
import type { Check } from "./options.ts"

const patienceMs = 2000

/** `/readyz` answers 503 and names each part that is not ready; why is for the log, not for strangers. */
export function addHealth(server: FastifyInstance, checks: readonly Check[]): void {
  server.get("/healthz", (_request, reply) => reply.header("cache-control", "no-store").send({ status: "live" }))
  server.get("/readyz", async (request, reply) => {
    const outcomes = await Promise.all(checks.map(async (check) => [check.name, await outcome(check)] as const))
    for (const [name, fault] of outcomes)
      if (fault !== undefined) request.log.warn({ check: name, err: fault }, "not ready")
    const isReady = outcomes.every(([, fault]) => fault === undefined)
    const parts = Object.fromEntries(
      outcomes.map(([name, fault]) => [name, fault === undefined ? "ready" : "not ready"]),
    )
    return reply
      .code(isReady ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ status: isReady ? "ready" : "not ready", checks: parts })
  })
}

async function outcome(check: Check): Promise<unknown> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`${check.name} did not answer in ${patienceMs} ms`)), patienceMs)
  try {
    await Promise.race([check.ready(), tooLate])
    return undefined
  } catch (fault) {
    return fault ?? new Error(`${check.name} is not ready`)
  } finally {
    clearTimeout(timer)
  }
}
