// A sender of mail in small: one connection, used again for letter after letter, that gives the answer to each.

import { connect, type Socket } from "node:net"

export type Letter = { readonly from: string; readonly to: string; readonly raw: Buffer }
export type MailClient = {
  /** The code of the answer that decided: 250 after the message, or the first that says no. Rejects when the connection ends first. */
  readonly send: (letter: Letter) => Promise<number>
  readonly close: () => void
}

/** Connects and greets. Rejects where nobody answers. */
export async function mailClient(port: number, timeoutMilliseconds = 20_000): Promise<MailClient> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true })
  socket.setTimeout(timeoutMilliseconds, () => socket.destroy(new Error("no answer in time")))
  const answers = answersOf(socket)
  if ((await answers()) !== 220) throw new Error("not greeted")
  const said = async (command: string | Buffer): Promise<number> => {
    socket.write(command)
    return answers()
  }
  if ((await said("EHLO sender.example\r\n")) !== 250) throw new Error("not welcomed")

  async function send({ from, to, raw }: Letter): Promise<number> {
    for (const [command, wanted] of [
      [`MAIL FROM:<${from}>\r\n`, 250],
      [`RCPT TO:<${to}>\r\n`, 250],
      ["DATA\r\n", 354],
    ] as const) {
      const code = await said(command)
      if (code !== wanted) return code
    }
    return said(stuffed(raw))
  }
  return { send, close: () => socket.destroy() }
}

/** A message as it goes over the wire, RFC 5321 section 4.5.2. */
export function stuffed(raw: Buffer): Buffer {
  const text = raw.toString("latin1").replace(/^\./gm, "..")
  return Buffer.from(`${text}${text.endsWith("\r\n") ? "" : "\r\n"}.\r\n`, "latin1")
}

// Each call waits for the next whole answer.
function answersOf(socket: Socket): () => Promise<number> {
  const arrived: number[] = []
  let waiting: PromiseWithResolvers<number> | undefined
  let ended: Error | undefined
  let rest = ""
  socket.on("data", (chunk) => {
    const lines = (rest + chunk.toString("latin1")).split("\r\n")
    rest = lines.pop() ?? ""
    for (const line of lines) if (/^\d{3}( |$)/.test(line)) arrived.push(Number(line.slice(0, 3)))
    settle()
  })
  socket.on("error", (error) => end(error))
  socket.on("close", () => end(new Error("the connection ended")))
  function end(error: Error): void {
    ended ??= error
    settle()
  }
  function settle(): void {
    const next = arrived[0]
    if (waiting === undefined) return
    if (next !== undefined) waiting.resolve(arrived.shift() ?? next)
    else if (ended !== undefined) waiting.reject(ended)
    else return
    waiting = undefined
  }
  return () => {
    waiting = Promise.withResolvers<number>()
    const { promise } = waiting
    settle()
    return promise
  }
}
