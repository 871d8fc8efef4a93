// A load balancer in small: asks each web whether it is ready ten times a second, sends each request to one that is, and tries none a
// second time, so that whoever asks sees every fault.

import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

export type Balancer = {
  readonly web: string
  /** What went wrong between it and a web. */
  readonly faults: readonly string[]
  readonly add: (web: string) => void
  readonly close: () => Promise<void>
}

type Behind = { readonly web: string; isReady: boolean }

const everyMs = 100

export async function balancer(): Promise<Balancer> {
  const behind: Behind[] = []
  const faults: string[] = []
  const agent = new Agent({ keepAlive: true })
  let turn = 0

  function send(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const ready = behind.filter((each) => each.isReady)
    const chosen = ready[turn++ % ready.length]
    if (chosen === undefined) return void outgoing.writeHead(503).end()
    const headers = { ...incoming.headers, "x-forwarded-for": incoming.socket.remoteAddress }
    const { method, url } = incoming
    const passed = request(`${chosen.web}${url}`, { method, headers, agent }, (answer) => {
      // Between two connections, each hop has its own.
      const { connection: _hop, ...kept } = answer.headers
      outgoing.writeHead(answer.statusCode ?? 502, kept)
      answer.on("error", (error) => {
        faults.push(`${method} ${url}: ${error.message}, in the answer`)
        outgoing.destroy()
      })
      answer.pipe(outgoing)
    })
    passed.on("error", (error) => {
      faults.push(`${method} ${url}: ${error.message}`)
      if (!outgoing.headersSent) outgoing.writeHead(502)
      outgoing.end()
    })
    incoming.pipe(passed)
  }

  async function look(each: Behind): Promise<void> {
    const answer = await fetch(`${each.web}/readyz`).catch(() => undefined)
    await answer?.body?.cancel()
    each.isReady = answer?.status === 200
  }

  const server = createServer(send)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const timer = setInterval(() => behind.forEach((each) => void look(each)), everyMs)
  const { port } = server.address() as AddressInfo
  return {
    web: `http://127.0.0.1:${port}`,
    faults,
    add: (web) => behind.push({ web, isReady: true }),
    close: async () => {
      clearInterval(timer)
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
