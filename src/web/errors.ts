// The one place where a refusal becomes a page, and where anything else becomes one line in the log and an apology.

import type { FastifyReply, FastifyRequest } from "fastify"
import { isUnavailable } from "../database/index.ts"
import { Invalid, isRefusal, NotAllowed, NotFound, type Refusal, Refused, Stale } from "../errors.ts"
import { languages, type Say } from "../words/index.ts"
import { forgeryRefusal } from "./forgery.ts"
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
    const problem = problemOf(error, (request.visitor?.language ?? languages.base).say)
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

/** What a person is told about any error, in the language of the page. */
export function problemOf(error: unknown, say: Say): Problem {
  if (isRefusal(error)) return refusal(error, say)
  const status = isUnavailable(error) ? 503 : statusOf(error)
  return said(status in messages ? status : 500, say)
}

function refusal(error: Refusal, say: Say): Problem {
  if (error instanceof Invalid) {
    const errors = error.fields.map((each) => ({ text: each.message }))
    return { status: 400, heading: say("problem.invalid"), sentences: [], errors }
  }
  if (error instanceof NotAllowed)
    return { status: 403, heading: say("problem.cannot"), sentences: [inWords(error.message, say)] }
  if (error instanceof NotFound) {
    const sentences = [inWords(error.message, say), say("problem.ask-again")]
    return { status: 404, heading: say("problem.not-found"), sentences }
  }
  if (error instanceof Stale)
    return {
      status: 409,
      heading: say("problem.changed.title"),
      sentences: [say("problem.changed.text")],
      changes: error.changes,
    }
  if (error instanceof Refused) return { status: 422, heading: say("problem.not-now"), sentences: [error.message] }
  return error satisfies never
}

// What is said to everybody has its message; what a rule says to staff is said as the rule has it.
const shared = new Map([
  [new NotFound().message, "problem.nothing-here"],
  [new NotAllowed().message, "problem.not-allowed"],
  [forgeryRefusal, "problem.forged"],
])

function inWords(sentence: string, say: Say): string {
  const key = shared.get(sentence)
  return key === undefined ? sentence : say(key)
}

const messages: Readonly<Record<number, readonly [heading: string, sentence: string]>> = {
  400: ["problem.unreadable.title", "problem.unreadable.text"],
  404: ["problem.not-found", "problem.ask-again"],
  408: ["problem.too-long.title", "problem.too-long.text"],
  413: ["problem.too-much.title", "problem.too-much.text"],
  414: ["problem.long-address.title", "problem.ask-again"],
  415: ["problem.kind.title", "problem.kind.text"],
  429: ["problem.too-many.title", "problem.too-many.text"],
  500: ["problem.broken.title", "problem.broken.text"],
  503: ["problem.unavailable.title", "problem.unavailable.text"],
}

function said(status: number, say: Say): Problem {
  const [heading, sentence] = messages[status] ?? ["problem.broken.title", "problem.broken.text"]
  return { status, heading: say(heading), sentences: [say(sentence)] }
}

// Fastify marks what it refuses itself (a body too large, a type that it cannot read) with a status.
function statusOf(error: unknown): number {
  if (typeof error !== "object" || error === null || !("statusCode" in error)) return 500
  return typeof error.statusCode === "number" ? error.statusCode : 500
}
