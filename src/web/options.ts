// What the web entrance is given by whoever starts it.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { Alarm } from "../alarms.ts"
import { type Db, primaryOnly, type ReadPlaces } from "../database/index.ts"
import type { Page } from "../page.ts"
import type { Now } from "../time/epoch.ts"
import type { Log } from "./log.ts"
import type { NavigationItem } from "./navigation.ts"
import { type RemoteOf, remoteThrough } from "./remote.ts"

/** A named question to a part of the desk: resolves when it is ready, throws when it is not. */
export type Check = {
  readonly name: string
  readonly ready: () => Promise<void>
  /** The desk does its work without it, and is ready all the same. */
  readonly isDispensable?: true
}

/** Another entrance on the same listener (the API), with its own parsers and its own way to say no. */
export type Mount = {
  readonly prefix: string
  readonly routes: (server: FastifyInstance) => void | Promise<void>
  /** Answers what failed before a route was found, such as an address that cannot be read. */
  readonly failed?: (error: unknown, request: FastifyRequest, reply: FastifyReply) => unknown
}

export type WebSettings = {
  /** Where people reach the desk; asked each time, because a free port is known only once it listens. */
  readonly publicUrl: string | (() => string)
  readonly serviceName?: string
  readonly phase?: string
  /** Whose X-Forwarded-For is believed: addresses and ranges; nobody's, unless given. */
  readonly trustedProxies?: readonly string[]
}

export type WebOptions = {
  readonly db: Db
  /** Where lists are read; in the database itself, unless given. */
  readonly places?: ReadPlaces
  /** The desk's time: what pages, verbs and promises go by. */
  readonly now: Now
  /** The time by which sessions end and guessers are slowed down, where it is not the machine's. A desk whose time runs fast must not sign people out each minute. */
  readonly clock?: Now
  readonly settings: WebSettings
  readonly secretKey: Uint8Array
  readonly pages: readonly Page[]
  readonly navigation?: readonly NavigationItem[]
  readonly log: Log
  readonly checks?: readonly Check[]
  readonly mounts?: readonly Mount[]
  /** Whether the desk was told to stop: it answers, and asks everybody to go elsewhere. */
  readonly isLeaving?: () => boolean
  /** What somebody must do something about: shown to administrators, and by name to whoever asks for readiness. */
  readonly alarms?: () => readonly Alarm[]
  /** Whether the disk has room for small requests only. */
  readonly isShortOfDisk?: () => boolean
}

/** The options with every default filled in: what the files of this folder pass around. */
export type Web = Required<Omit<WebOptions, "settings">> & {
  readonly publicUrl: () => string
  readonly serviceName: string
  readonly phase: string
  readonly remoteOf: RemoteOf
}

export function completed({ settings, ...options }: WebOptions): Web {
  const { publicUrl, serviceName = "Charter", phase = "Beta", trustedProxies = [] } = settings
  return {
    clock: () => Temporal.Now.instant().epochMilliseconds,
    navigation: [],
    checks: [],
    mounts: [],
    isLeaving: () => false,
    places: primaryOnly(options.db),
    alarms: () => [],
    isShortOfDisk: () => false,
    ...options,
    publicUrl: typeof publicUrl === "string" ? () => publicUrl : publicUrl,
    serviceName,
    phase,
    remoteOf: remoteThrough(trustedProxies),
  }
}
