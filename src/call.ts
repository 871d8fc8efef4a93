// What a feature hands to the API entrance: calls as plain data with their schemas, so that no feature knows the HTTP server
// and the OpenAPI document is made from the schemas that validate.

import { z } from "zod"
import type { Db, Read } from "./database/index.ts"
import type { Actor, Right } from "./people/actor.ts"
import type { EpochMilliseconds } from "./time/epoch.ts"

/** A request that carried an Idempotency-Key: whose, which, and a keyed hash of the whole request. */
export type RequestKey = { readonly caller: string; readonly key: string; readonly requestMac: Buffer }

export type CallRequest<Body, Query> = {
  readonly db: Db
  /** Reads a list or a search, which may be a moment old where the caller agrees. */
  readonly read: Read
  readonly at: EpochMilliseconds
  readonly actor: Actor
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  readonly key: RequestKey | undefined
}

type CallOf<Body extends z.ZodType, Query extends z.ZodType> = {
  readonly method: "GET" | "POST"
  /** Under /api/v1, with `:name` parameters. */
  readonly path: string
  readonly right: Right
  readonly summary: string
  readonly body?: Body
  readonly query?: Query
  readonly answer: z.ZodType
  /** The status of success; 200 unless given. */
  readonly status?: number
  readonly respond: (request: CallRequest<z.output<Body>, z.output<Query>>) => Promise<object>
}

export type Call = Omit<CallOf<z.ZodType, z.ZodType>, "respond"> & {
  readonly respond: (request: CallRequest<unknown, unknown>) => Promise<object>
}

/** Declares a call: its handler is typed by its schemas. The API entrance has validated body and query before it asks. */
export function call<Body extends z.ZodType, Query extends z.ZodType>(declared: CallOf<Body, Query>): Call {
  return declared as unknown as Call
}

/** The query of every list: `limit` rows, 50 unless given and 200 at most, after where the last page ended. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, "A whole number from 1 to 200.")
    .transform(Number)
    .refine((limit) => limit <= 200, "At most 200.")
    .optional(),
  after: z.string().max(200).optional(),
}

/** The answer of every list: `next` continues it, null at the end. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}
