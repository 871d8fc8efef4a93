// For tests: relays that answer as a script says, on a free port of this machine. Real sockets, real SMTP.

import { createServer, type Server, type Socket } from "node:net"
import { text } from "node:stream/consumers"
import { SMTPServer } from "smtp-server"

export type Taken = { readonly from: string; readonly to: string; readonly raw: string }

export type TestRelay = {
  readonly url: string
  readonly taken: Taken[]
  readonly connections: () => number
  readonly close: () => Promise<void>
}

/** What to answer to a recipient, and to the message: undefined takes it. May take its time. */
export type Script = {
  readonly onConnect?: () => Answered
  readonly onRecipient?: (address: string) => Answered
  readonly onMessage?: (taken: Taken) => Answered
}
type Answered = string | undefined | Promise<string | undefined>

/** A relay that takes what its script does not refuse. */
export async function testRelay(script: Script = {}): Promise<TestRelay> {
  const taken: Taken[] = []
  let connections = 0
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH"],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    async onConnect(_session, done) {
      connections++
      done(refusal(await script.onConnect?.()))
    },
    async onRcptTo({ address }, _session, done) {
      done(refusal(await script.onRecipient?.(address)))
    },
    async onData(stream, session, done) {
      // A sender that dies in the middle has sent nothing.
      const raw = await text(stream).catch(() => undefined)
      if (raw === undefined) return done(refusal("451 nothing came"))
      const { mailFrom, rcptTo } = session.envelope
      const message = {
        from: mailFrom === false ? "" : mailFrom.address,
        to: rcptTo.map((each) => each.address).join(),
        raw,
      }
      const refused = refusal(await script.onMessage?.(message))
      if (refused === null) taken.push(message)
      done(refused)
    },
  })
  server.on("error", () => {})
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { url } = addressOf(server.server)
  return { url, taken, connections: () => connections, close: () => new Promise((resolve) => server.close(resolve)) }
}

function refusal(answer: string | undefined): Error | null {
  if (answer === undefined) return null
  const [, code, words] = /^(\d{3}) (.*)$/.exec(answer) ?? []
  return Object.assign(new Error(words), { responseCode: Number(code) })
}

/** A relay of bytes: `onLine` is given each line that comes in, and the socket to answer on. */
export async function rawRelay(onLine: (line: string, socket: Socket) => void, greeting = "220 raw ESMTP\r\n") {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => sockets.delete(socket))
    socket.write(greeting)
    let rest = ""
    socket.on("data", (chunk) => {
      const lines = (rest + chunk.toString("latin1")).split("\r\n")
      rest = lines.pop() ?? ""
      for (const line of lines) onLine(line, socket)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      for (const socket of sockets) socket.destroy()
      server.close(() => resolve())
    })
  return { ...addressOf(server), close, sockets }
}

/** The usual answers of a relay up to the message; gives true while the lines of the message itself come in. */
export function politeUpToMessage(line: string, socket: Socket): void {
  if (/^EHLO/i.test(line)) socket.write("250 raw\r\n")
  if (/^(MAIL|RCPT|RSET)/i.test(line)) socket.write("250 ok\r\n")
  if (/^DATA/i.test(line)) socket.write("354 go on\r\n")
  if (/^QUIT/i.test(line)) socket.end("221 bye\r\n")
}

function addressOf(server: Server): { url: string; port: number } {
  const address = server.address()
  if (address === null || typeof address === "string") throw new Error("the server is not listening")
  return { url: `smtp://127.0.0.1:${address.port}`, port: address.port }
}
