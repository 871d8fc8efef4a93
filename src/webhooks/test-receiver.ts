// Another system, as far as webhooks are concerned: takes messages, and answers as a test wants.

import { createServer } from "node:http"

export type Received = { readonly headers: Record<string, string>; readonly body: string }

export type Receiver = {
  readonly url: string
  readonly received: Received[]
  /** The status of its next answers. */
  status: number
  readonly close: () => void
}

export async function openReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => {
      body += chunk
    })
    request.on("end", () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
      receiver.received.push({ headers, body })
      response.writeHead(receiver.status).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const address = server.address()
  const port = typeof address === "object" && address !== null ? address.port : 0
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/`,
    received: [],
    status: 204,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return receiver
}
