// What the web entrance is given by whoever starts it.

import type { FastifyInstance } from "fastify"
import type { Db } from "../database/index.ts"
import type { Page } from "../page.ts"
import type { Now } from "../time/epoch.ts"
import type { Log } from "./log.ts"

/** A named question to a part of the desk: resolves when it is ready, throws when it is not. */
export type Check = { readonly name: string; readonly ready: () => Promise<void> }

/** Another entrance on the same listener (the API), with its own parsers and its own way to say no. */
export type Mount = { readonly prefix: string; readonly routes: (server: FastifyInstance) => void | Promise<void> }

export type WebOptions = {
  readonly db: Db
  readonly now: Now
  readonly settings: { readonly publicUrl: string; readonly serviceName?: string; readonly phase?: string }
  readonly secretKey: Uint8Array
  readonly pages: readonly Page[]
  readonly log: Log
  readonly checks?: readonly Check[]
  readonly mounts?: readonly Mount[]
}
