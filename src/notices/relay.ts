// The relay that takes our mail: a few connections that are used again, and one deadline over everything that an attempt does.

import { Readable } from "node:stream"
import SMTPConnection from "nodemailer/lib/smtp-connection"
import { domainOf } from "./addresses.ts"
import { type Answer, answerIn, type RelayError, relayError } from "./answer.ts"
import { connectionOptions, type RelayAddress, relayAddressFrom } from "./relay-address.ts"
import type { Rendered } from "./render.ts"

export type Relay = {
  /**
   * Hands over one message to one recipient. Never throws: whatever happens is an answer. `untilTurn` is waited for before the
   * text goes: until then nothing can have arrived. Where it rejects the text does not go.
   */
  readonly send: (mail: Rendered, untilTurn?: () => Promise<void>) => Promise<Answer>
  readonly close: () => void
}

export type RelayOptions = {
  readonly url: string
  /** How long one attempt may take altogether; a relay that sends a byte now and then does not outlast it. */
  readonly deadlineMilliseconds?: number | undefined
  /** Idle connections kept, and for how long. */
  readonly idleConnections?: number
  readonly idleMilliseconds?: number
}

type Handing = { readonly mail: Rendered; readonly untilTurn: () => Promise<void>; readonly deadline: Deadline }
type Kept = { readonly connection: SMTPConnection; sent: number; idleTimer?: NodeJS.Timeout }

// Relays count the messages of a connection, and some end it without a word when it has carried too many.
const messagesPerConnection = 100

/** A relay at an address such as smtp://user:password@relay.example:587. Connects when there is something to send. */
export function openRelay(options: RelayOptions): Relay {
  const { deadlineMilliseconds = 60_000, idleConnections = 4, idleMilliseconds = 20_000 } = options
  const address = relayAddressFrom(options.url)
  const idle: Kept[] = []
  let isClosed = false

  async function send(mail: Rendered, untilTurn = async () => {}): Promise<Answer> {
    const deadline = deadlineIn(deadlineMilliseconds)
    const handing = { mail, untilTurn, deadline }
    try {
      return (await overKeptConnection(handing)) ?? (await overNewConnection(handing))
    } finally {
      deadline.clear()
    }
  }

  // A relay may have ended a connection that lay idle: an attempt that it did not answer at all says nothing about the message.
  async function overKeptConnection(handing: Handing): Promise<Answer | undefined> {
    const kept = idle.pop()
    if (kept === undefined) return undefined
    clearTimeout(kept.idleTimer)
    const answer = await handedOver(kept, handing)
    const isStale =
      answer.is === "deferred" && !answer.mayHaveArrived && answer.code === "" && answer.trouble !== "timeout"
    return isStale ? undefined : answer
  }

  async function overNewConnection(handing: Handing): Promise<Answer> {
    const { mail, deadline } = handing
    const connection = new SMTPConnection(connectionOptions(address, domainOf(mail.from), deadlineMilliseconds))
    try {
      await connected(connection, address, deadline)
    } catch (error) {
      connection.close()
      return answerIn(relayError.parse(error), false)
    }
    const kept: Kept = { connection, sent: 0 }
    connection.once("end", () => forget(kept))
    return handedOver(kept, handing)
  }

  async function handedOver(kept: Kept, { mail, untilTurn, deadline }: Handing): Promise<Answer> {
    let isOnItsWay = false
    const turn = Promise.withResolvers<never>()
    turn.promise.catch(() => {})
    const onItsWay = () => {
      isOnItsWay = true
    }
    const body = bodyOf(mail.bytes, { untilTurn, onItsWay, onNoTurn: turn.reject })
    try {
      await Promise.race([sent(kept.connection, mail, body, deadline), turn.promise])
      keep(kept)
      return { is: "accepted" }
    } catch (error) {
      body.destroy()
      const what = relayError.parse(error)
      if (isAnswerOverLivingConnection(what)) keepReset(kept)
      else kept.connection.close()
      return answerIn(what, isOnItsWay)
    }
  }

  // A relay that says no to one message takes the next over the same connection.
  function keepReset(kept: Kept): void {
    kept.connection.reset((error) => (error === null ? keep(kept) : kept.connection.close()))
  }

  function keep(kept: Kept): void {
    kept.sent++
    idle.push(kept)
    if (isClosed || idle.length > idleConnections || kept.sent >= messagesPerConnection) forget(kept)
    else kept.idleTimer = setTimeout(() => forget(kept), idleMilliseconds).unref()
  }

  function forget(kept: Kept): void {
    const place = idle.indexOf(kept)
    if (place === -1) return
    idle.splice(place, 1)
    clearTimeout(kept.idleTimer)
    farewell(kept.connection)
  }

  function close(): void {
    isClosed = true
    for (const kept of [...idle]) forget(kept)
  }

  return { send, close }
}

// 421 announces that the relay closes the connection, RFC 5321 section 3.8.
function isAnswerOverLivingConnection({ code, responseCode }: RelayError): boolean {
  return responseCode !== undefined && responseCode !== 421 && (code === "EENVELOPE" || code === "EMESSAGE")
}

type Deadline = { readonly passed: Promise<never>; readonly clear: () => void }

function deadlineIn(milliseconds: number): Deadline {
  const { promise, reject } = Promise.withResolvers<never>()
  promise.catch(() => {})
  const timer = setTimeout(
    () => reject(Object.assign(new Error("deadline passed"), { code: "ETIMEDOUT" })),
    milliseconds,
  )
  return { passed: promise, clear: () => clearTimeout(timer) }
}

async function connected(connection: SMTPConnection, { auth }: RelayAddress, deadline: Deadline): Promise<void> {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  failed.catch(() => {})
  connection.on("error", reject)
  await Promise.race([failed, deadline.passed, called((done) => connection.connect((error) => done(error ?? null)))])
  if (auth === undefined || connection.authenticated) return
  await Promise.race([failed, deadline.passed, called((done) => connection.login({ ...auth }, done))])
}

async function sent(connection: SMTPConnection, mail: Rendered, body: Readable, deadline: Deadline): Promise<void> {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  failed.catch(() => {})
  connection.on("error", reject)
  const envelope = { from: mail.from, to: [mail.to], size: mail.bytes.length }
  try {
    await Promise.race([failed, deadline.passed, called((done) => connection.send(envelope, body, done))])
  } finally {
    connection.off("error", reject)
  }
}

function called(work: (done: (error: unknown) => void) => void): Promise<void> {
  return new Promise((resolve, reject) =>
    work((error) => (error === null || error === undefined ? resolve() : reject(error))),
  )
}

// A relay that does not answer QUIT is not waited for.
function farewell(connection: SMTPConnection): void {
  const timer = setTimeout(() => connection.close(), 1000)
  connection.once("end", () => clearTimeout(timer))
  connection.quit()
}

type Turning = {
  readonly untilTurn: () => Promise<void>
  readonly onItsWay: () => void
  readonly onNoTurn: (error: unknown) => void
}

// nodemailer begins to read the message once the relay has said that it takes it (354).
function bodyOf(bytes: Buffer, { untilTurn, onItsWay, onNoTurn }: Turning): Readable {
  let isAsked = false
  return new Readable({
    read() {
      if (isAsked) return
      isAsked = true
      void untilTurn().then(() => {
        if (this.destroyed) return
        onItsWay()
        this.push(bytes)
        this.push(null)
      }, onNoTurn)
    },
  })
}
