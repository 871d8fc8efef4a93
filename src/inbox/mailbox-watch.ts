// Looks after one mailbox: takes it over, connects, looks through it, and again whenever the server says that something has come, and at
// least each minute whatever it says. What fails is noted, and tried again a little later.

import { setTimeout as pause } from "node:timers/promises"
import type { Db } from "../database/index.ts"
import type { Now } from "../time/epoch.ts"
import { connected, disconnected, failureInWords, type Server } from "./mailbox-connection.ts"
import { Overtaken } from "./mailbox-keep.ts"
import { look } from "./mailbox-look.ts"
import type { Tokens } from "./mailbox-token.ts"
import { secretOf } from "./mailboxes.ts"
import type { SharedMailbox } from "./mailboxes-store.ts"
import { type Hold, leaveMailbox, noteFailure, renewHold, takeMailbox } from "./watches-store.ts"

export type WatchParts = {
  readonly db: Db
  readonly now: Now
  readonly secretKey: Uint8Array
  readonly tokens: Tokens
  /** What this process is called among those of the desk. */
  readonly poller: string
  readonly onKept: () => void
  readonly onError: (error: unknown, doing: string) => void
  /** How long nothing is looked at unless the server says that something has come. */
  readonly restMilliseconds?: number
  /** How long after the first failure it is tried again; then twice as long each time. */
  readonly firstPauseMilliseconds?: number
}

export type MailboxWatch = { readonly stop: () => Promise<void> }

const usualRest = 50_000
const usualFirstPause = 1_000
const longestPause = 60_000
const elsewherePause = 5_000
const renewEvery = 8_000

export function watchMailbox(parts: WatchParts, mailbox: SharedMailbox): MailboxWatch {
  const ending = new AbortController()
  const stumbles = new Map<number, number>()
  const watching = rounds(parts, mailbox, stumbles, ending.signal)
  return {
    stop: async () => {
      ending.abort()
      await watching
    },
  }
}

async function rounds(
  parts: WatchParts,
  mailbox: SharedMailbox,
  stumbles: Map<number, number>,
  ending: AbortSignal,
): Promise<void> {
  const first = parts.firstPauseMilliseconds ?? usualFirstPause
  for (let wait = first; !ending.aborted; ) {
    const began = await turn(parts, mailbox, stumbles, ending)
    if (ending.aborted) return
    wait = began === "went well" ? first : Math.min(2 * wait, longestPause)
    await rest(began === "elsewhere" ? Math.min(elsewherePause, 10 * first) : wait, ending)
  }
}

type End = "went well" | "failed" | "elsewhere"

// One time that the mailbox is taken over. It went well where it was looked through at least once before something broke.
async function turn(
  parts: WatchParts,
  mailbox: SharedMailbox,
  stumbles: Map<number, number>,
  ending: AbortSignal,
): Promise<End> {
  let hold: Hold | undefined
  const looks = { done: 0 }
  try {
    hold = await takeMailbox(parts.db, mailbox.mailboxId, parts.poller)
    if (hold === undefined) return "elsewhere"
    await session(parts, mailbox, hold, stumbles, ending, looks)
    return "went well"
  } catch (error) {
    if (error instanceof Overtaken) return "elsewhere"
    if (ending.aborted) return "went well"
    parts.onError(error, `mailbox ${mailbox.mailboxId}`)
    await noted(parts, hold, error)
    return looks.done > 0 ? "went well" : "failed"
  } finally {
    if (hold !== undefined) await leaveMailbox(parts.db, hold).catch(() => undefined)
  }
}

async function noted({ db }: WatchParts, hold: Hold | undefined, error: unknown): Promise<void> {
  if (hold === undefined) return
  await noteFailure(db, hold, failureInWords(error)).catch(() => undefined)
}

async function session(
  parts: WatchParts,
  mailbox: SharedMailbox,
  hold: Hold,
  stumbles: Map<number, number>,
  ending: AbortSignal,
  looks: { done: number },
): Promise<void> {
  const { db, now, secretKey, tokens, onKept } = parts
  const server = await connected(mailbox, { tokens, secretOf: (each) => secretOf(each, secretKey) })
  const lost = { is: false }
  const stopRenewing = keepHold(parts, hold, () => {
    lost.is = true
    server.close()
  })
  const closeAtEnd = () => server.close()
  ending.addEventListener("abort", closeAtEnd)
  try {
    const isOver = () => ending.aborted || lost.is
    while (!isOver()) {
      await look({ db, now, key: secretKey, server, mailbox, hold, stumbles, isOver, onKept })
      looks.done += 1
      await untilWoken(server, parts.restMilliseconds ?? usualRest, ending)
    }
    if (lost.is) throw new Overtaken("another process looks after this mailbox now")
  } catch (error) {
    throw lost.is ? new Overtaken("another process looks after this mailbox now", { cause: error }) : error
  } finally {
    ending.removeEventListener("abort", closeAtEnd)
    stopRenewing()
    await disconnected(server)
  }
}

// A process that stood still finds out here, or at the latest when it wants to keep something.
function keepHold({ db }: WatchParts, hold: Hold, onLost: () => void): () => void {
  const timer = setInterval(() => {
    renewHold(db, hold).then(
      (isOurs) => isOurs || onLost(),
      () => undefined,
    )
  }, renewEvery)
  timer.unref()
  return () => clearInterval(timer)
}

// The server is asked to speak up where it can (IDLE); where it cannot, or does not, the time is up within a minute.
async function untilWoken(server: Server, milliseconds: number, ending: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const wake = () => resolve()
  const timer = setTimeout(wake, milliseconds)
  server.on("exists", wake)
  server.on("close", wake)
  ending.addEventListener("abort", wake)
  if (server.capabilities.has("IDLE")) void server.idle().catch(() => undefined)
  try {
    if (server.usable && !ending.aborted) await promise
  } finally {
    clearTimeout(timer)
    server.off("exists", wake)
    server.off("close", wake)
    ending.removeEventListener("abort", wake)
  }
}

async function rest(milliseconds: number, ending: AbortSignal): Promise<void> {
  await pause(milliseconds, undefined, { signal: ending, ref: false }).catch(() => undefined)
}
