// What the scripts of an open page say with a request: which part they want, and whether anybody has touched anything.

import type { FastifyRequest } from "fastify"

/** What a page asks by itself, because it was told of a change: it keeps no session alive, and takes no flash from whoever waits for it. */
export const unattendedHeader = "charter-unattended"

/** The name of the part that is wanted. */
export function frameOf({ headers }: FastifyRequest): string | undefined {
  const name = headers["turbo-frame"]
  return typeof name === "string" && /^[a-z][a-z-]{0,40}$/.test(name) ? name : undefined
}

export function isUnattended({ headers }: FastifyRequest): boolean {
  return headers[unattendedHeader] !== undefined
}
