// Two questions of whoever runs the desk: does the process live (/healthz), and can it do its work (/readyz)?

import type { FastifyInstance } from "fastify"
import type { Alarm } from "../alarms.ts"
import type { Log } from "./log.ts"
import type { Check } from "./options.ts"

const patienceMs = 2000

export type Health = {
  readonly checks: readonly Check[]
  readonly isLeaving: () => boolean
  readonly alarms?: () => readonly Alarm[]
}
export type Readiness = {
  readonly status: "ready" | "not ready" | "stopping"
  readonly checks: Readonly<Record<string, string>>
  /** The names of the alarms that stand: somebody must come, and the desk can still work. */
  readonly alarms?: readonly string[]
}

/** `/readyz` answers 503 and names each part that is not ready; why is for the log, not for strangers. */
export function addHealth(server: FastifyInstance, health: Health): void {
  server.get("/healthz", (_request, reply) => reply.header("cache-control", "no-store").send(live))
  server.get("/readyz", async (request, reply) => {
    const readiness = await readinessOf(health, request.log)
    return reply.code(statusOf(readiness)).header("cache-control", "no-store").send(readiness)
  })
}

export const live = { status: "live" }

/** What is ready. A part that the rest can do without is named, and keeps nobody from being sent here. */
export async function readinessOf(
  { checks, isLeaving, alarms = () => [] }: Health,
  log: Pick<Log, "warn">,
): Promise<Readiness> {
  const outcomes = await Promise.all(checks.map(async (check) => ({ check, fault: await faultOf(check) })))
  for (const { check, fault } of outcomes) {
    if (fault !== undefined) log.warn({ check: check.name, err: fault }, "not ready")
  }
  const isReady = outcomes.every(({ check, fault }) => fault === undefined || check.isDispensable === true)
  const parts = outcomes.map(({ check, fault }) => [check.name, fault === undefined ? "ready" : "not ready"])
  return {
    status: isLeaving() ? "stopping" : isReady ? "ready" : "not ready",
    checks: Object.fromEntries(parts),
    ...alarmNames(alarms()),
  }
}

function alarmNames(standing: readonly Alarm[]): { alarms?: string[] } {
  return standing.length === 0 ? {} : { alarms: standing.map((each) => each.name) }
}

export function statusOf({ status }: Readiness): number {
  return status === "ready" ? 200 : 503
}

async function faultOf(check: Check): Promise<unknown> {
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
