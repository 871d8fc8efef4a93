// Starts and stops the public listener, and the one for metrics beside it.

import { setTimeout as pause } from "node:timers/promises"
import { addressOf, type Listening, openMetrics, type Registry, serveMetrics, timeAnswers } from "./metrics.ts"
import type { WebOptions } from "./options.ts"
import { webServer } from "./server.ts"

export type WebPlace = {
  readonly host: string
  /** 0 is any free one. */
  readonly port: number
  /** Where people reach the desk; where it listens, unless given. */
  readonly publicUrl?: string | undefined
  readonly metricsPort: number | "off"
  readonly trustedProxies?: readonly string[]
  /** How long everything is still answered after `leave`. */
  readonly drainMs?: number
  readonly serviceName?: string
  readonly phase?: string
}

export type StartOptions = Omit<WebOptions, "settings" | "isLeaving"> & {
  readonly place: WebPlace
  /** What other parts count; made here unless given. */
  readonly metrics?: Registry
}

export type RunningWeb = {
  readonly address: string
  readonly publicUrl: string
  readonly metricsAddress: string | undefined
  /** From now on /readyz says no, so that balancers send people elsewhere; everything is answered as before. */
  readonly leave: () => void
  /** A hint that somebody has just changed something: open pages are told at once instead of within a second. */
  readonly hint: () => void
  /** Lets the time to leave pass, then takes no new requests, lets those that run finish, and gives them at most ten seconds. */
  readonly stop: () => Promise<void>
}

const patienceMs = 8_000

/** Listens. Where one of the two ports is taken it throws, and listens on neither. */
export async function startWeb(options: StartOptions): Promise<RunningWeb> {
  const { place, log } = options
  let publicUrl = place.publicUrl ?? ""
  let drained: Promise<void> | undefined
  const isLeaving = () => drained !== undefined
  const registry = options.metrics ?? openMetrics(options.db)
  const server = webServer({ ...options, isLeaving, settings: { ...place, publicUrl: () => publicUrl } })
  timeAnswers(server, registry)
  // A free port is known only now, and the first request comes after this event.
  server.server.once("listening", () => {
    publicUrl ||= addressOf(server.server.address(), place.host)
  })
  await server.listen({ host: place.host, port: place.port })
  const metrics = await metricsBeside(registry, options, isLeaving).catch(async (error: unknown) => {
    await server.close()
    throw error
  })
  const address = addressOf(server.server.address(), place.host)
  return { address, publicUrl, metricsAddress: metrics?.address, leave, hint: server.changes.hint, stop }

  function leave(): void {
    drained ??= pause(place.drainMs ?? 0)
  }

  async function stop(): Promise<void> {
    leave()
    await drained
    // A connection whose last request has just been answered would be kept for the next one, which never comes.
    const idle = setInterval(() => server.server.closeIdleConnections(), 50)
    const tooLong = setTimeout(() => server.server.closeAllConnections(), patienceMs)
    await server.close()
    clearInterval(idle)
    clearTimeout(tooLong)
    await metrics?.stop()
    log.info("the web entrance has stopped")
  }
}

async function metricsBeside(
  registry: Registry,
  { place, log, checks = [] }: StartOptions,
  isLeaving: () => boolean,
): Promise<Listening | undefined> {
  if (place.metricsPort === "off") return undefined
  return serveMetrics(registry, { host: place.host, port: place.metricsPort }, log, { checks, isLeaving })
}
