// What the web entrance is given by whoever starts it.

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"
import type { Alarm } from "../alarms.ts"
import { type Db, positionText, primaryOnly, type ReadPlaces } from "../database/index.ts"
import type { Page } from "../page.ts"
import type { Actor, Provider } from "../people/index.ts"
import type { EpochMilliseconds, Now } from "../time/epoch.ts"
import { type Languages, languages } from "../words/index.ts"
import { type LiveChanges, openChanges } from "./changes.ts"
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
  /** Whose X-Forwarded-For is believed: addresses and ranges; nobody's, unless given. */
  readonly trustedProxies?: readonly string[]
}

/** In milliseconds, from the first byte of a request. What takes longer is cut off: it holds a connection that somebody else could use. */
export type Patience = { readonly headers: number; readonly request: number }
export const usualPatience: Patience = { headers: 10_000, request: 60_000 }
const usualStreams = 5000

/** A way that somebody is offered, in words; `putAwayPath` is where the form is sent to by which they put it away. */
export type Offer = { readonly text: string; readonly href: string; readonly putAwayPath?: string }

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
  /** The identity providers that the sign-in page offers; none, unless given. */
  readonly providers?: readonly Provider[]
  /** Whether somebody who signed in with a password alone must set up a second factor before anything else. */
  readonly needsSecondFactor?: boolean
  readonly navigation?: readonly NavigationItem[]
  readonly log: Log
  readonly checks?: readonly Check[]
  readonly mounts?: readonly Mount[]
  /** Whether the desk was told to stop: it answers, and asks everybody to go elsewhere. */
  readonly isLeaving?: () => boolean
  /** What somebody must do something about: shown to administrators, and by name to whoever asks for readiness. */
  readonly alarms?: () => readonly Alarm[]
  /** What somebody is offered on every page while it lasts, such as the record of whoever calls them. */
  readonly offers?: (actor: Actor, at: EpochMilliseconds) => Promise<readonly Offer[]>
  /** Whether the disk has room for small requests only. */
  readonly isShortOfDisk?: () => boolean
  /** How long a client may take to send what it asks; `usualPatience`, unless given. */
  readonly patience?: Patience
  /** Streams of changes of one process: each is a connection and a few kilobytes. */
  readonly streamsLimit?: number
  /** What the public is spoken to in; the languages that are shipped, unless given. */
  readonly languages?: Languages
}

/** The options with every default filled in: what the files of this folder pass around. */
export type Web = Required<Omit<WebOptions, "settings">> & {
  readonly publicUrl: () => string
  readonly serviceName: string
  readonly remoteOf: RemoteOf
  /** How open pages are told of changes. */
  readonly changes: LiveChanges
}

export function completed({ settings, ...options }: WebOptions): Web {
  const { publicUrl, serviceName = "Charter", trustedProxies = [] } = settings
  const given = {
    clock: () => Temporal.Now.instant().epochMilliseconds,
    navigation: [],
    checks: [],
    mounts: [],
    isLeaving: () => false,
    places: primaryOnly(options.db),
    alarms: () => [],
    offers: async () => [],
    isShortOfDisk: () => false,
    providers: [],
    needsSecondFactor: false,
    patience: usualPatience,
    streamsLimit: usualStreams,
    languages,
    ...options,
  }
  return {
    ...given,
    changes: changesOf(given),
    publicUrl: typeof publicUrl === "string" ? () => publicUrl : publicUrl,
    serviceName,
    remoteOf: remoteThrough(trustedProxies),
  }
}

function changesOf({ db, clock, places, isLeaving, log }: Required<Omit<WebOptions, "settings">>): LiveChanges {
  const position = async () => {
    const written = await places.writtenSoFar()
    return written === undefined ? undefined : positionText(written)
  }
  const onError = (error: unknown) => log.warn({ err: error }, "could not look for changes")
  return openChanges({ db, clock, position, isLeaving, onError })
}
