// Forged forms (cross-site request forgery): a post must come from a page of ours, and carry the token that the page was given.

import { createHmac, timingSafeEqual } from "node:crypto"
import type { FastifyRequest } from "fastify"
import { NotAllowed } from "../errors.ts"

export const forgeryField = "csrf"

export const forgeryRefusal =
  "This form did not come from this service, or it is too old. Go back, reload the page and try again."

/** The token of whoever holds `secret` (a session's, or a visitor's cookie). */
export function forgeryToken(secretKey: Uint8Array, secret: string): string {
  return createHmac("sha256", secretKey).update(`form:${secret}`).digest("base64url")
}

/** Throws NotAllowed unless the browser says that the post comes from our own origin. Browsers since 2023 say so; a client that says nothing is no browser. */
export function mustBeFromHere(request: FastifyRequest, publicUrl: string): void {
  const site = request.headers["sec-fetch-site"]
  if (site !== undefined) {
    if (site !== "same-origin" && site !== "none") throw new NotAllowed(forgeryRefusal)
    return
  }
  const { origin } = request.headers
  if (origin !== undefined && origin !== new URL(publicUrl).origin && !isHost(origin, request.headers.host)) {
    throw new NotAllowed(forgeryRefusal)
  }
}

function isHost(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host
}

/** Throws NotAllowed unless `sent` is the visitor's token. */
export function mustCarry(sent: unknown, token: string | undefined): void {
  if (typeof sent !== "string" || token === undefined || !sameText(sent, token)) throw new NotAllowed(forgeryRefusal)
}

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)]
  return left.length === right.length && timingSafeEqual(left, right)
}
