// What somebody has seen of the database: whoever has just changed something finds it in every list, whichever of our processes and
// whichever replica answers. The browser carries it, because the next page may be another process's.

import type { FastifyReply, FastifyRequest } from "fastify"
import { type Position, positionFrom, positionText, type Read } from "../database/index.ts"
import { cookieJar } from "./cookies.ts"
import type { Web } from "./options.ts"

/** A program sends back what it was given; a page that asks again may name what it was told of. */
export const seenHeader = "charter-position"

/** How a request may read: as somebody who has seen so much. What changes something reads the database itself. */
export function readFor(web: Web, request: FastifyRequest): Read {
  if (request.method !== "GET") return (work) => work(web.db)
  return (work) => web.places.readSince(seenBy(web, request), work)
}

// Not signed: whoever makes one up reads the database itself, or is content with a list of a moment ago.
function seenBy(web: Web, request: FastifyRequest): Position | undefined {
  const { seen } = cookieJar(web.publicUrl())
  const told = [request.cookies[seen], request.headers[seenHeader]].flatMap((each) => positionIn(each) ?? [])
  return told.length === 0 ? undefined : told.reduce((one, other) => (one > other ? one : other))
}

/** The position in a header or a cookie. */
export function positionIn(text: string | string[] | undefined): Position | undefined {
  return typeof text === "string" ? positionFrom(text) : undefined
}

/** Notes that whoever is answered has seen all that is committed by now. Forgotten when the bound on the lag says as much. */
export async function leaveSeen(web: Web, reply: FastifyReply): Promise<void> {
  const position = await web.places.writtenSoFar()
  if (position === undefined) return
  const { seen, attributes } = cookieJar(web.publicUrl())
  reply.setCookie(seen, positionText(position), { ...attributes, maxAge: web.places.rememberedSeconds })
}
