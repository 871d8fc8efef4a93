// A relay with moods: takes what the desk sends, or does what relays do on a bad day. Raw sockets, so that it can break off anywhere.

import { once } from "node:events"
import { createServer, type Socket } from "node:net"
import { setTimeout as pause } from "node:timers/promises"

/** What becomes of a message: which of them it has afterwards stands in `isTaken`. */
export const moods = {
  take: "takes it",
  busy: "421 before the envelope, and ends the connection",
  greylist: "451 to the recipient",
  refuse: "550 to the recipient",
  "refuse-text": "554 to the message",
  slow: "takes it, and answers a byte at a time",
  late: "takes it, and answers after a third of a second",
  "drop-taken": "takes it, and ends the connection instead of saying so",
  "drop-text": "ends the connection in the middle of the message",
  hang: "says nothing to the message for a second, and ends the connection",
} as const
export type Mood = keyof typeof moods

const taking: readonly Mood[] = ["take", "slow", "late", "drop-taken"]

export type PeerMessage = {
  readonly messageId: string
  readonly to: string
  readonly mood: Mood
  readonly isTaken: boolean
}
export type SmtpPeer = { readonly port: number; readonly url: string; readonly close: () => Promise<void> }

type Session = { mood: Mood; to: string; text: string | undefined }

/** Listens on a free port of this machine. `nextMood` is asked for each message, `onMessage` told once its fate is settled. */
export async function smtpPeer(nextMood: () => Mood, onMessage: (message: PeerMessage) => void): Promise<SmtpPeer> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => sockets.delete(socket))
    socket.write("220 peer.example ESMTP\r\n")
    listen(socket, { mood: "take", to: "", text: undefined }, nextMood, onMessage)
  })
  server.listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  const port = address === null || typeof address === "string" ? 0 : address.port
  const close = async () => {
    for (const socket of sockets) socket.destroy()
    const closed = once(server, "close")
    server.close()
    await closed
  }
  return { port, url: `smtp://127.0.0.1:${port}`, close }
}

function listen(
  socket: Socket,
  session: Session,
  nextMood: () => Mood,
  onMessage: (message: PeerMessage) => void,
): void {
  let rest = ""
  socket.on("data", (chunk) => {
    const lines = (rest + chunk.toString("latin1")).split("\r\n")
    rest = lines.pop() ?? ""
    for (const line of lines) {
      if (socket.destroyed) return
      if (session.text === undefined) command(line, socket, session, nextMood, onMessage)
      else text(line, socket, session, onMessage)
    }
  })
}

function command(
  line: string,
  socket: Socket,
  session: Session,
  nextMood: () => Mood,
  onMessage: (message: PeerMessage) => void,
): void {
  const word = line.slice(0, 4).toUpperCase()
  if (word === "MAIL") session.mood = nextMood()
  if (word === "RCPT") session.to = /<([^>]*)>/.exec(line)?.[1] ?? ""
  if (word === "QUIT") return void socket.end("221 bye\r\n")
  if (word === "MAIL" && session.mood === "busy") {
    told(session, onMessage)
    return void socket.end("421 too busy, come again\r\n")
  }
  if (word === "RCPT" && (session.mood === "greylist" || session.mood === "refuse")) {
    told(session, onMessage)
    return void socket.write(session.mood === "refuse" ? "550 no such person\r\n" : "451 greylisted\r\n")
  }
  if (word === "DATA") session.text = ""
  socket.write(word === "DATA" ? "354 go on\r\n" : "250 ok\r\n")
}

function text(line: string, socket: Socket, session: Session, onMessage: (message: PeerMessage) => void): void {
  if (session.mood === "drop-text") {
    told(session, onMessage)
    return void socket.destroy()
  }
  if (line !== ".") {
    session.text += `${line}\n`
    return
  }
  told(session, onMessage)
  session.text = undefined
  void answered(socket, session.mood)
}

function told({ mood, to, text = "" }: Session, onMessage: (message: PeerMessage) => void): void {
  const messageId = /^Message-ID:\s*<?([^>\s]+)/im.exec(text)?.[1] ?? "none"
  onMessage({ messageId, to, mood, isTaken: taking.includes(mood) })
}

async function answered(socket: Socket, mood: Mood): Promise<void> {
  if (mood === "drop-taken") return void socket.destroy()
  if (mood === "refuse-text") return void socket.write("554 not wanted\r\n")
  if (mood === "hang") {
    await pause(1000)
    return void socket.destroy()
  }
  if (mood === "late") await pause(330)
  if (mood === "slow") return await trickled(socket, "250 taken\r\n")
  socket.write("250 taken\r\n")
}

async function trickled(socket: Socket, answer: string): Promise<void> {
  for (const letter of answer) {
    if (socket.destroyed) return
    socket.write(letter)
    await pause(20)
  }
}
