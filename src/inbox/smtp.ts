// The SMTP listener: takes a letter for anybody, relays nothing, and says 250 only when the letter is committed.

import type { Socket } from "node:net"
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server"
import { isDiskFull } from "../database/index.ts"
import { fail } from "../failpoint.ts"
import type { Now } from "../time/epoch.ts"
import { type Budget, byteBudget } from "./budget.ts"
import type { NewLetter } from "./keep-store.ts"
import type { Envelope } from "./letter.ts"

export type SmtpOptions = {
  readonly host: string
  /** 0 is any free one. */
  readonly port: number
  readonly now: Now
  /** Resolves once the letter is durable. */
  readonly keep: (letter: NewLetter) => Promise<unknown>
  /** Called after letters were kept, at most four times a second: a hint to read them soon. */
  readonly onKept?: () => void
  /** The address of a sending server, where it says something about the sender. */
  readonly peerOf?: (address: string | undefined) => string | undefined
  /** Whether the disk has room for small letters only. */
  readonly isShortOfDisk?: () => boolean
  readonly onError: (error: unknown) => void
  readonly limits?: Partial<SmtpLimits>
}

export type SmtpListener = { readonly address: string; readonly port: number; readonly close: () => Promise<void> }

export type SmtpLimits = {
  readonly letterBytes: number
  /** Of all letters that are being received at once; beyond, a letter is asked to come again (452). */
  readonly memoryBytes: number
  readonly connections: number
  readonly idleMilliseconds: number
  /** A connection that brings no letter in this time is ended, however busy it looks. */
  readonly progressMilliseconds: number
}

/** The largest letter that is taken, by whatever way. */
export const letterLimitBytes = 50 * 1024 * 1024

const usual: SmtpLimits = {
  letterBytes: letterLimitBytes,
  memoryBytes: 128 * 1024 * 1024,
  connections: 500,
  idleMilliseconds: 60_000,
  progressMilliseconds: 600_000,
}

export async function startSmtp(options: SmtpOptions): Promise<SmtpListener> {
  const limits = { ...usual, ...options.limits }
  const budget = byteBudget(limits.memoryBytes)
  const onKept = seldom(options.onKept ?? (() => {}))
  const progress = new WeakMap<SMTPServerSession, number>()
  const sockets = new WeakMap<SMTPServerSession, Socket | undefined>()
  const server: SMTPServer = new SMTPServer({
    ...whatItSays(limits),
    onConnect: (session, answer) => {
      progress.set(session, performance.now())
      sockets.set(session, socketOf(server, session))
      answer()
    },
    onMailFrom: (_address, session, answer) => {
      answerTogether(sockets.get(session))
      answer()
    },
    onRcptTo: (_address, _session, answer) => answer(),
    onData: (stream, session, answer) => {
      taken(stream, session, budget, options).then(
        () => {
          progress.set(session, performance.now())
          answer(null, "kept")
          void fail("inbox.after_answer")
          onKept()
        },
        (error: unknown) => answer(smtpAnswer(error, options.onError)),
      )
    },
  })
  // What a client does to its own connection is no fault of ours; a listener that fails is.
  server.on("error", (error: Error) => {
    if (!("remoteAddress" in error)) options.onError(error)
  })
  const port = await listening(server, options)
  const sweep = setInterval(() => endSlow(server, progress, limits), Math.min(30_000, limits.progressMilliseconds))
  sweep.unref()
  return { port, address: `${bracketed(options.host)}:${port}`, close: () => closed(server, sweep) }
}

function whatItSays(limits: SmtpLimits) {
  return {
    name: "charter",
    banner: "Charter takes letters and relays nothing",
    size: limits.letterBytes,
    rejectOversized: true,
    authOptional: true,
    maxAllowedUnauthenticatedCommands: false as const,
    disabledCommands: ["AUTH", "STARTTLS", "WIZ", "SHELL", "KILL"],
    lenientAddressParsing: true,
    disableReverseLookup: true,
    logger: false,
    maxClients: limits.connections,
    socketTimeout: limits.idleMilliseconds,
    closeTimeout: 3000,
  }
}

