// Starts and stops the public listener, and the one for metrics beside it.

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
  readonly serviceName?: string
  readonly phase?: string
}

export type StartOptions = Omit<WebOptions, "settings"> & {
  readonly place: WebPlace
  /** What other parts count; made here unless given. */
  readonly metrics?: Registry
}

export type RunningWeb = {
  readonly address: string
  readonly publicUrl: string
  readonly metricsAddress: string | undefined
  /** Takes no new requests, lets those that run finish, and gives them at most ten seconds. */
  readonly stop: () => Promise<void>
}

const patienceMs = 10_000

/** Listens. Where one of the two ports is taken it throws, and listens on neither. */
export async function startWeb(options: StartOptions): Promise<RunningWeb> {
  const { place, log } = options
  let publicUrl = place.publicUrl ?? ""
  const registry = options.metrics ?? openMetrics(options.db)
  const server = webServer({ ...options, settings: { ...place, publicUrl: () => publicUrl } })
  timeAnswers(server, registry)
  // A free port is known only now, and the first request comes after this event.
  server.server.once("listening", () => {
    publicUrl ||= addressOf(server.server.address(), place.host)
  })
  await server.listen({ host: place.host, port: place.port })
  const metrics = await metricsBeside(registry, options).catch(async (error: unknown) => {
    await server.close()
    throw error
  })
  const address = addressOf(server.server.address(), place.host)
  return { address, publicUrl, metricsAddress: metrics?.address, stop }

  async function stop(): Promise<void> {
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

async function metricsBeside(registry: Registry, { place, log }: StartOptions): Promise<Listening | undefined> {
  if (place.metricsPort === "off") return undefined
  return serveMetrics(registry, { host: place.host, port: place.metricsPort }, log)
}
