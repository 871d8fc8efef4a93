// Where exchanges tell of calls: `POST /telephone/{line}/events`, signed. Nothing is said of why an event is refused, but in the audit and the log.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { Db } from "../database/index.ts"
import { record } from "../people/index.ts"
import type { Now } from "../time/epoch.ts"
import { callEvent } from "./call-event.ts"
import { hearEvent } from "./hear.ts"
import { goodSecrets } from "./lines.ts"
import { type Line, lineNamed } from "./lines-store.ts"
import { faultOfSignature, signatureHeader } from "./signature.ts"

export type WebhookOptions = {
  readonly db: Db
  readonly now: Now
  /** The machine's time: signatures know no other. */
  readonly clock: Now
  readonly secretKey: Uint8Array
  /** Told when an event has been taken in, so that open pages need not wait for the next look. */
  readonly onHeard?: () => void
}

/** What the web entrance mounts. */
export function telephoneMount(options: WebhookOptions) {
  return { prefix: "/telephone", routes: telephoneRoutes(options) }
}

const bodyLimit = 64 * 1024

function telephoneRoutes(options: WebhookOptions) {
  return (server: FastifyInstance): void => {
    server.removeAllContentTypeParsers()
    // The very bytes are what was signed, whatever they claim to be.
    server.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_request, body, done) => done(null, body))
    server.post<{ Params: { line: string } }>("/:line/events", (request, reply) => heard(options, request, reply))
  }
}

async function heard(
  { db, now, clock, secretKey, onHeard }: WebhookOptions,
  request: FastifyRequest<{ Params: { line: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  const line = await namedLine(db, request.params.line)
  const header = [request.headers[signatureHeader]].flat()[0]
  const secrets = line === undefined ? [] : goodSecrets(line, secretKey, now())
  const fault = line === undefined ? "unsigned" : faultOfSignature({ header, body }, secrets, clock())
  if (line === undefined || fault !== undefined) {
    if (line !== undefined && isWorthARecord(line.lineId)) {
      const target = [`line:${line.lineId}`]
      const entry = { action: "call-event", outcome: "refused", personId: null } as const
      await record(db, { ...entry, target, remote: request.remote }, now())
    }
    return said(reply, 401, { heard: false })
  }
  const event = callEvent.safeParse(jsonOf(body))
  if (!event.success)
    return said(reply, 400, { heard: false, faults: event.error.issues.map((each) => each.path.join(".")) })
  await hearEvent(db, line, event.data, now())
  onHeard?.()
  return said(reply, 200, { heard: true })
}

// Anybody can send what is refused, as often as they like: one in a minute says that somebody does.
function isWorthARecord(lineId: number): boolean {
  const last = refusedAt.get(lineId)
  if (last !== undefined && performance.now() - last < 60_000) return false
  refusedAt.set(lineId, performance.now())
  return true
}

const refusedAt = new Map<number, number>()

async function namedLine(db: Db, name: string): Promise<Line | undefined> {
  return /^[a-z0-9-]{1,40}$/.test(name) ? await lineNamed(db, name) : undefined
}

function said(reply: FastifyReply, status: number, answer: object): FastifyReply {
  return reply.code(status).header("cache-control", "no-store").type("application/json").send(JSON.stringify(answer))
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"))
  } catch {
    return undefined
  }
}
