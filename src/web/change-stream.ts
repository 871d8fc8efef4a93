// GET /desk/changes: server-sent events that say "case changed" to whoever may see the case, "offers changed" to whom they are made, and
// nothing else. The page asks again.

import { randomInt } from "node:crypto"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { mustBeAbleTo } from "../people/index.ts"
import { openArrivals } from "./arrivals.ts"
import type { Listener, News } from "./change-listeners.ts"
import { cookieJar } from "./cookies.ts"
import { mustBeFromHere } from "./forgery.ts"
import type { Web } from "./options.ts"
import { visitorOf } from "./visitor.ts"

export const changesPath = "/desk/changes"

/** Whoever reads so slowly is let go, and asks for everything when they come back. */
const unreadBytes = 64 * 1024
/** Streams that end together (the desk was started anew) come back spread over this time, not all at one moment. */
const reconnectMs = { least: 1000, most: 5000 }
const markLimit = 1000
const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // A proxy that gathers an answer before it hands it on would hand on nothing.
  "x-accel-buffering": "no",
}

/** Streams that begin at once; the others wait for their turn. */
const beginningAtOnce = 6

/** In a scope of its own, because who asks is looked up only when it is the stream's turn. */
export async function addChanges(server: FastifyInstance, web: Web): Promise<void> {
  const arrivals = openArrivals(beginningAtOnce)
  server.get(changesPath, async (request, reply) => {
    mustBeFromHere(request, web.publicUrl())
    // A line that only grows serves nobody.
    if (web.isLeaving() || arrivals.waiting() >= web.streamsLimit) return elsewhere(reply)
    await arrivals.inTurn(async () => {
      if (!request.raw.destroyed) await begin(web, request, reply)
    })
    return reply
  })
}

async function begin(web: Web, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  request.visitor = await visitorOf(web, request, reply)
  const cookie = request.cookies[cookieJar(web.publicUrl()).session]
  const { actor } = request.visitor
  if (cookie === undefined || actor === undefined) {
    reply.code(401).header("cache-control", "no-store").send()
    return
  }
  mustBeAbleTo(actor, "see-cases")
  if (web.changes.count() >= web.streamsLimit) {
    elsewhere(reply)
    return
  }
  const stream = begun(reply)
  const listener: Listener = { ...stream, cookie, actor }
  request.raw.once("close", () => web.changes.leave(listener))
  await web.changes.listen(listener, markIn(request)).catch((error: unknown) => {
    request.log.warn({ err: error }, "a stream of changes could not begin")
    web.changes.leave(listener)
    listener.end("leaving")
  })
  // Gone before we were ready.
  if (request.raw.destroyed) web.changes.leave(listener)
}

function elsewhere(reply: FastifyReply): FastifyReply {
  return reply.code(503).header("retry-after", "5").header("cache-control", "no-store").send()
}

// From here on the answer is ours: nothing of Fastify writes to it any more.
function begun(reply: FastifyReply): Pick<Listener, "tell" | "tellOffers" | "ping" | "end"> {
  const raw = reply.hijack().raw
  for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...streamHeaders }))
    if (value !== undefined) raw.setHeader(name, value)
  raw.writeHead(200)
  const say = (text: string) => {
    if (raw.writableLength > unreadBytes) raw.destroy()
    else if (!raw.writableEnded) raw.write(text)
  }
  say(`retry: ${reconnectWithin()}\nevent: listening\ndata: {}\n\n`)
  return {
    tell: (news) => say(`event: case-changed\n${idLine(news)}data: ${dataOf(news)}\n\n`),
    tellOffers: (news) => say(`event: offers-changed\n${idLine(news)}data: {}\n\n`),
    ping: () => say(": here\n\n"),
    end: (why) => {
      say(`event: ${why}\ndata: {}\n\n`)
      raw.end()
    },
  }
}

function reconnectWithin(): number {
  return randomInt(reconnectMs.least, reconnectMs.most)
}

function dataOf({ cases, position }: News): string {
  return JSON.stringify({ cases, position })
}

// The browser sends it back when it comes again, and misses nothing.
function idLine({ mark }: News): string {
  return mark.length > markLimit ? "" : `id: ${mark}\n`
}

/** The mark that a browser comes back with: in the header of its own accord, or in the address from another tab of ours. */
function markIn({ headers, query }: FastifyRequest): string | undefined {
  const asked = typeof query === "object" && query !== null && "after" in query ? query.after : undefined
  const told = headers["last-event-id"] ?? asked
  return typeof told === "string" && told.length <= markLimit && /^\d+:\d+:[\d,]*$/.test(told) ? told : undefined
}
