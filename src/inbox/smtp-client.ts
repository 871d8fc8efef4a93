// A sending server for tests, as rough as tests need it: it writes what it is told, byte for byte, and reads answers.

import net from "node:net"

export type SmtpClient = {
  /** Writes bytes as they are and gives the next answer. */
  readonly say: (bytes: string | Uint8Array) => Promise<string>
  readonly write: (bytes: string | Uint8Array) => void
  readonly answer: () => Promise<string>
  /** MAIL, RCPT, DATA and the letter, its dots doubled; gives the last answer. */
  readonly send: (letter: Uint8Array, to?: string) => Promise<string>
  /** Ends the connection without a word. */
  readonly cut: () => void
  readonly closed: Promise<void>
}

/** Connects and says EHLO. */
export async function smtpClient(port: number): Promise<SmtpClient> {
  const socket = net.connect(port, "127.0.0.1")
  socket.setNoDelay(true)
  const answers = answersOf(socket)
  const write = (bytes: string | Uint8Array): void => void socket.write(bytes)
  const say = (bytes: string | Uint8Array) => {
    write(bytes)
    return answers()
  }
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()))
  await answers()
  await say("EHLO test\r\n")
  const send = async (letter: Uint8Array, to = "desk@college.example") => {
    await say("MAIL FROM:<pat@force.example>\r\n")
    await say(`RCPT TO:<${to}>\r\n`)
    await say("DATA\r\n")
    return say(Buffer.concat([dotted(letter), Buffer.from("\r\n.\r\n")]))
  }
  return { say, write, answer: answers, send, cut: () => socket.destroy(), closed }
}

function dotted(letter: Uint8Array): Buffer {
  const text = Buffer.from(letter).toString("latin1").replace(/^\./, "..").replaceAll("\r\n.", "\r\n..")
  return Buffer.from(text, "latin1")
}

// The last line of each answer; "" once the connection is closed.
function answersOf(socket: net.Socket): () => Promise<string> {
  const come: string[] = []
  const wanted: ((line: string) => void)[] = []
  let rest = ""
  let isClosed = false
  socket.setEncoding("latin1")
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\r\n")
    rest = lines.pop() ?? ""
    for (const line of lines.filter((each) => each.charAt(3) !== "-")) {
      const next = wanted.shift()
      if (next === undefined) come.push(line)
      else next(line)
    }
  })
  socket.on("error", () => undefined)
  socket.on("close", () => {
    isClosed = true
    for (const next of wanted) next("")
  })
  return async () => {
    const line = come.shift()
    if (line !== undefined || isClosed) return line ?? ""
    return new Promise((resolve) => wanted.push(resolve))
  }
}
