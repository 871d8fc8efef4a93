// RFC 9457 problem+json: the five refusals, mapped once.

import { isUnavailable } from "../database/index.ts"
import { Invalid, isRefusal, NotAllowed, NotFound, type Refusal, Stale } from "../errors.ts"

export type Problem = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail?: string
  readonly fields?: readonly { field: string; message: string }[]
  readonly changes?: readonly string[]
}

export const problemType = "application/problem+json"

/** The problem for an error; undefined where it is a bug. */
export function problemOf(error: unknown): Problem | undefined {
  if (isRefusal(error)) return refusalProblem(error)
  if (isHttpError(error) && error.statusCode === 400) return refusalProblem(unreadable(error))
  if (isHttpError(error) && error.statusCode < 500) return httpProblem(error.statusCode)
  if (isUnavailable(error)) return httpProblem(503)
  return undefined
}

// What could not even be read has one field: all of it.
function unreadable(error: Error): Invalid {
  const isAddress = "code" in error && error.code === "FST_ERR_BAD_URL"
  const message = isAddress ? "This address cannot be read." : "Send a JSON object: this could not be read as one."
  return new Invalid([{ field: isAddress ? "address" : "body", message }])
}

export function httpProblem(status: number): Problem {
  return { type: "about:blank", title: titles[status] ?? "The request failed", status }
}

const titles: Readonly<Record<number, string>> = {
  400: "The request is not valid",
  401: "Send a valid token as Authorization: Bearer",
  404: "There is nothing at this address",
  405: "This address does not take that method",
  413: "The request is too large",
  415: "Send JSON, as application/json",
  429: "Too many requests: try again later",
  500: "Something went wrong in Charter",
  503: "Charter cannot answer at this moment: try again later",
}

function refusalProblem(error: Refusal): Problem {
  const about = { type: "about:blank", detail: error.message }
  if (error instanceof Invalid)
    return { ...about, title: "Some fields are not valid", status: 400, fields: error.fields }
  if (error instanceof NotAllowed) return { ...about, title: "Not allowed", status: 403 }
  if (error instanceof NotFound) return { ...about, title: "Not found", status: 404 }
  if (error instanceof Stale) return { ...about, title: "The case has changed", status: 409, changes: error.changes }
  return { ...about, title: "A rule does not allow this", status: 422 }
}

function isHttpError(error: unknown): error is Error & { statusCode: number } {
  return error instanceof Error && "statusCode" in error && typeof error.statusCode === "number"
}
