// The API entrance: tokens, validation, idempotency keys and problems, around the calls that features declare.

import { createHmac } from "node:crypto"
import type { Readable } from "node:stream"
import { finished } from "node:stream/promises"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import { z } from "zod"
import type { Call, RequestKey } from "../call.ts"
import {
  beyondAll,
  type Db,
  positionFrom,
  positionText,
  type Read,
  type ReadPlaces,
  repeatable,
} from "../database/index.ts"
import { Invalid, NotAllowed } from "../errors.ts"
import { type Actor, actorOfToken, doneBy, may, record } from "../people/index.ts"
import type { Now } from "../time/index.ts"
import { canonical } from "../timeline/index.ts"
import { openApiDocument, positionHeader } from "./openapi.ts"
import { httpProblem, type Problem, problemOf, problemType } from "./problem.ts"
import { mustBeStorable } from "./storable.ts"

export type ApiOptions = {
  readonly db: Db
  /** Where lists are read. */
  readonly places: ReadPlaces
  readonly now: Now
  readonly secretKey: Uint8Array
  readonly calls: readonly Call[]
  readonly publicUrl: string
}

export const apiPrefix = "/api/v1"

const noQuery = z.strictObject({})

/** What the web entrance mounts at `apiPrefix`. */
export function apiRoutes(options: ApiOptions) {
  const document = openApiDocument(options.calls, options.publicUrl)
  return (server: FastifyInstance): void => {
    // A form of another site can send text, and never JSON.
    server.removeContentTypeParser("text/plain")
    server.setErrorHandler((error, request, reply) => apiFailed(error, request, reply))
    server.setNotFoundHandler((_request, reply) => sendProblem(reply, httpProblem(404)))
    server.get("/openapi.json", (_request, reply) => reply.type("application/json").send(document))
    for (const call of options.calls) {
      server.route({
        method: call.method,
        url: call.path,
        handler: (request, reply) => {
          const answer = () => answered(options, call, request, reply)
          return isRepeatable(call, request) ? repeatable(answer) : answer()
        },
      })
    }
    for (const [path, calls] of Map.groupBy(options.calls, (each) => each.path)) refuseOtherMethods(server, path, calls)
  }
}

// An address that is there and does not take the method says which it takes (RFC 9110, 15.5.6).
function refuseOtherMethods(server: FastifyInstance, path: string, calls: readonly Call[]): void {
  const taken: string[] = calls.map((each) => each.method)
  const allow = [...(taken.includes("GET") ? ["HEAD"] : []), ...taken].join(", ")
  const method = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((each) => !taken.includes(each))
  server.route({
    method,
    url: path,
    handler: (_request, reply) => sendProblem(reply.header("allow", allow), httpProblem(405)),
  })
}

// What only reads, or carries a key, comes to the same however often it is done: a connection that was lost is no answer yet.
function isRepeatable(call: Call, request: FastifyRequest): boolean {
  return call.method === "GET" || request.headers["idempotency-key"] !== undefined
}

async function answered(
  options: ApiOptions,
  call: Call,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const at = options.now()
  const actor = await bearer(options.db, request, at)
  if (actor === undefined) return sendProblem(reply.header("www-authenticate", "Bearer"), httpProblem(401))
  if (!may(actor, call.right)) return await notAllowed(options, call, actor, request, at)
  const body = call.body === undefined ? undefined : valid(call.body, request.body ?? {})
  const query = valid(call.query ?? noQuery, request.query)
  const key = call.method === "POST" ? keyOf(options, actor, request) : undefined
  const params = textParams(request.params)
  const read = readFor(options, call, request)
  const answer = await call.respond({ db: options.db, read, at, actor, params, query, body, key })
  if (call.method === "POST") await tellPosition(options, reply)
  return reply
    .status(call.status ?? 200)
    .header("cache-control", "no-store")
    .send(answer)
}

// A program that has written must find it in the next list: only one that says what it has seen is given a list of a moment ago.
function readFor({ db, places }: ApiOptions, call: Call, request: FastifyRequest): Read {
  if (call.method !== "GET") return (work) => work(db)
  const given = request.headers[positionHeader]
  const seen = given === undefined ? beyondAll : positionFrom(String(given))
  if (seen !== undefined) return (work) => places.readSince(seen, work)
  throw new Invalid([{ field: "Charter-Position", message: "Send what the last answer gave, or 0/0." }])
}

async function tellPosition({ places }: ApiOptions, reply: FastifyReply): Promise<void> {
  const position = await places.writtenSoFar()
  if (position !== undefined) reply.header(positionHeader, positionText(position))
}

// What is refused for want of a right is on record: somebody tried.
async function notAllowed(
  { db }: ApiOptions,
  call: Call,
  actor: Actor,
  request: FastifyRequest,
  at: number,
): Promise<never> {
  const target = Object.values(textParams(request.params)).filter((each) => /^[\w-]{1,40}$/.test(each))
  await record(db, { action: call.right, outcome: "refused", ...doneBy(actor), target }, at)
  throw new NotAllowed()
}

async function bearer(db: Db, request: FastifyRequest, at: number): Promise<Actor | undefined> {
  const token = /^Bearer ([\w.~+/-]{1,200}=*)$/i.exec(request.headers.authorization ?? "")?.[1]
  const actor = token === undefined ? undefined : await actorOfToken(db, token, at)
  return actor && { ...actor, remote: request.remote }
}

function valid(schema: z.ZodType, given: unknown): unknown {
  mustBeStorable(given)
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new Invalid(parsed.error.issues.flatMap(fieldErrors))
}

function fieldErrors(issue: z.core.$ZodIssue) {
  const path = issue.path.map(String)
  if (issue.code !== "unrecognized_keys") return [{ field: path.join("."), message: issue.message }]
  return issue.keys.map((key) => ({ field: [...path, key].join("."), message: "There is no such field." }))
}

function keyOf({ secretKey }: ApiOptions, actor: Actor, request: FastifyRequest): RequestKey | undefined {
  const key = request.headers["idempotency-key"]
  if (key === undefined) return undefined
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new Invalid([{ field: "Idempotency-Key", message: "1 to 255 visible ASCII characters." }])
  }
  const asked = `${request.method} ${request.url}\n${canonical(request.body ?? null)}`
  const requestMac = createHmac("sha256", secretKey).update("idempotency\n").update(asked).digest()
  return { caller: `person:${actor.personId}`, key, requestMac }
}

function textParams(params: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(params ?? {}).map(([name, value]) => [name, String(value)]))
}

/** Answers what went wrong, before a call was found or in it, as problem+json. */
export async function apiFailed(error: unknown, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const problem = problemOf(error)
  if (problem === undefined) request.log.error({ err: error }, "a call failed")
  if (problem?.status === 413) await restDiscarded(request.raw)
  return sendProblem(reply, problem ?? httpProblem(500))
}

// Who is still sending when the connection closes sees it break, and never the answer.
async function restDiscarded(body: Readable): Promise<void> {
  body.resume()
  await finished(body, { signal: AbortSignal.timeout(discardLimitMs) }).catch(() => undefined)
}

const discardLimitMs = 5_000

function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.status(problem.status).type(problemType).header("cache-control", "no-store").send(problem)
}
