// The cookie of a customer who has signed in: whom it stands for, and its change at sign-in and sign-out.

import type { FastifyReply, FastifyRequest } from "fastify"
import { beginCustomerSession, type Customer, customerOfSession, endCustomerSession } from "../people/index.ts"
import { cookieJar } from "./cookies.ts"
import type { Web } from "./options.ts"

/** Who asks for a page of customers; undefined where nobody has signed in. */
export async function customerOf(web: Web, request: FastifyRequest): Promise<Customer | undefined> {
  const cookie = request.cookies[cookieJar(web.publicUrl()).customer]
  return cookie === undefined ? undefined : await customerOfSession(web.db, cookie, web.clock())
}

/**
 * Begins a session for an address; null ends the one there was. What the browser held before is ended, never taken over (session fixation).
 * A report that somebody was writing stays theirs when they sign in; whoever sits down after they signed out cannot open it.
 */
export async function changeCustomer(
  web: Web,
  request: FastifyRequest,
  reply: FastifyReply,
  email: string | null,
): Promise<void> {
  const { customer, visitor, attributes } = cookieJar(web.publicUrl())
  const before = request.cookies[customer]
  if (before !== undefined) await endCustomerSession(web.db, before)
  if (email === null) reply.clearCookie(customer, attributes).clearCookie(visitor, attributes)
  else reply.setCookie(customer, await beginCustomerSession(web.db, email, web.clock()), attributes)
}