// A hint for each letter of a flood would cost as much as the letter.
function seldom(hint: () => void): () => void {
  let isResting = false
  let isDue = false
  return function give(): void {
    isDue = true
    if (isResting) return
    isDue = false
    isResting = true
    hint()
    setTimeout(() => {
      isResting = false
      if (isDue) give()
    }, 250).unref()
  }
}

function socketOf(server: SMTPServer, session: SMTPServerSession): Socket | undefined {
  for (const connection of server.connections) if (connection.session === session) return connection._socket
  return undefined
}

// A sender that gives MAIL, RCPT and DATA in one go (PIPELINING) gets its answers in one go: a system call instead of three.
function answerTogether(socket: Socket | undefined): void {
  socket?.cork()
  process.nextTick(() => socket?.uncork())
}

class ComeAgain extends Error {}

async function taken(
  stream: SMTPServerDataStream,
  session: SMTPServerSession,
  budget: Budget,
  options: SmtpOptions,
): Promise<void> {
  const held = { bytes: 0 }
  try {
    const raw = await collected(stream, budget, held, options.isShortOfDisk ?? (() => false))
    // Too large: the listener answers 552 by itself.
    if (stream.sizeExceeded) return
    const envelope = envelopeOf(session)
    await options.keep({ raw, envelope, source: "smtp", receivedAt: options.now(), ...whereFrom(session, options) })
  } finally {
    budget.give(held.bytes)
  }
}

// Whatever is refused is still read to its end, and kept nowhere: only then does the sender listen to the answer.
async function collected(
  stream: SMTPServerDataStream,
  budget: Budget,
  held: { bytes: number },
  isShortOfDisk: () => boolean,
): Promise<Buffer> {
  let chunks: Buffer[] = []
  let isRefused = false
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    if (isRefused) continue
    const isTooMuch = held.bytes + chunk.length > largeBytes && isShortOfDisk()
    isRefused = stream.sizeExceeded || isTooMuch || !budget.take(chunk.length)
    if (!isRefused) held.bytes += chunk.length
    if (isRefused) chunks = []
    else chunks.push(chunk)
  }
  if (isRefused && !stream.sizeExceeded) throw new ComeAgain("Too many letters at once, try again in a moment")
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)
}

/** What still passes while the disk is short of room. */
const largeBytes = 64 * 1024

function whereFrom({ remoteAddress, hostNameAppearsAs }: SMTPServerSession, { peerOf }: SmtpOptions) {
  const peer = peerOf?.(remoteAddress)
  if (peer === undefined) return {}
  return { peer, ...(typeof hostNameAppearsAs === "string" ? { helo: hostNameAppearsAs.slice(0, 255) } : {}) }
}

function envelopeOf(session: SMTPServerSession): Envelope {
  const { mailFrom, rcptTo } = session.envelope
  return { from: mailFrom === false ? null : mailFrom.address, to: rcptTo.map((each) => each.address) }
}

function smtpAnswer(error: unknown, onError: (error: unknown) => void): Error {
  if (error instanceof ComeAgain) return Object.assign(error, { responseCode: 452 })
  onError(error)
  if (isDiskFull(error))
    return Object.assign(new Error("No room for the letter, try again later"), { responseCode: 452 })
  return Object.assign(new Error("The letter could not be kept, try again later"), { responseCode: 451 })
}

function listening(server: SMTPServer, { host, port }: SmtpOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.once("error", reject)
  const listener = server.listen(port, host, () => {
    server.off("error", reject)
    const address = listener.address()
    resolve(typeof address === "object" && address !== null ? address.port : port)
  })
  return promise
}

function endSlow(server: SMTPServer, progress: WeakMap<SMTPServerSession, number>, limits: SmtpLimits): void {
  const oldest = performance.now() - limits.progressMilliseconds
  for (const connection of server.connections) {
    if ((progress.get(connection.session) ?? Number.POSITIVE_INFINITY) > oldest) continue
    connection.send(421, "No letter for too long")
    connection.close()
  }
}

function closed(server: SMTPServer, sweep: NodeJS.Timeout): Promise<void> {
  clearInterval(sweep)
  return new Promise((resolve) => server.close(() => resolve()))
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host
}
