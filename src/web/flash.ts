// The flash: one sentence that the next page says, such as "INC-2026-000123 is resolved".

import type { FastifyReply, FastifyRequest } from "fastify"
import { cookieJar } from "./cookies.ts"
import type { Web } from "./options.ts"

/** How long a sentence waits for its page. */
export const flashSeconds = 300

/** Says a sentence on the next page. Signed, because what a sibling domain writes into a cookie must not speak as the desk. */
export function leaveFlash(web: Web, reply: FastifyReply, sentence: string): void {
  const { flash, attributes } = cookieJar(web.publicUrl())
  reply.setCookie(flash, sentence.slice(0, 500).toWellFormed(), { ...attributes, signed: true, maxAge: flashSeconds })
}

/** The sentence that the page before left; it is said once. */
export function flashTaken(web: Web, request: FastifyRequest, reply: FastifyReply): string | undefined {
  const { flash, attributes } = cookieJar(web.publicUrl())
  const cookie = request.cookies?.[flash]
  if (cookie === undefined) return undefined
  reply.clearCookie(flash, attributes)
  const { valid, value } = request.unsignCookie(cookie)
  return valid ? (value ?? undefined) : undefined
}
