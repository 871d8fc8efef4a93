// A sending mail server: one connection, commands in one go (PIPELINING), a letter at a time.

import net from "node:net"

export type Sender = {
  /** Gives the answer to the letter. */
  readonly send: (envelope: { readonly from: string; readonly to: string }, raw: Buffer) => Promise<string>
  readonly close: () => void
}

export async function openSender(port: number): Promise<Sender> {
  const socket = net.connect(port, "127.0.0.1")
  socket.setNoDelay(true)
  const next = answersOf(socket)
  await next()
  socket.write("EHLO bench\r\n")
  await next()
  return {
    send: async ({ from, to }, raw) => {
      socket.write(`MAIL FROM:<${from}>\r\nRCPT TO:<${to}>\r\nDATA\r\n`)
      for (let answers = 0; answers < 3; answers++) await next()
      socket.write(Buffer.concat([raw, Buffer.from("\r\n.\r\n")]))
      return await next()
    },
    close: () => socket.destroy(),
  }
}

// The last line of each answer, in order; throws once the connection is closed.
function answersOf(socket: net.Socket): () => Promise<string> {
  const come: string[] = []
  const wanted: PromiseWithResolvers<string>[] = []
  let rest = ""
  let isClosed = false
  socket.setEncoding("latin1")
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\r\n")
    rest = lines.pop() ?? ""
    for (const line of lines) {
      if (line.charAt(3) === "-") continue
      const waiting = wanted.shift()
      if (waiting === undefined) come.push(line)
      else waiting.resolve(line)
    }
  })
  socket.on("error", () => undefined)
  socket.on("close", () => {
    isClosed = true
    for (const waiting of wanted) waiting.reject(new Error("the desk closed the connection"))
  })
  return async () => {
    const line = come.shift()
    if (line !== undefined) return line
    if (isClosed) throw new Error("the desk closed the connection")
    const waiting = Promise.withResolvers<string>()
    wanted.push(waiting)
    return await waiting.promise
  }
}
