// A link that can fail: stands before a server (PostgreSQL, a relay), passes bytes on, and on demand cuts, delays or holds them.

import { once } from "node:events"
import { connect, createServer, type Socket } from "node:net"

export type TcpProxy = {
  readonly port: number
  /** Links that are up. */
  readonly links: () => number
  /** Ends every link at once, on both sides; gives how many. */
  readonly cut: () => number
  /**
   * Ends the link on which a client next sends these bytes: `before` they reach the server, which then never heard of them, or
   * `after` the server has answered them, whose answer nobody hears. Several are looked for one after the other on one link.
   * Resolves once it has; `nth` passes over the first ones.
   */
  readonly cutAt: (bytes: string | readonly string[], when: When, nth?: number) => Promise<void>
  /** From now on all bytes take so long, each way. */
  readonly delay: (milliseconds: number) => void
  /** A link half open: nothing passes either way, no end is told of, and new links are taken and lead nowhere. */
  readonly stall: () => void
  /** New links are ended at once; those that are up stay. */
  readonly refuse: () => void
  /** All of that is over: what was held goes on its way. */
  readonly recover: () => void
  /** Where links lead from now on. */
  readonly lead: (port: number) => void
  readonly close: () => Promise<void>
}

type When = "before" | "after"
type Link = { readonly client: Socket; readonly server: Socket; isDoomed: boolean }
type Trap = { readonly marks: readonly Buffer[]; readonly when: When; left: number; readonly sprung: () => void }
type State = { target: number; delayMs: number; isStalled: boolean; isRefusing: boolean; trap: Trap | undefined }

/** Listens on a free port of this machine and leads to another. */
export async function tcpProxy(target: number): Promise<TcpProxy> {
  const state: State = { target, delayMs: 0, isStalled: false, isRefusing: false, trap: undefined }
  const links = new Set<Link>()
  const resumed = new Set<() => void>()
  // A client may stay after its link is over.
  const clients = new Set<Socket>()
  const server = createServer((client) => {
    clients.add(client)
    client.on("error", () => {})
    client.on("close", () => clients.delete(client))
    if (state.isRefusing) client.destroy()
    else joined(client, state, links, resumed)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const cut = () => cutAll(links)
  return {
    port: portOf(server.address()),
    links: () => links.size,
    cut,
    cutAt: (bytes, when, nth = 1) => {
      const { promise, resolve } = Promise.withResolvers<void>()
      const marks = [bytes].flat().map((each) => Buffer.from(each, "latin1"))
      state.trap = { marks, when, left: nth, sprung: resolve }
      return promise
    },
    delay: (milliseconds) => {
      state.delayMs = milliseconds
    },
    stall: () => {
      state.isStalled = true
    },
    refuse: () => {
      state.isRefusing = true
    },
    recover: () => {
      Object.assign(state, { delayMs: 0, isStalled: false, isRefusing: false, trap: undefined })
      for (const resume of resumed) resume()
    },
    lead: (port) => {
      state.target = port
    },
    close: async () => {
      const closed = once(server, "close")
      server.close()
      cut()
      for (const client of clients) client.destroy()
      await closed
    },
  }
}

function cutAll(links: Set<Link>): number {
  const ended = [...links]
  for (const link of ended) end(link)
  return ended.length
}

function joined(client: Socket, state: State, links: Set<Link>, resumed: Set<() => void>): void {
  const server = connect({ port: state.target, host: "127.0.0.1", noDelay: true })
  client.setNoDelay(true)
  const link: Link = { client, server, isDoomed: false }
  links.add(link)
  server.on("error", () => end(link))
  const up = passage(server, state, resumed)
  const down = passage(client, state, resumed)
  const seen = sightOf(state)
  client.on("data", (chunk: Buffer) => {
    const trap = seen(chunk)
    if (trap === "before") return end(link)
    if (trap === "after") link.isDoomed = true
    up.pass(chunk)
  })
  server.on("data", (chunk: Buffer) => (link.isDoomed ? end(link) : down.pass(chunk)))
  client.on("close", () => up.end())
  server.on("close", () => {
    links.delete(link)
    down.end()
  })
}

function end({ client, server }: Link): void {
  // Not by resetAndDestroy: a socket whose end has begun, and which then fails before its reset, is never closed by Node 26, and
  // keeps the process from ending.
  client.destroy()
  server.destroy()
}

// Looks for the marks of the trap in what one client sends, also across two pieces; gives when the link is to end, once.
function sightOf(state: State): (chunk: Buffer) => When | undefined {
  let looked: Trap | undefined
  let found = 0
  let rest = Buffer.alloc(0)
  return (chunk) => {
    const { trap } = state
    if (trap === undefined) return undefined
    if (trap !== looked) [looked, found, rest] = [trap, 0, Buffer.alloc(0)]
    rest = Buffer.concat([rest, chunk])
    for (let mark = trap.marks[found]; mark !== undefined && rest.includes(mark); mark = trap.marks[found]) {
      rest = rest.subarray(rest.indexOf(mark) + mark.length)
      found++
    }
    if (found < trap.marks.length) {
      rest = rest.subarray(Math.max(0, rest.length - (trap.marks[found]?.length ?? 1) + 1))
      return undefined
    }
    ;[found, rest] = [0, Buffer.alloc(0)]
    if (--trap.left > 0) return undefined
    state.trap = undefined
    trap.sprung()
    return trap.when
  }
}

// One direction of a link: the pieces keep their order, whatever the delay was when each came.
function passage(to: Socket, state: State, resumed: Set<() => void>) {
  const waiting: { readonly chunk: Buffer | undefined; readonly at: number }[] = []
  let timer: NodeJS.Timeout | undefined
  function flow(): void {
    clearTimeout(timer)
    for (let next = waiting[0]; next !== undefined && !state.isStalled; next = waiting[0]) {
      const left = state.delayMs === 0 ? 0 : next.at - performance.now()
      if (left > 0) {
        timer = setTimeout(flow, left)
        return
      }
      waiting.shift()
      if (next.chunk === undefined) over()
      else if (!to.destroyed) to.write(next.chunk)
    }
  }
  function over(): void {
    resumed.delete(flow)
    to.end()
  }
  function add(chunk: Buffer | undefined): void {
    waiting.push({ chunk, at: performance.now() + state.delayMs })
    flow()
  }
  resumed.add(flow)
  to.on("close", () => resumed.delete(flow))
  return { pass: add, end: () => add(undefined) }
}

function portOf(address: ReturnType<ReturnType<typeof createServer>["address"]>): number {
  if (address === null || typeof address === "string") throw new Error("the proxy does not listen")
  return address.port
}
