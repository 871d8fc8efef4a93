// The one place where a refusal becomes a page, and where anything else becomes one line in the log and an apology.

import type { FastifyReply, FastifyRequest } from "fastify"
import { isUnavailable } from "../database/index.ts"
import { Invalid, isRefusal, NotAllowed, NotFound, type Refusal, Refused, Stale } from "../errors.ts"
import type { Show } from "./show.ts"

export type Problem = {
  status: number
  heading: string
  sentences: string[]
  errors?: { text: string; href?: string }[]
  changes?: string[]
}

/** Answers a request that failed with a page that says what happened and what to do next. */
export function failing(show: Show): (error: unknown, request: FastifyRequest, reply: FastifyReply) => FastifyReply {
  return (error, request, reply) => {
    const problem = problemOf(error)
    if (problem.status >= 500) request.log.error({ err: error, route: request.routeOptions?.url }, "a request failed")
    if (problem.status === 503) reply.header("retry-after", "10")
    if (problem.status === 429) reply.header("retry-after", "60")
    return show(request, reply, {
      view: "web/problem.njk",
      model: { problem },
      status: problem.status,
    })
  }
}

/** What a person is told about any error. */
export function problemOf(error: unknown): Problem {
  if (isRefusal(error)) return refusal(error)
  if (isUnavailable(error)) return byStatus[503] ?? broken
  return byStatus[statusOf(error)] ?? broken
}

function refusal(error: Refusal): Problem {
  if (error instanceof Invalid) {
    const errors = error.fields.map((each) => ({ text: each.message }))
    return { status: 400, heading: "There is a problem with what was sent", sentences: [], errors }
  }
  if (error instanceof NotAllowed) return { status: 403, heading: "You cannot do this", sentences: [error.message] }
  if (error instanceof NotFound) return { status: 404, heading: "Page not found", sentences: [error.message, askAgain] }
  if (error instanceof Stale) {
    return { status: 409, heading: "This has changed since you opened it", sentences: [goBack], changes: error.changes }
  }
  if (error instanceof Refused) return { status: 422, heading: "This cannot be done now", sentences: [error.message] }
  return error satisfies never
}

const askAgain =
  "If you typed the address, check that it is correct. If you pasted it, check that you copied all of it."
const goBack = "Nothing was saved. Go back, reload the page and look at what has changed before you try again."

const broken: Problem = {
  status: 500,
  heading: "Sorry, there is a problem with the service",
  sentences: ["Nothing was saved. Go back to get what you typed, and try again later."],
}

const badRequest: Problem = {
  status: 400,
  heading: "This request could not be read",
  sentences: ["Go back, reload the page and try again."],
}

const byStatus: Record<number, Problem> = {
  400: badRequest,
  404: { status: 404, heading: "Page not found", sentences: [askAgain] },
  408: { status: 408, heading: "That took too long", sentences: ["Check your connection and try again."] },
  413: { status: 413, heading: "That is too much to send", sentences: ["Go back, send less text, and try again."] },
  414: { status: 414, heading: "That address is too long", sentences: [askAgain] },
  415: {
    status: 415,
    heading: "This kind of content cannot be read",
    sentences: ["Use the form on the page to send it."],
  },
  429: { status: 429, heading: "Too many requests", sentences: ["Wait a minute and try again."] },
  503: {
    status: 503,
    heading: "Sorry, the service is unavailable",
    sentences: ["Nothing was saved. Go back to get what you typed, and try again in a few minutes."],
  },
}

// Fastify marks what it refuses itself (a body too large, a type that it cannot read) with a status.
function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return 500
  return typeof error.statusCode === "number" ? error.statusCode : 500
}
